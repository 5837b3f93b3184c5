import createClient from 'openapi-fetch';

import { takeEarly } from './early.ts';
import { Problem, parseRetryAfter, problemFrom } from './problem.ts';
import { makeRefresh, type RefreshOutcome } from './refresh.ts';
import type { paths } from './schema.d.ts';
import { kClientHeader, kIdempotencyHeader, makeTransport } from './transport.ts';

/** Told when the session has ended for good: the app forgets the person and shows the login page. */
type SignedOutListener = () => void;
const signedOutListeners = new Set<SignedOutListener>();
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** A random UUID (RFC 9562, version 4). */
export function newUuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // randomUUID exists only in secure contexts; a phone on a LAN address without TLS is none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A new key for one intended change; a retry of the same change keeps it. */
export const newIdempotencyKey = newUuid;

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function storage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null; // Blocked by the person's settings.
  }
}

export const refreshSession: () => Promise<RefreshOutcome> = makeRefresh({
  send: () =>
    fetch('/api/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [kClientHeader]: 'web', [kIdempotencyHeader]: newIdempotencyKey() },
      body: '{}',
    }),
  now: () => Date.now(),
  storage: storage(),
  locks: typeof navigator !== 'undefined' && 'locks' in navigator ? navigator.locks : null,
});

const transport = makeTransport({
  fetch: (request) => takeEarly(request) ?? fetch(request),
  refresh: refreshSession,
  onSignedOut: () => signedOutListeners.forEach((listener) => listener()),
  newKey: newIdempotencyKey,
  sleep,
});

export const api = createClient<paths>({ baseUrl: location.origin, fetch: transport });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a 2xx answer; throws a Problem for anything else, also when no answer came. */
export async function take<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (error instanceof TypeError) throw Problem.unreachable();
    throw error;
  }
  if (!answer.response.ok) {
    throw problemFrom(answer.error, answer.response.status, parseRetryAfter(answer.response.headers.get('Retry-After')));
  }
  return answer.data as T;
}

/** Sends a request as it is, with the app's manners, and gives the answer's body; throws a Problem for anything but 2xx. */
export async function sendRequest(request: Request): Promise<unknown> {
  const answer = async (): Promise<Answer<unknown>> => {
    const response = await transport(request);
    const text = await response.text();
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      body = undefined; // A proxy's HTML page: the status is all there is.
    }
    return response.ok ? { data: body, response } : { error: body, response };
  };
  return take(answer());
}
