import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';

import { t } from '../i18n/i18n.ts';
import { api, take } from '../api/client.ts';
import { explain, Problem } from '../api/problem.ts';
import { useLeave, useUser } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Notice, Page, Section } from '../ui/parts.tsx';
import { saveAs } from '../ui/save_as.ts';
import { useToast } from '../ui/toasts.tsx';
import { dateTime } from '../ui/words.ts';
import s from './settings.module.css';

export default function AccountScreen() {
  const user = useUser();
  const toast = useToast();
  const [deleting, setDeleting] = useState(false);
  const download = useMutation({
    mutationFn: () => take(api.GET('/api/export', {})),
    onSuccess: (data) => saveAs('jobswipe-export.json', 'application/json', JSON.stringify(data, null, 2)),
    onError: (error) => toast({ text: explain(error) }),
  });
  return (
    <Page title={t('Account and data')} lead={t('{{email}} · since {{when}}', { email: user.email, when: dateTime(user.createdAt) })} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      <Section title={t('Your data')}>
        <p className={s.text}>{t('Everything JobSwipe knows about you as one JSON file: profile, answers, applications with their history, desktops.')}</p>
        <Button busy={download.isPending} onClick={() => download.mutate()}>
          <Download size={16} aria-hidden /> {t('Download my data')}
        </Button>
      </Section>
      <Section title={t('Delete the account')}>
        <p className={s.text}>
          {t('Your data is erased at once and for good: the key that it is encrypted with is destroyed, so not even backups can be read. Waiting applications are not sent; what employers already have stays with them.')}
        </p>
        <Button variant="danger" onClick={() => setDeleting(true)}>
          {t('Delete my account')}
        </Button>
      </Section>
      {deleting ? <Delete onClose={() => setDeleting(false)} /> : null}
    </Page>
  );
}

function Delete({ onClose }: { onClose: () => void }) {
  const leave = useLeave();
  const [password, setPassword] = useState('');
  const erase = useMutation({
    mutationFn: () => take(api.DELETE('/api/account', { body: { password } })),
    onSuccess: leave,
  });
  const wrong = erase.error instanceof Problem && [400, 401, 403, 422].includes(erase.error.status);
  return (
    <Dialog title={t('Delete your account?')} onClose={onClose}>
      <form
        className={s.editor}
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') erase.mutate();
        }}
      >
        <p>{t('This cannot be taken back. Type your password to go on.')}</p>
        {erase.error !== null && !wrong ? <Notice tone="bad">{explain(erase.error)}</Notice> : null}
        <TextField
          label={t('Password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={wrong ? (erase.error as Problem).detail : undefined}
        />
        <div className={s.dialogButtons}>
          <Button onClick={onClose}>{t('Keep my account')}</Button>
          <Button type="submit" variant="danger" disabled={password === ''} busy={erase.isPending}>
            {t('Delete everything')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
