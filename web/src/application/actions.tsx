import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, newIdempotencyKey, take } from '../api/client.ts';
import { explain } from '../api/problem.ts';
import type { Application, SavedAnswer } from '../api/types.ts';
import { useToast } from '../ui/toasts.tsx';

export type Action =
  | { type: 'cancel' }
  | { type: 'retry' }
  | { type: 'priority'; priority: number }
  | { type: 'answers'; answers: SavedAnswer[]; save: boolean }
  | { type: 'resolve'; outcome: 'sent' | 'not_sent' };

function carryOut(id: string, action: Action, key: string): Promise<Application> {
  const params = { path: { id } };
  const headers = { 'Idempotency-Key': key };
  switch (action.type) {
    case 'cancel':
      return take(api.POST('/api/applications/{id}/cancel', { params, headers }));
    case 'retry':
      return take(api.POST('/api/applications/{id}/retry', { params, headers }));
    case 'priority':
      return take(api.POST('/api/applications/{id}/priority', { params, headers, body: { priority: action.priority } }));
    case 'answers':
      return take(api.POST('/api/applications/{id}/answers', { params, headers, body: { answers: action.answers, save: action.save } }));
    case 'resolve':
      return take(api.POST('/api/applications/{id}/resolve', { params, headers, body: { outcome: action.outcome } }));
  }
}

const kDone: Record<Action['type'], string> = {
  cancel: 'Cancelled',
  retry: 'Back in the queue',
  priority: 'Priority changed',
  answers: 'Answered; back in the queue',
  resolve: 'Settled',
};

/** The person's commands on one application. A refusal is told in the server's own words. */
export function useApplicationAction(application: Pick<Application, 'id' | 'title'>, options: { quiet?: boolean } = {}) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (action: Action) => carryOut(application.id, action, newIdempotencyKey()),
    onSuccess: (now, action) => {
      if (action.type === 'cancel' && now.status !== 'CANCELLED') {
        toast({ text: `Asked your desktop to stop: ${application.title}` });
      } else {
        toast({ text: `${kDone[action.type]}: ${application.title}` });
      }
      if (action.type === 'answers') void client.invalidateQueries({ queryKey: ['answers'] });
    },
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
