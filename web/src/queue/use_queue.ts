import { useInfiniteQuery } from '@tanstack/react-query';

import { applicationsQuery, type Search } from '../api/queries.ts';
import type { Application, ApplicationStatus } from '../api/types.ts';
import { matches } from './view.ts';

const kRunning: readonly ApplicationStatus[] = ['CLAIMED', 'PROCESSING', 'NEEDS_REVIEW'];
const kWaiting: readonly ApplicationStatus[] = ['PENDING', 'QUEUED'];
const kEnded: readonly ApplicationStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];
const kPage = 50;

/** The rows of some states; when something is looked for, those that the server finds, and without it those that are here and match. */
function useList(statuses: readonly ApplicationStatus[], search: Search) {
  const wanted = search.q !== undefined || search.outcome !== undefined;
  const all = useInfiniteQuery(applicationsQuery(statuses, kPage));
  const found = useInfiniteQuery({ ...applicationsQuery(statuses, kPage, search), enabled: wanted });
  const query = wanted && found.data !== undefined ? found : all;
  const loaded = query.data?.pages.flatMap((page) => page.applications) ?? [];
  // A row that changed between two pages can be on both.
  const rows = [...new Map(loaded.map((row) => [row.id, row])).values()];
  return {
    query,
    rows: wanted && query === all ? rows.filter((row) => matches(row, search)) : rows,
    first: all.data?.pages[0],
    searching: wanted && found.isPending,
    /** Only what is on this device was looked through. */
    partly: wanted && found.isError && found.data === undefined,
  };
}

function byPosition(a: Application, b: Application): number {
  return (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER);
}

export type GroupName = 'review' | 'running' | 'waiting' | 'ended';

export interface Group {
  name: GroupName;
  rows: readonly Application[];
  /** Of all, also those not loaded. */
  count: number;
  more: { busy: boolean; run: () => void } | null;
}

/** Three lists of the server, as the four groups that a person thinks in. */
export function useQueue(search: Search) {
  const running = useList(kRunning, search);
  const waiting = useList(kWaiting, search);
  const ended = useList(kEnded, search);
  const lists = [running, waiting, ended];
  const first = running.first ?? waiting.first ?? ended.first;
  const counts: Record<string, number> = first?.counts ?? {};
  const count = (...statuses: ApplicationStatus[]) => statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  const more = ({ query }: (typeof lists)[number]) =>
    query.hasNextPage ? { busy: query.isFetchingNextPage, run: () => void query.fetchNextPage() } : null;
  const review = running.rows.filter((row) => row.status === 'NEEDS_REVIEW');
  const active = running.rows.filter((row) => row.status !== 'NEEDS_REVIEW');
  const groups: Group[] = [
    { name: 'review', rows: review, count: Math.max(count('NEEDS_REVIEW'), review.length), more: null },
    { name: 'running', rows: active, count: Math.max(count('CLAIMED', 'PROCESSING'), active.length), more: more(running) },
    { name: 'waiting', rows: waiting.rows.toSorted(byPosition), count: Math.max(count('PENDING', 'QUEUED'), waiting.rows.length), more: more(waiting) },
    { name: 'ended', rows: ended.rows, count: Math.max(count('COMPLETED', 'FAILED', 'CANCELLED'), ended.rows.length), more: more(ended) },
  ];
  return {
    groups,
    counts,
    desktop: first?.desktop,
    pending: lists.some((list) => list.query.isPending),
    failed: lists.find((list) => list.query.isError && list.query.data === undefined)?.query.error ?? null,
    /** Old news is shown: the last reading failed. */
    stale: lists.some((list) => list.query.isError && list.query.data !== undefined),
    searching: lists.some((list) => list.searching),
    partly: lists.some((list) => list.partly),
    retry: () => lists.forEach((list) => void list.query.refetch()),
  };
}
