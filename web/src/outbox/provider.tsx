import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import { newIdempotencyKey, sendRequest } from '../api/client.ts';
import { explain, type Problem } from '../api/problem.ts';
import type { JobCard, SavedAnswer, Swiped } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { dropCard } from '../offline/snapshot.ts';
import { askToBeKept, sendLater } from '../offline/device.ts';
import { preferences } from '../settings/preferences.ts';
import { useToast } from '../ui/toasts.tsx';
import { Outbox, type Change, type Receipt } from './outbox.ts';
import { kOutboxChannel, kOutboxLock, type OutboxNews } from './news.ts';
import { sendEntry } from './send.ts';
import { openStore, type OutboxStore, type Pending, type Refusal } from './store.ts';

export interface Swipe {
  job: JobCard;
  direction: 'right' | 'left';
}

/** What goes with a swipe, beyond the job. */
export interface SwipeDetails {
  resumeId?: string;
  priority?: number;
  customFields?: Record<string, string | boolean | number | string[]>;
  /** Saved for this and all other applications. */
  answers?: SavedAnswer[];
  reason?: string;
}

export interface Swipes {
  /** Jobs that are not to be shown: swiped in this visit, or kept from an earlier one. */
  hidden: ReadonlySet<string>;
  /** Jobs that came back by undo or refusal; they go on top, last first. */
  returned: readonly JobCard[];
  /** What undo would take back. */
  last: Swipe | null;
  swipe: (job: JobCard, direction: 'right' | 'left', details?: SwipeDetails) => void;
  undo: () => void;
}

export interface OutboxAccess {
  /** Keeps a change on this device, sends it, and tells what became of it; rejects with the server's problem when it is refused. */
  change: (change: Change) => Promise<Receipt>;
  pending: readonly Pending[];
  refusals: readonly Refusal[];
  dismiss: (refusal: Refusal) => void;
}

const SwipesContext = createContext<Swipes | null>(null);
const OutboxContext = createContext<OutboxAccess | null>(null);

export function useSwipes(): Swipes {
  const swipes = use(SwipesContext);
  if (swipes === null) throw new Error('useSwipes needs a SwipesProvider above it');
  return swipes;
}

export function useOutbox(): OutboxAccess {
  const outbox = use(OutboxContext);
  if (outbox === null) throw new Error('useOutbox needs a SwipesProvider above it');
  return outbox;
}

/** The changes of one application that still wait to be sent. */
export function usePending(about: string): readonly Pending[] {
  const { pending } = useOutbox();
  return useMemo(() => pending.filter((entry) => entry.about === about), [pending, about]);
}

/** Swipes that can be taken back one after another. */
const kMostHistory = 50;
/** Refused for what the posting is, not for what the person lacks: the card is not offered again. */
const kOver: readonly string[] = ['posting_closed', 'not_found'];

let chain: Promise<void> = Promise.resolve();
/** One sender at a time, across tabs and the service worker where the browser has Web Locks, else within this tab. */
async function exclusive(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) {
    await navigator.locks.request(kOutboxLock, work);
    return;
  }
  const run = chain.then(work);
  chain = run.catch(() => undefined);
  return run;
}

/** What of the cached data a change makes old. */
function touched(kind: Pending['kind']): readonly string[] {
  switch (kind) {
    case 'left':
      return [];
    case 'save_answers':
      return ['answers'];
    case 'profile':
      return ['profile'];
    case 'settings':
      return ['settings'];
    case 'block':
    case 'unblock':
      return ['blocked_employers'];
    case 'resume_rules':
      return ['resume_rules', 'deck'];
    case 'answers':
      return ['applications', 'answers'];
    case 'right':
    case 'undo':
    case 'cancel':
    case 'retry':
    case 'priority':
    case 'bulk':
    case 'resolve':
    case 'outcome':
    case 'note':
    case 'reminder':
    case 'forget_reminder':
      return ['applications'];
  }
}

