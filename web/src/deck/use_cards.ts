import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { deckQuery, jobQuery } from '../api/queries.ts';
import type { JobCard } from '../api/types.ts';
import { useSwipes } from '../outbox/provider.tsx';
import { useUser } from '../session/session.ts';
import { useStreamState } from '../stream/provider.tsx';
import { normalEmployer, type Filters } from './filters.ts';
import { useBlocked } from './use_blocked.ts';

/** Fewer cards than this left: fetch the next page. */
const kFetchBelow = 8;
/** Postings read ahead, so that opening one, and the reasons on a card, need not wait. */
const kReadAhead = 3;
const kReadAheadMs = 60;

/** The cards still to swipe, topmost first, and how their reading goes. */
export function useCards(filters: Filters) {
  const user = useUser();
  const client = useQueryClient();
  const { blocked } = useBlocked();
  const { hidden, returned } = useSwipes();
  const deck = useInfiniteQuery(deckQuery(user.id, filters));
  const live = useStreamState() === 'live';

  const cards = useMemo<JobCard[]>(() => {
    const names = new Set(blocked.map(normalEmployer));
    const seen = new Set<string>();
    return [...returned, ...(deck.data?.pages.flatMap((page) => page.jobs) ?? [])].filter((job) => {
      if (hidden.has(job.id) || seen.has(job.id) || names.has(normalEmployer(job.company))) return false;
      seen.add(job.id);
      return true;
    });
  }, [returned, deck.data, hidden, blocked]);

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = deck;
  useEffect(() => {
    if (cards.length < kFetchBelow && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [cards.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  // Cards of an earlier visit make way for new ones as soon as there is a line again.
  const kept = deck.data?.pages[0]?.kept === true;
  useEffect(() => {
    if (kept && live) void client.invalidateQueries({ queryKey: ['deck'] });
  }, [kept, live, client]);

  const ahead = cards.slice(0, kReadAhead).map((job) => job.id);
  const aheadKey = ahead.join();
  useEffect(() => {
    const ids = aheadKey === '' ? [] : aheadKey.split(',');
    // One at a time, and after what the person sees: asking takes time too.
    const timers = ids.map((id, index) => setTimeout(() => void client.prefetchQuery(jobQuery(id)), kReadAheadMs * (index + 1)));
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, [client, aheadKey]);

  return { deck, cards, kept };
}
