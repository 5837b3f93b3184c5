import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import { api, newIdempotencyKey, take } from '../api/client.ts';
import { explain } from '../api/problem.ts';
import type { JobCard } from '../api/types.ts';
import { useToast } from '../ui/toasts.tsx';
import { Outbox } from './outbox.ts';
import { openStore, type Pending } from './store.ts';

export interface Swipe {
  job: JobCard;
  direction: 'right' | 'left';
}

export interface Swipes {
  /** Jobs that are not to be shown: swiped in this visit, or kept from an earlier one. */
  hidden: ReadonlySet<string>;
  /** Jobs that came back by undo or refusal; they go on top, last first. */
  returned: readonly JobCard[];
  /** What undo would take back. */
  last: Swipe | null;
  /** Swipes kept on this device that the server has not answered yet. */
  unsent: number;
  swipe: (job: JobCard, direction: 'right' | 'left') => void;
  undo: () => void;
}

const SwipesContext = createContext<Swipes | null>(null);

export function useSwipes(): Swipes {
  const swipes = use(SwipesContext);
  if (swipes === null) throw new Error('useSwipes needs a SwipesProvider above it');
  return swipes;
}

function send(entry: Pending): Promise<unknown> {
  const headers = { 'Idempotency-Key': entry.key };
  // Kept alive, the request is finished when the page is left while it is on its way.
  const call = { body: { jobId: entry.jobId }, headers, keepalive: true };
  switch (entry.kind) {
    case 'right':
      return take(api.POST('/api/jobs/swipe-right', call));
    case 'left':
      return take(api.POST('/api/jobs/swipe-left', call));
    case 'undo':
      return take(api.POST('/api/jobs/undo', call));
  }
}

let chain: Promise<void> = Promise.resolve();
/** One sender at a time, across tabs where the browser has Web Locks, else within this tab. */
async function exclusive(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) {
    await navigator.locks.request('jobswipe.outbox', work);
    return;
  }
  const run = chain.then(work);
  chain = run.catch(() => undefined);
  return run;
}

export function SwipesProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const toast = useToast();
  const client = useQueryClient();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [returned, setReturned] = useState<readonly JobCard[]>([]);
  const [history, setHistory] = useState<readonly Swipe[]>([]);
  const [unsent, setUnsent] = useState(0);
  const outbox = useRef<Promise<Outbox> | null>(null);
  const jobs = useRef(new Map<string, JobCard>());

  const bringBack = useCallback((jobId: string) => {
    setHidden((ids) => new Set([...ids].filter((id) => id !== jobId)));
    setHistory((swipes) => swipes.filter((swipe) => swipe.job.id !== jobId));
    const job = jobs.current.get(jobId);
    if (job !== undefined) setReturned((cards) => [job, ...cards.filter((card) => card.id !== jobId)]);
  }, []);

  const hide = useCallback((jobId: string) => {
    setHidden((ids) => new Set(ids).add(jobId));
    setReturned((cards) => cards.filter((card) => card.id !== jobId));
  }, []);

  useEffect(() => {
    let box: Outbox | null = null;
    let gone = false;
    outbox.current = openStore().then(async (store) => {
      box = new Outbox(
        userId,
        store,
        { send, newKey: newIdempotencyKey, exclusive, random: Math.random },
        {
          sent: (entry) => {
            if (entry.kind !== 'left') void client.invalidateQueries({ queryKey: ['applications'] });
          },
          refused: (entry, problem) => {
            if (entry.kind === 'undo') {
              // The swipe stands: most often a desktop has already begun.
              hide(entry.jobId);
              toast({ text: `Could not take back ${entry.title}: ${explain(problem)}`, link: { label: 'Queue', to: '/queue' } });
              return;
            }
            bringBack(entry.jobId);
            toast({ text: `${entry.title} was not saved: ${explain(problem)}` });
          },
          changed: () => {
            if (!gone) setUnsent(box?.pending().length ?? 0);
          },
        },
      );
      if (gone) return box;
      await box.open();
      setHidden((ids) => new Set([...ids, ...(box?.pending() ?? []).filter((e) => e.kind !== 'undo').map((e) => e.jobId)]));
      return box;
    });
    const retry = () => box?.retryNow();
    window.addEventListener('online', retry);
    return () => {
      gone = true;
      window.removeEventListener('online', retry);
      box?.close();
    };
  }, [userId, client, toast, bringBack, hide]);

  const undo = useCallback(() => {
    const last = history.at(-1);
    if (last === undefined) return;
    bringBack(last.job.id);
    toast({ text: `${last.job.title} is back`, topic: 'swipe' });
    void outbox.current?.then((box) => box.undo(last.job));
  }, [history, bringBack, toast]);

  const undoNow = useRef(undo);
  useEffect(() => {
    undoNow.current = undo;
  }, [undo]);

  const swipe = useCallback(
    (job: JobCard, direction: 'right' | 'left') => {
      jobs.current.set(job.id, job);
      hide(job.id);
      setHistory((swipes) => [...swipes.filter((other) => other.job.id !== job.id), { job, direction }]);
      toast({
        text: direction === 'right' ? `In your queue: ${job.title}, ${job.company}` : `Passed: ${job.title}, ${job.company}`,
        action: { label: 'Undo', run: () => undoNow.current() },
        topic: 'swipe',
      });
      void outbox.current
        ?.then((box) => box.swipe(direction, job))
        .catch((error: unknown) => {
          bringBack(job.id);
          toast({ text: `${job.title} could not be kept on this device: ${explain(error)}` });
        });
    },
    [hide, toast, bringBack],
  );

  const value = useMemo<Swipes>(
    () => ({ hidden, returned, last: history.at(-1) ?? null, unsent, swipe, undo }),
    [hidden, returned, history, unsent, swipe, undo],
  );
  return <SwipesContext value={value}>{children}</SwipesContext>;
}
