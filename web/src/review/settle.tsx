import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../api/problem.ts';
import type { Application } from '../api/types.ts';
import { changeOf } from '../application/actions.tsx';
import { t, tn } from '../i18n/i18n.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Check } from '../ui/fields.tsx';
import { Button, Notice } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import s from './review.module.css';

type Outcome = 'sent' | 'not_sent';

/**
 * Many unknown outcomes settled in one go, as after an evening in one's mailbox. Each word goes out by itself and names the
 * attempt that it is about: said offline and sent days later, it must not settle another attempt of the same application.
 */
export function SettleTogether({ applications }: { applications: readonly Application[] }) {
  const [choosing, setChoosing] = useState(false);
  if (applications.length < 2) return null;
  if (!choosing) {
    return (
      <Notice
        action={
          <Button size="small" onClick={() => setChoosing(true)} data-testid="settle-several">
            {t('Settle several')}
          </Button>
        }
      >
        {tn('For {{count}} it is not certain that they were sent.', applications.length)}
      </Notice>
    );
  }
  return <Choosing applications={applications} done={() => setChoosing(false)} />;
}

function Choosing({ applications, done }: { applications: readonly Application[]; done: () => void }) {
  const { change } = useOutbox();
  const client = useQueryClient();
  const toast = useToast();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Outcome | null>(null);
  const chosen = applications.filter(({ id }) => picked.has(id));
  const run = useMutation({
    mutationFn: (outcome: Outcome) =>
      Promise.allSettled(
        chosen.map((application) => change(changeOf(application, { type: 'resolve', outcome, ...(application.epoch ? { epoch: application.epoch } : {}) }))),
      ),
    onSuccess: (verdicts) => {
      const refused = verdicts.find((verdict) => verdict.status === 'rejected');
      const settled = verdicts.filter((verdict) => verdict.status === 'fulfilled');
      const kept = settled.some(({ value }) => value.state === 'kept');
      const words = kept ? t('Kept on this device, sent as soon as the server answers.') : tn('{{count}} settled.', settled.length);
      toast({ text: refused === undefined ? words : `${words} ${explain(refused.reason)}` });
      done();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['applications'] }),
  });
  return (
    <fieldset className={s.item}>
      <legend className="visually-hidden">{t('Settle several')}</legend>
      <ul className={s.picks}>
        {applications.map(({ id, title, company }) => (
          <li key={id}>
            <Check
              label={title}
              note={company}
              checked={picked.has(id)}
              onChange={() =>
                setPicked((ids) => {
                  const next = new Set(ids);
                  if (!next.delete(id)) next.add(id);
                  return next;
                })
              }
            />
          </li>
        ))}
      </ul>
      <div className={s.buttons}>
        <Button variant="primary" disabled={chosen.length === 0} onClick={() => setAsking('sent')}>
          {t('They were sent')}
        </Button>
        <Button disabled={chosen.length === 0} onClick={() => setAsking('not_sent')}>
          {t('They were not sent')}
        </Button>
        <Button variant="ghost" onClick={done}>
          {t('One by one')}
        </Button>
      </div>
      {asking !== null ? (
        <Confirm
          title={asking === 'sent' ? tn('{{count}} were sent?', chosen.length) : tn('{{count}} were not sent?', chosen.length)}
          action={asking === 'sent' ? t('Yes, they were sent') : t('Yes, send them')}
          run={() => run.mutateAsync(asking)}
          onClose={() => setAsking(null)}
        >
          <p>
            {asking === 'sent'
              ? t('They are marked as sent, for good.')
              : t('They go back to the queue and will be filled in and sent again. Where the first one did arrive, the employer gets two.')}
          </p>
          <ul className={s.names}>
            {chosen.map(({ id, title, company }) => (
              <li key={id}>{t('{{title}} at {{company}}', { title, company })}</li>
            ))}
          </ul>
        </Confirm>
      ) : null}
    </fieldset>
  );
}
