import { dehydrate, hydrate, type DehydratedState, type InfiniteData, type QueryClient } from '@tanstack/react-query';

import type { JobCard, User } from '../api/types.ts';
import { database } from '../outbox/store.ts';

/**
 * What was last read from the server, kept on this device, so that the app opens at once and without a network. It is of
 * one person, and gone when they log out.
 */
const kSnapshot = 'snapshot';
const kDeck = 'deck';
const kSaveAfterMs = 250;
/** Older than this it would mislead more than it helps. */
const kOldestMs = 30 * 86_400_000;
/** Cards kept for a start without a network. */
const kMostCards = 60;
const kMostDecks = 3;
const kLongestRestoreMs = 400;

/** First words of the keys of queries that are kept. The deck is kept apart: old cards must not be shown where new ones can be had. */
const kKeptKeys = new Set(['session', 'applications', 'profile', 'resumes', 'answers', 'devices', 'job', 'settings', 'blocked_employers', 'resume_rules']);

/** Grows when what the screens expect of the server's answers does: what an older version of the app kept lacks it. */
const kShape = 2;

interface Snapshot {
  userId: string;
  shape?: number;
  at: number;
  state: DehydratedState;
}

interface KeptDeck {
  userId: string;
  at: number;
  /** By filters, the one looked at last at the end. */
  decks: Record<string, JobCard[]>;
}

function userOf(client: QueryClient): User | null {
  return client.getQueryData<User | null>(['session']) ?? null;
}

/** Only the first page of a list is kept; the rest is fetched when it is looked for. */
function slim(state: DehydratedState): DehydratedState {
  return {
    ...state,
    queries: state.queries.map((query) => {
      const data = query.state.data as InfiniteData<unknown> | undefined;
      if (data === undefined || typeof data !== 'object' || data === null || !Array.isArray(data.pages)) return query;
      return { ...query, state: { ...query.state, data: { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } } };
    }),
  };
}

async function read(): Promise<Snapshot | null> {
  const opened = await database();
  const found = (await opened?.get('kept', kSnapshot)) as Snapshot | undefined;
  return found === undefined || Date.now() - found.at > kOldestMs ? null : found;
}

/** Puts what was kept into `client`, marked as old. Never throws and never holds the start for long: without it everything is fetched. */
export async function restore(client: QueryClient): Promise<void> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), kLongestRestoreMs));
  const found = await Promise.race([read().catch(() => null), late]);
  if (found === null) return;
  // Of another version only who is here counts; the rest is fetched.
  const queries = found.state.queries.filter(({ queryKey }) => found.shape === kShape || queryKey[0] === 'session');
  hydrate(client, { ...found.state, queries });
  void client.invalidateQueries({ refetchType: 'none' });
}

/** Keeps what `client` reads from now on, a moment after each change. */
export function keepSnapshot(client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const save = async () => {
    timer = null;
    const user = userOf(client);
    if (user === null) return;
    const opened = await database();
    const state = slim(
      dehydrate(client, { shouldDehydrateQuery: (query) => query.state.status === 'success' && kKeptKeys.has(String(query.queryKey[0])) }),
    );
    // Logged out in the meantime: nothing may come back.
    if (userOf(client)?.id !== user.id) return;
    await opened?.put('kept', { userId: user.id, shape: kShape, at: Date.now(), state } satisfies Snapshot, kSnapshot);
  };
  const schedule = () => {
    timer ??= setTimeout(() => void save().catch(() => undefined), kSaveAfterMs);
  };
  const stop = client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'success') schedule();
  });
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}

export async function forgetSnapshot(): Promise<void> {
  const opened = await database();
  await opened?.clear('kept');
}

/** Keeps the first cards under these filters for a start without a network; a later page is added to them. */
export async function keepCards(userId: string, filters: string, jobs: readonly JobCard[], later: boolean): Promise<void> {
  const opened = await database();
  if (opened === null) return;
  const transaction = opened.transaction('kept', 'readwrite');
  const before = (await transaction.store.get(kDeck)) as KeptDeck | undefined;
  const mine = before?.userId === userId ? before.decks : {};
  const others = Object.entries(mine).filter(([name]) => name !== filters);
  const cards = [...(later ? (mine[filters] ?? []) : []), ...jobs].slice(-kMostCards);
  const decks = Object.fromEntries([...others.slice(1 - kMostDecks), [filters, cards]]);
  await transaction.store.put({ userId, at: Date.now(), decks } satisfies KeptDeck, kDeck);
  await transaction.done;
}

/** A card that was swiped is not offered again. */
export async function dropCard(jobId: string): Promise<void> {
  const opened = await database();
  if (opened === null) return;
  const transaction = opened.transaction('kept', 'readwrite');
  const kept = (await transaction.store.get(kDeck)) as KeptDeck | undefined;
  if (kept !== undefined) {
    const decks = Object.fromEntries(Object.entries(kept.decks).map(([name, jobs]) => [name, jobs.filter((job) => job.id !== jobId)]));
    await transaction.store.put({ ...kept, decks }, kDeck);
  }
  await transaction.done;
}

export async function keptCards(userId: string, filters: string): Promise<JobCard[] | null> {
  const opened = await database();
  const kept = (await opened?.get('kept', kDeck)) as KeptDeck | undefined;
  if (kept === undefined || kept.userId !== userId || Date.now() - kept.at > kOldestMs) return null;
  return kept.decks[filters] ?? null;
}
