import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';

import { api, sleep, take } from '../api/client.ts';
import type { Event, EventPage } from '../api/types.ts';
import { EventApplier } from './apply.ts';
import type { LineEnvironment } from './lines.ts';
import { Stream, type StreamStatus } from './stream.ts';

const kSessionCheckMs = 60_000;

function browserLines(): LineEnvironment {
  let checkedAt = Date.now();
  return {
    webSocket: (path) => new WebSocket(new URL(path, location.origin.replace(/^http/, 'ws'))),
    eventSource: (path) => new EventSource(path),
    page: (after, wait, signal) =>
      take(
        api.GET('/api/events', {
          params: { query: { wait, ...(after === null ? {} : { after }) } },
          headers: { Accept: 'application/json' },
          signal,
        }),
      ) as Promise<EventPage>,
    prepare: async () => {
      // Neither a WebSocket nor an EventSource can say "401": ask first, which renews the session when it has lapsed.
      if (Date.now() - checkedAt < kSessionCheckMs) return;
      await take(api.GET('/api/session', {}));
      checkedAt = Date.now();
    },
    sleep,
  };
}

interface StreamAccess {
  stream: Stream;
  hearers: Set<(event: Event) => void>;
}

const StreamContext = createContext<StreamAccess | null>(null);

/** Reads the event log while it is mounted, and keeps the cached data up to date by it. */
export function StreamProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [{ stream, applier, hearers }] = useState(() => {
    const hearers = new Set<(event: Event) => void>();
    const applier = new EventApplier(client);
    const stream = new Stream(browserLines(), {
      event: (event) => {
        applier.apply(event);
        hearers.forEach((hear) => hear(event));
      },
      joined: (cursor) => applier.joined(cursor),
      refetch: () => applier.refetch(),
    });
    return { stream, applier, hearers };
  });

  useEffect(() => {
    const online = () => stream.setOnline(true);
    const offline = () => stream.setOnline(false);
    const visible = () => {
      if (document.visibilityState === 'visible') stream.wake();
    };
    stream.start();
    if (!navigator.onLine) stream.setOnline(false);
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    document.addEventListener('visibilitychange', visible);
    return () => {
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', visible);
      stream.stop();
      applier.stop();
    };
  }, [stream, applier]);

  const access = useMemo<StreamAccess>(() => ({ stream, hearers }), [stream, hearers]);
  return <StreamContext value={access}>{children}</StreamContext>;
}

export function useStreamStatus(): StreamStatus {
  const access = use(StreamContext);
  if (access === null) throw new Error('useStreamStatus needs a StreamProvider above it');
  const { stream } = access;
  return useSyncExternalStore(stream.watch, stream.status);
}

/** The same where there may be no stream; null then. */
export function useStreamState(): StreamStatus['state'] | null {
  const stream = use(StreamContext)?.stream;
  return useSyncExternalStore(stream === undefined ? noWatch : stream.watch, () => stream?.status().state ?? null);
}

const noWatch = () => () => undefined;

/** Calls `hear` with each event as it comes, once, in order. */
export function useEvents(hear: (event: Event) => void): void {
  const hearers = use(StreamContext)?.hearers;
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => {
    if (hearers === undefined) return;
    const listen = (event: Event) => latest.current(event);
    hearers.add(listen);
    return () => void hearers.delete(listen);
  }, [hearers]);
}