export function SwipesProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const toast = useToast();
  const client = useQueryClient();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [returned, setReturned] = useState<readonly JobCard[]>([]);
  const [history, setHistory] = useState<readonly Swipe[]>([]);
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const outbox = useRef<Promise<{ box: Outbox; store: OutboxStore }> | null>(null);
  const jobs = useRef(new Map<string, JobCard>());
  /** Applications that swipes of this visit became, by job. */
  const applications = useRef(new Map<string, string>());

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

  const change = useCallback(async (wanted: Change): Promise<Receipt> => {
    if (outbox.current === null) throw new Error('The outbox is not open yet');
    return (await outbox.current).box.change(wanted);
  }, []);

  useEffect(() => {
    let box: Outbox | null = null;
    let gone = false;
    const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(kOutboxChannel);
    const tell = (news: OutboxNews) => channel?.postMessage(news);
    const invalidate = (kind: Pending['kind']) => {
      for (const key of touched(kind)) void client.invalidateQueries({ queryKey: [key] });
    };

    const refused = (entry: Pending, problem: Problem) => {
      const job = { title: entry.title, company: entry.company };
      if (entry.kind === 'undo') {
        // The swipe stands: most often a desktop has already begun.
        hide(entry.about);
        const application = applications.current.get(entry.about);
        toast({
          text: t('Could not take back {{title}}: {{reason}}', { ...job, reason: explain(problem) }),
          ...(application === undefined
            ? { link: { label: t('Queue'), to: '/queue' } }
            : {
                action: {
                  label: t('Stop it'),
                  run: () =>
                    void change({ kind: 'cancel', about: application, ...job }).catch((error: unknown) => toast({ text: explain(error) })),
                },
              }),
        });
        return;
      }
      if (entry.kind === 'right' || entry.kind === 'left') {
        if (!kOver.includes(problem.code)) bringBack(entry.about);
        toast({ text: t('{{title}} was not saved: {{reason}}', { ...job, reason: explain(problem) }) });
        return;
      }
      invalidate(entry.kind);
    };

    outbox.current = openStore().then(async (store) => {
      const loadRefusals = async () => {
        const found = await store.refusals(userId);
        if (!gone) setRefusals(found);
      };
      box = new Outbox(
        userId,
        store,
        {
          send: (entry) => sendEntry(entry, location.origin, sendRequest, newIdempotencyKey),
          newKey: newIdempotencyKey,
          exclusive,
          random: Math.random,
          now: Date.now,
        },
        {
          sent: (entry, answer) => {
            if (entry.kind === 'right') applications.current.set(entry.about, (answer as Swiped).id);
            invalidate(entry.kind);
            tell({ type: 'sent', kind: entry.kind });
          },
          refused: (entry, problem) => {
            refused(entry, problem);
            tell({ type: 'refused', kind: entry.kind });
            void loadRefusals();
          },
          changed: () => {
            if (!gone) setPending(box?.pending() ?? []);
          },
          stuck: sendLater,
        },
      );
      if (channel !== null) {
        channel.onmessage = (message: MessageEvent<OutboxNews>) => {
          invalidate(message.data.kind);
          void box?.refresh();
          void loadRefusals();
        };
      }
      if (gone) return { box, store };
      await box.open();
      await loadRefusals();
      const swiped = box.pending().filter((entry) => entry.kind === 'right' || entry.kind === 'left');
      setHidden((ids) => new Set([...ids, ...swiped.map((entry) => entry.about)]));
      return { box, store };
    });

    const retry = () => box?.retryNow();
    const visible = () => {
      if (document.visibilityState === 'hidden') {
        box?.releaseHolds();
      } else {
        box?.hold();
        retry();
      }
    };
    window.addEventListener('online', retry);
    window.addEventListener('focus', retry);
    document.addEventListener('visibilitychange', visible);
    return () => {
      gone = true;
      window.removeEventListener('online', retry);
      window.removeEventListener('focus', retry);
      document.removeEventListener('visibilitychange', visible);
      channel?.close();
      box?.close();
    };
  }, [userId, client, toast, bringBack, hide, change]);

  const undo = useCallback(() => {
    const last = history.at(-1);
    if (last === undefined) return;
    bringBack(last.job.id);
    toast({ text: t('{{title}} is back', { title: last.job.title }), topic: 'swipe' });
    void outbox.current?.then(({ box }) => box.undo(last.job)).catch((error: unknown) => toast({ text: explain(error) }));
  }, [history, bringBack, toast]);

  const undoNow = useRef(undo);
  useEffect(() => {
    undoNow.current = undo;
  }, [undo]);

  const swipe = useCallback(
    (job: JobCard, direction: 'right' | 'left', details: SwipeDetails = {}) => {
      jobs.current.set(job.id, job);
      hide(job.id);
      setHistory((swipes) => {
        const next = [...swipes.filter((other) => other.job.id !== job.id), { job, direction }];
        const forgotten = next.slice(0, -kMostHistory);
        for (const { job: old } of forgotten) jobs.current.delete(old.id);
        return next.slice(-kMostHistory);
      });
      toast({
        text:
          direction === 'right'
            ? t('In your queue: {{title}}, {{company}}', { title: job.title, company: job.company })
            : t('Passed: {{title}}, {{company}}', { title: job.title, company: job.company }),
        action: { label: t('Undo'), run: () => undoNow.current() },
        countdown: true,
        topic: 'swipe',
      });
      const hold = preferences().holdSeconds * 1_000;
      void outbox.current
        ?.then(({ box }) => box.swipe(direction, job, { ...details }, hold))
        .then(askToBeKept)
        .catch((error: unknown) => {
          bringBack(job.id);
          toast({ text: t('{{title}} could not be kept on this device: {{reason}}', { title: job.title, reason: explain(error) }) });
        });
      void dropCard(job.id).catch(() => undefined);
    },
    [hide, toast, bringBack],
  );

  const dismiss = useCallback((refusal: Refusal) => {
    // It leaves the screen once it has left the device: what was read does not come back with the next start.
    void outbox.current?.then(async ({ store }) => {
      await store.dismiss(refusal.id);
      setRefusals((all) => all.filter((other) => other.id !== refusal.id));
    });
  }, []);

  const swipes = useMemo<Swipes>(
    () => ({ hidden, returned, last: history.at(-1) ?? null, swipe, undo }),
    [hidden, returned, history, swipe, undo],
  );
  const access = useMemo<OutboxAccess>(() => ({ change, pending, refusals, dismiss }), [change, pending, refusals, dismiss]);
  return (
    <OutboxContext value={access}>
      <SwipesContext value={swipes}>{children}</SwipesContext>
    </OutboxContext>
  );
}
