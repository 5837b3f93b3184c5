import type { JobCard } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Button } from '../ui/parts.tsx';
import { useBlocked } from './use_blocked.ts';
import s from './deck.module.css';

/** What is sent, and what the person reads. */
export const kPassReasons: readonly { reason: string; words: Words }[] = [
  { reason: 'work', words: 'Not the work I look for' },
  { reason: 'pay', words: 'The pay' },
  { reason: 'place', words: 'The place' },
  { reason: 'level', words: 'Too senior or too junior' },
  { reason: 'unclear', words: 'The posting says too little' },
  { reason: 'known', words: 'I know this employer, or have applied there' },
];

/** Passes with a reason, or with the wish never to see this employer again. */
export function PassReason({ job, onPass, onClose }: { job: JobCard; onPass: (reason: string) => void; onClose: () => void }) {
  const { block: hide } = useBlocked();
  const block = () => {
    hide(job.company);
    onPass('employer');
  };
  return (
    <Dialog title={t('Why not?')} onClose={onClose}>
      <ul className={s.reasons}>
        {kPassReasons.map(({ reason, words }) => (
          <li key={reason}>
            <Button wide onClick={() => onPass(reason)}>
              {t(words)}
            </Button>
          </li>
        ))}
        <li>
          <Button wide variant="danger" onClick={block}>
            {t('Show nothing of {{company}} any more', { company: job.company })}
          </Button>
        </li>
      </ul>
    </Dialog>
  );
}
