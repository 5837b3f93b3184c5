import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronsUp, RotateCw, X } from 'lucide-react';
import { useState } from 'react';

import { explain } from '../api/problem.ts';
import type { Application, BulkResult } from '../api/types.ts';
import { allowed } from '../application/actions.tsx';
import { t, tn } from '../i18n/i18n.ts';
import { newSubject, type Change } from '../outbox/outbox.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Button } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { kPriorities, priorityWords } from './priority.ts';
import s from './queue.module.css';

type BulkAction = { action: 'cancel' } | { action: 'retry' } | { action: 'priority'; priority: number };

/** The contract's limit for one request. */
const kMost = 200;

export function bulkChanges(ids: readonly string[], action: BulkAction, newId: () => string): Change[] {
  const changes: Change[] = [];
  for (let from = 0; from < ids.length; from += kMost) {
    changes.push({ kind: 'bulk', about: newId(), title: '', company: '', body: { ids: ids.slice(from, from + kMost), ...action } });
  }
  return changes;
}

/** What to do with all that are chosen at once. Each gets its own verdict; one refusal never sinks the rest. */
export function BulkBar({ chosen, done }: { chosen: readonly Application[]; done: () => void }) {
  const { change } = useOutbox();
  const client = useQueryClient();
  const toast = useToast();
  const [cancelling, setCancelling] = useState(false);
  const cancellable = chosen.filter((application) => allowed(application).cancel);
  const retriable = chosen.filter((application) => allowed(application).retry);
  const movable = chosen.filter((application) => allowed(application).priority);

  const run = useMutation({
    mutationFn: async ({ applications, action }: { applications: readonly Application[]; action: BulkAction }) => {
      const ids = applications.map(({ id }) => id);
      return Promise.all(bulkChanges(ids, action, newSubject).map(change));
    },
    onSuccess: (receipts) => {
      done();
      if (receipts.some((receipt) => receipt.state === 'kept')) {
        toast({ text: t('Kept on this device, sent as soon as the server answers.') });
        return;
      }
      const results = receipts.flatMap((receipt) => (receipt.state === 'sent' ? (receipt.answer as BulkResult).results : []));
      const refused = results.filter(({ ok }) => !ok);
      const changed = tn('{{count}} applications changed.', results.length - refused.length);
      const why = refused[0]?.problem?.detail;
      toast({ text: refused.length === 0 ? changed : `${changed} ${tn('{{count}} could not be.', refused.length)} ${why ?? ''}`.trim() });
    },
    onError: (error) => toast({ text: explain(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['applications'] }),
  });

  return (
    <div className={s.bulk} role="toolbar" aria-label={t('With those chosen')}>
      <span aria-live="polite">{tn('{{count}} chosen', chosen.length)}</span>
      {kPriorities.map((priority) => (
        <Button
          key={priority}
          size="small"
          disabled={movable.length === 0 || run.isPending}
          onClick={() => run.mutate({ applications: movable, action: { action: 'priority', priority } })}
        >
          <ChevronsUp size={14} aria-hidden /> {priorityWords(priority)}
        </Button>
      ))}
      <Button size="small" disabled={retriable.length === 0 || run.isPending} onClick={() => run.mutate({ applications: retriable, action: { action: 'retry' } })}>
        <RotateCw size={14} aria-hidden /> {t('Try again')}
      </Button>
      <Button size="small" variant="danger" disabled={cancellable.length === 0 || run.isPending} onClick={() => setCancelling(true)}>
        <X size={14} aria-hidden /> {t('Cancel')}
      </Button>
      <Button size="small" variant="ghost" onClick={done}>
        {t('Done')}
      </Button>
      {cancelling ? (
        <Confirm
          title={tn('Cancel {{count}} applications?', cancellable.length)}
          action={t('Cancel them')}
          run={() => run.mutateAsync({ applications: cancellable, action: { action: 'cancel' } })}
          onClose={() => setCancelling(false)}
        >
          <p>{t('They leave the queue and cannot be brought back. What your desktop works on stops before sending.')}</p>
        </Confirm>
      ) : null}
    </div>
  );
}
