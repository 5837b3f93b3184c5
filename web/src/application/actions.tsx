import { useMutation, useQueryClient } from '@tanstack/react-query';

import { explain } from '../api/problem.ts';
import type { Application, SavedAnswer } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import type { Change, Receipt } from '../outbox/outbox.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { useToast } from '../ui/toasts.tsx';

export type Action =
  | { type: 'cancel' }
  | { type: 'retry' }
  | { type: 'priority'; priority: number }
  | { type: 'answers'; answers: SavedAnswer[]; save: boolean }
  | { type: 'resolve'; outcome: 'sent' | 'not_sent'; epoch?: number; note?: string };

type Subject = Pick<Application, 'id' | 'title' | 'company'>;

export function changeOf(application: Subject, action: Action): Change {
  const { id: about, title, company } = application;
  const subject = { kind: action.type, about, title, company };
  switch (action.type) {
    case 'cancel':
    case 'retry':
      return subject;
    case 'priority':
      return { ...subject, body: { priority: action.priority } };
    case 'answers':
      return { ...subject, body: { answers: action.answers, save: action.save } };
    case 'resolve':
      return {
        ...subject,
        body: {
          outcome: action.outcome,
          ...(action.epoch === undefined ? {} : { epoch: action.epoch }),
          ...(action.note === undefined ? {} : { note: action.note }),
        },
      };
  }
}

const kDone: Record<Action['type'], Words> = {
  cancel: 'Cancelled: {{title}}',
  retry: 'Back in the queue: {{title}}',
  priority: 'Priority changed: {{title}}',
  answers: 'Answered; back in the queue: {{title}}',
  resolve: 'Settled: {{title}}',
};

export function receiptWords(receipt: Receipt, application: Subject, action: Action): string {
  const { title } = application;
  if (receipt.state === 'kept') return t('Kept on this device, sent as soon as the server answers: {{title}}', { title });
  const now = receipt.answer as Application | undefined;
  if (action.type === 'cancel' && now !== undefined && now.status !== 'CANCELLED') return t('Asked your desktop to stop: {{title}}', { title });
  return t(kDone[action.type], { title });
}

/**
 * The person's commands on one application. Each is kept on this device before it is sent, so that it outlives a network
 * or a tab that goes away. A refusal is told in the server's own words.
 */
export function useApplicationAction(application: Subject, options: { quiet?: boolean } = {}) {
  const client = useQueryClient();
  const toast = useToast();
  const { change } = useOutbox();
  return useMutation({
    mutationFn: (action: Action) => change(changeOf(application, action)),
    onSuccess: (receipt, action) => toast({ text: receiptWords(receipt, application, action) }),
    onError: (error) => {
      if (options.quiet !== true) toast({ text: explain(error) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['applications'] }),
  });
}

/** What the person may do with an application as it stands. */
export function allowed(application: Application): { cancel: boolean; retry: boolean; priority: boolean } {
  const { status } = application;
  const unknown = application.failure?.kind === 'outcome_unknown';
  const running = status === 'CLAIMED' || status === 'PROCESSING';
  const waiting = status === 'PENDING' || status === 'QUEUED';
  return {
    cancel:
      waiting ||
      (status === 'NEEDS_REVIEW' && !unknown) ||
      (running && application.cancelRequested !== true && !application.submitGrantedAt),
    retry: status === 'FAILED' || (status === 'NEEDS_REVIEW' && !unknown && (application.questions ?? []).length === 0),
    priority: waiting,
  };
}
