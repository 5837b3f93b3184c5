import { queryOptions, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';

import { api, take } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import type { User } from '../api/types.ts';
import { turnPushOff } from '../offline/push.ts';
import { forgetSnapshot } from '../offline/snapshot.ts';

/** Who is logged in; null is nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal, client, queryKey }): Promise<User | null> => {
    let user: User | null;
    try {
      ({ user } = await take(api.GET('/api/session', { signal })));
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error;
      user = null;
    }
    // The app may have opened with what this device remembers of somebody else, or of nobody any more.
    const remembered = client.getQueryData<User | null>(queryKey);
    if (remembered != null && remembered.id !== user?.id) changePerson(client, user);
    return user;
  },
  // Every request that is refused tells that the session has ended; asking again is for a start from memory.
  staleTime: 10 * 60_000,
  gcTime: Infinity,
});

/** Somebody else is here now, or nobody: what was cached for the one before is forgotten. */
export function changePerson(client: QueryClient, user: User | null): void {
  client.setQueryData(sessionQuery.queryKey, user);
  void forgetSnapshot().catch(() => undefined);
  const others = { predicate: (query: { queryKey: readonly unknown[] }) => query.queryKey[0] !== sessionQuery.queryKey[0] };
  void client.cancelQueries(others);
  client.removeQueries(others);
}

/** The person; only under a route that needs one. */
export function useUser(): User {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('useUser needs somebody logged in');
  return data;
}

/**
 * Shows the login page, which then forgets the person. Forgetting first would send the screen that is still there to log
 * in and come back to it: navigation is a transition and would lose that race.
 */
export function useLeave(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    const state: LeftState = { left: true };
    await navigate('/login', { replace: true, state });
  };
}

/** What the login page is told by a person who left on purpose. */
export interface LeftState {
  left: true;
}

export function useLogout(): () => Promise<void> {
  const leave = useLeave();
  return async () => {
    // Whoever uses this device next must not read what became of this person's applications.
    await turnPushOff().catch(() => undefined);
    try {
      await take(api.POST('/api/auth/logout', {}));
    } catch (error) {
      // A session that is already over is what was wanted.
      if (!(error instanceof Problem && error.status === 401)) throw error;
    }
    await leave();
  };
}

/** Where to go after logging in: a path of this app, never another site. */
export function safeNext(next: string | null): string {
  if (next === null) return '/';
  try {
    const url = new URL(next, location.origin);
    return url.origin === location.origin && next.startsWith('/') ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}
