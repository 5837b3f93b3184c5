import { notifyManager, QueryClient } from '@tanstack/react-query';

import { Problem } from './problem.ts';

// What a control has changed must be drawn before the browser's next task: React sets a controlled radio or checkbox back to its old
// value when the event ends, and a later task would let a person, or a screen reader, see it jump back first.
notifyManager.setScheduler(queueMicrotask);

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // What the server refuses it refuses again; only what may pass by itself is tried once more.
        retry: (count, error) => count < 2 && navigator.onLine && (!(error instanceof Problem) || error.temporary),
        // A request that cannot be made fails and is shown as such; one that waits for a network would only turn its wheel.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
