import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { keepCards, keptCards } from '../offline/snapshot.ts';
import { api, take } from './client.ts';
import { kDeckPage } from './early.ts';
import { Problem } from './problem.ts';
import type { Application, ApplicationPage, ApplicationStatus, DeckPage, DeckQuery, OutcomeKind } from './types.ts';

/** Every cached read of the app, with its key. Keys begin with the word that events invalidate by. */

export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: ({ signal }) => take(api.GET('/api/profile', { signal })),
  staleTime: 60_000,
});

export const answersQuery = queryOptions({
  queryKey: ['answers'],
  queryFn: ({ signal }) => take(api.GET('/api/answers', { signal })),
  staleTime: 60_000,
});

export const resumesQuery = queryOptions({
  queryKey: ['resumes'],
  queryFn: ({ signal }) => take(api.GET('/api/resumes', { signal })),
  staleTime: 60_000,
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => take(api.GET('/api/settings', { signal })),
  staleTime: 60_000,
});

export const blockedQuery = queryOptions({
  queryKey: ['blocked_employers'],
  queryFn: ({ signal }) => take(api.GET('/api/blocked-employers', { signal })),
  staleTime: 60_000,
});

export const resumeRulesQuery = queryOptions({
  queryKey: ['resume_rules'],
  queryFn: ({ signal }) => take(api.GET('/api/resume-rules', { signal })),
  staleTime: 60_000,
});

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: ({ signal }) => take(api.GET('/api/devices', { signal })),
});

/** Pages that stay in memory: the ones before were swiped through. */
const kDeckPages = 4;

/** A page of the deck; `kept` when the server could not be asked and it was read from this device. */
export type DeckPart = DeckPage & { kept?: boolean };

export function deckQuery(userId: string, filters: DeckQuery) {
  const name = JSON.stringify(filters);
  return infiniteQueryOptions({
    queryKey: ['deck', filters],
    queryFn: async ({ pageParam, signal }): Promise<DeckPart> => {
      try {
        const page = await take(
          api.GET('/api/jobs/deck', {
            params: { query: { ...filters, limit: kDeckPage, ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        );
        void keepCards(userId, name, page.jobs, pageParam !== null).catch(() => undefined);
        return page;
      } catch (error) {
        if (!(error instanceof Problem) || !error.temporary || pageParam !== null) throw error;
        const jobs = await keptCards(userId, name).catch(() => null);
        if (jobs === null || jobs.length === 0) throw error;
        return { jobs, nextCursor: null, kept: true };
      }
    },
    maxPages: kDeckPages,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // Cards must not move under the finger; new postings come with the next page or the next visit.
    staleTime: Infinity,
    gcTime: 10 * 60_000,
  });
}

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => take(api.GET('/api/jobs/{id}', { params: { path: { id } }, signal })),
    staleTime: 5 * 60_000,
  });
}

/** What is looked for among the applications: words, and outcomes (or `none`). */
export interface Search {
  q?: string;
  outcome?: OutcomeKind | 'none';
}

/** Applications in any of `statuses`, newest change first. */
export function applicationsQuery(statuses: readonly ApplicationStatus[], limit: number, search: Search = {}) {
  return infiniteQueryOptions({
    queryKey: ['applications', 'list', statuses.join(','), limit, search],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/applications/queue', {
          params: { query: { status: statuses.join(','), limit, ...search, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** Counts per state and the desktop's presence, for the badge and the sign of the connection. */
export const summaryQuery = queryOptions({
  queryKey: ['applications', 'summary'],
  queryFn: ({ signal }) =>
    take(api.GET('/api/applications/queue', { params: { query: { status: 'NEEDS_REVIEW', limit: 1 } }, signal })),
  staleTime: 30_000,
  // Presence changes without an event when a desktop just vanishes.
  refetchInterval: 60_000,
});

export function applicationQuery(id: string) {
  return queryOptions({
    queryKey: ['applications', 'one', id],
    queryFn: ({ signal }) => take(api.GET('/api/applications/{id}', { params: { path: { id } }, signal })),
  });
}

export function logsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['applications', 'logs', id],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/api/applications/{id}/logs', {
          params: { path: { id }, query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

const kCountPage = 100;
const kMostCounted = 3_000;

/** Every application, newest change first, up to a limit that a phone can hold; `complete` when none was left out. */
export const allApplicationsQuery = queryOptions({
  queryKey: ['applications', 'all'],
  queryFn: async ({ signal }): Promise<{ applications: Application[]; complete: boolean }> => {
    const found = new Map<string, Application>();
    let cursor: string | null = null;
    do {
      const page: ApplicationPage = await take(
        api.GET('/api/applications/queue', { params: { query: { limit: kCountPage, ...(cursor === null ? {} : { cursor }) } }, signal }),
      );
      for (const application of page.applications) found.set(application.id, application);
      cursor = page.nextCursor;
    } while (cursor !== null && found.size < kMostCounted);
    return { applications: [...found.values()], complete: cursor === null };
  },
  staleTime: 60_000,
});
