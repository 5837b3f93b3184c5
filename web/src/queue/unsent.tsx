import { CloudUpload } from 'lucide-react';

import { t, tn, type Words } from '../i18n/i18n.ts';
import { useOutbox } from '../outbox/provider.tsx';
import type { Kind } from '../outbox/store.ts';
import { Button, Notice } from '../ui/parts.tsx';
import { ago } from '../ui/words.ts';
import s from './queue.module.css';

const kKinds: Record<Kind, Words> = {
  right: 'Apply',
  left: 'Pass',
  undo: 'Undo',
  answers: 'Answers',
  resolve: 'Outcome',
  cancel: 'Cancel',
  retry: 'Try again',
  priority: 'Priority',
  bulk: 'Several at once',
  save_answers: 'Saved answers',
  profile: 'Profile',
  settings: 'Settings',
  outcome: 'What came of it',
  note: 'Note',
  reminder: 'Reminder',
  forget_reminder: 'Reminder',
  block: 'Hidden employer',
  unblock: 'Hidden employer',
  resume_rules: 'Which résumé goes where',
};

function nameOf({ kind, title, company }: { kind: Kind; title: string; company: string }): string {
  const what = t(kKinds[kind]);
  if (title === '') return what;
  return company === '' ? `${what}: ${title}` : `${what}: ${title}, ${company}`;
}

/** What this device still has to send, and what the server would not take. */
export function Unsent() {
  const { pending, refusals, dismiss } = useOutbox();
  if (pending.length === 0 && refusals.length === 0) return null;
  return (
    <div className={s.unsent}>
      {pending.length > 0 ? (
        <details className={s.kept} data-testid="unsent">
          <summary>
            <CloudUpload size={16} aria-hidden /> {tn('{{count}} changes are kept on this device and will be sent when the server answers.', pending.length)}
          </summary>
          <ul>
            {pending.map((entry) => (
              <li key={entry.seq}>{nameOf(entry)}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {refusals.map((refusal) => (
        <div key={refusal.id} data-testid="refusal">
          <Notice
            tone="warn"
            action={
              <Button size="small" onClick={() => dismiss(refusal)}>
                {t('Seen')}
              </Button>
            }
          >
            <strong>{t('Not carried out')}</strong> · {nameOf(refusal)} · {ago(new Date(refusal.at).toISOString())}
            <br />
            {refusal.detail}
          </Notice>
        </div>
      ))}
    </div>
  );
}
