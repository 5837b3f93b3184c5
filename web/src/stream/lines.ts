import type { EventPage, Frame } from '../api/types.ts';
import type { Rung } from './ladder.ts';

/** One connection on one rung. `close` is final: nothing is heard of the line after it. */
export interface Line {
  close(): void;
}

export interface LineListener {
  frame(frame: Frame): void;
  /** The line is over, by failure or by the other side. Called once, never after `close`. */
  closed(): void;
}

export interface LineEnvironment {
  webSocket(url: string): WebSocket;
  eventSource(url: string): EventSource;
  /** GET /api/events as JSON. */
  page(after: string | null, waitSeconds: number, signal: AbortSignal): Promise<EventPage>;
  /** Renews a lapsed session before a connection that could not say that it has lapsed. */
  prepare(): Promise<void>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const kLongPollSeconds = 25;
export const kPollMs = 60_000;

const kFrameTypes: readonly Frame['type'][] = ['hello', 'event', 'up_to_date', 'reset', 'ping', 'drain'];

/** Reads one frame; null when it is none, which ends the line: a server that cannot be understood must not be trusted. */
export function parseFrame(text: string): Frame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  return typeof value.type === 'string' ? (value as Frame) : null;
}

/** A page of the log as the frames a socket would have sent. */
export function framesOf(page: EventPage): Frame[] {
  if (page.reset) return [{ type: 'reset', cursor: page.cursor }];
  const events: Frame[] = page.events.map((event) => ({ type: 'event', event }));
  return [...events, { type: 'up_to_date', cursor: page.cursor }];
}

function withAfter(path: string, after: string | null): string {
  return after === null ? path : `${path}?after=${encodeURIComponent(after)}`;
}

export function openLine(rung: Rung, after: string | null, listener: LineListener, env: LineEnvironment): Line {
  const abort = new AbortController();
  const end = () => {
    if (abort.signal.aborted) return;
    abort.abort();
    listener.closed();
  };
  const hear = (text: string) => {
    if (abort.signal.aborted) return;
    const frame = parseFrame(text);
    if (frame === null) end();
    // A type that is not known yet is not for us; the line is alive all the same.
    else if (kFrameTypes.includes(frame.type)) listener.frame(frame);
    else listener.frame({ type: 'ping' });
  };

  switch (rung) {
    case 'ws':
    case 'sse':
      void env
        .prepare()
        .then(() => {
          if (abort.signal.aborted) return;
          if (rung === 'ws') listenToSocket(withAfter('/api/ws', after), abort.signal, hear, end, env);
          else listenToEventSource(withAfter('/api/events', after), abort.signal, hear, end, env);
        })
        // Whatever stands in the way, such as a browser that blocks the kind, the line is over.
        .catch(end);
      break;
    case 'longpoll':
    case 'poll':
      void readPages(rung, after, abort.signal, listener, env).catch(end);
      break;
  }
  return { close: () => abort.abort() };
}

function listenToSocket(
  path: string,
  signal: AbortSignal,
  hear: (text: string) => void,
  end: () => void,
  env: LineEnvironment,
): void {
  const socket = env.webSocket(path);
  socket.onmessage = (message: MessageEvent<unknown>) => {
    if (typeof message.data === 'string') hear(message.data);
    else end();
  };
  socket.onclose = end;
  socket.onerror = end;
  signal.addEventListener('abort', () => socket.close(1000), { once: true });
}

function listenToEventSource(
  path: string,
  signal: AbortSignal,
  hear: (text: string) => void,
  end: () => void,
  env: LineEnvironment,
): void {
  const source = env.eventSource(path);
  for (const type of kFrameTypes) {
    source.addEventListener(type, (message: MessageEvent<string>) => hear(message.data));
  }
  // EventSource would reconnect by itself, without jitter and without end: the ladder decides instead.
  source.onerror = end;
  signal.addEventListener('abort', () => source.close(), { once: true });
}

async function readPages(
  rung: 'longpoll' | 'poll',
  after: string | null,
  signal: AbortSignal,
  listener: LineListener,
  env: LineEnvironment,
): Promise<void> {
  let cursor = after;
  let behind = true;
  for (;;) {
    // The first page must not wait: it shows that the rung works, and where the log ends.
    const wait = rung === 'longpoll' && !behind ? kLongPollSeconds : 0;
    const page = await env.page(cursor, wait, signal);
    if (signal.aborted) return;
    cursor = page.cursor;
    behind = !page.upToDate;
    for (const frame of framesOf(page)) listener.frame(frame);
    if (rung === 'poll' && !behind) await env.sleep(kPollMs, signal);
    if (signal.aborted) return;
  }
}
