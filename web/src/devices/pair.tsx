import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { t } from '../i18n/i18n.ts';
import { Rich } from '../i18n/rich.tsx';
import { api, take } from '../api/client.ts';
import { explain, Problem } from '../api/problem.ts';
import { TextField } from '../ui/fields.tsx';
import { Button, Empty, LinkButton, Notice, Page } from '../ui/parts.tsx';
import s from './devices.module.css';

/** `abcdefgh`, `ABCD EFGH` and the like as `ABCD-EFGH`; what is too short stays short. */
export function normaliseCode(text: string): string {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

export default function PairScreen() {
  const [params] = useSearchParams();
  const [code, setCode] = useState(() => normaliseCode(params.get('code') ?? ''));
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (approve: boolean) => take(api.POST('/api/device/approve', { body: { userCode: code, approve } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['devices'] });
      void client.invalidateQueries({ queryKey: ['applications'] });
    },
  });
  const complete = code.length === 9;

  if (decide.isSuccess) {
    const { approved, name } = decide.data;
    return (
      <Page title={approved ? t('Paired') : t('Refused')} width="narrow">
        <Empty
          icon={CircleCheck}
          title={approved ? t('{{name}} is paired', { name: name ?? t('Your desktop') }) : t('The request was refused')}
          actions={
            <>
              <LinkButton to="/devices">{t('Your desktops')}</LinkButton>
              <LinkButton to="/" variant="primary">
                {t('Go to jobs')}
              </LinkButton>
            </>
          }
        >
          <p>{approved ? t('It begins with what waits in your queue, as soon as it is online.') : t('That computer got no access. The code no longer works.')}</p>
        </Empty>
      </Page>
    );
  }

  const failure = decide.error;
  return (
    <Page title={t('Pair a desktop')} width="narrow" back={{ to: '/devices', label: t('Desktops') }}>
      <form
        className={s.pair}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) decide.mutate(true);
        }}
      >
        {failure !== null ? (
          <Notice tone="bad">
            {failure instanceof Problem && failure.status === 404
              ? t('This code is not known. It may have expired or been used: compare it with the one on your desktop, or let the desktop show a new one.')
              : explain(failure)}
          </Notice>
        ) : null}
        <div className={s.code}>
          <TextField
            label={t('Code on your desktop')}
            hint={t('Eight letters. Only type a code that your own computer shows at this moment.')}
            value={code}
            onChange={(event) => setCode(normaliseCode(event.target.value))}
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder={t('ABCD-EFGH')}
            autoFocus={code === ''}
          />
        </div>
        <p>
          <Rich
            text={t('Approving lets that computer see your profile, saved answers and résumés, and <b>send applications in your name</b>. If someone sent you this code or link, refuse it.')}
            tags={{ b: (inner) => <strong>{inner}</strong> }}
          />
        </p>
        <div className={s.buttons}>
          <Button type="submit" variant="primary" size="large" disabled={!complete} busy={decide.isPending} data-testid="pair-approve">
            {t('Approve this desktop')}
          </Button>
          <Button size="large" variant="ghost" disabled={!complete || decide.isPending} onClick={() => decide.mutate(false)}>
            {t('Refuse')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
