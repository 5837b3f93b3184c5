import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { applicationsQuery } from '../api/queries.ts';
import type { Application, ApplicationStatus } from '../api/types.ts';

const kRunning: readonly ApplicationStatus[] = ['CLAIMED', 'PROCESSING', 'NEEDS_REVIEW'];
const kWaiting: readonly ApplicationStatus[] = ['PENDING', 'QUEUED'];
const kEnded: readonly ApplicationStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];
const kPage = 50;

function useList(statuses: readonly ApplicationStatus[], all: boolean) {
  const query = useInfiniteQuery(applicationsQuery(statuses, kPage));
  const rows = query.data?.pages.flatMap((page) => page.applications) ?? [];
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    // The server cannot search: what is searched must be here.
    if (all && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [all, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return {
    query,
    // A row that changed between two pages can be on both.
    rows: [...new Map(rows.map((row) => [row.id, row])).values()],
    first: query.data?.pages[0],
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

/** Three lists of the server, as the four groups that a person thinks in. `all` loads everything, for searching. */
export function useQueue(all: boolean) {
  const running = useList(kRunning, all);
  const waiting = useList(kWaiting, all);
  const ended = useList(kEnded, all);
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
    searching: all && lists.some((list) => list.query.isFetchingNextPage),
    retry: () => lists.forEach((list) => void list.query.refetch()),
  };
}
