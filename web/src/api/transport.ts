import type { RefreshOutcome } from './refresh.ts';
import { parseRetryAfter } from './problem.ts';

/**
 * The one way out of the app: a `fetch` that knows JobSwipe's manners.
 *
 * - A POST carries an `Idempotency-Key`, the same on every retry of that call.
 * - A request that changes something carries `X-JobSwipe-Client: web` (the server refuses it otherwise).
 * - 401 → the session is renewed once and the request repeated; when that is refused, `onSignedOut` runs.
 * - 503 → repeated after `Retry-After`, at most `kMaxUnavailableRetries` times, and only if that is soon.
 */
export interface TransportEnvironment {
  fetch(request: Request): Promise<Response>;
  refresh(): Promise<RefreshOutcome>;
  onSignedOut(): void;
  newKey(): string;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const kClientHeader = 'X-JobSwipe-Client';
export const kIdempotencyHeader = 'Idempotency-Key';
const kMaxUnavailableRetries = 2;
const kLongestWaitMs = 10_000;
const kDefaultWaitMs = 1_000;

/** Paths whose 401 is an answer, not a lapsed session. */
const kSignInPaths = new Set(['/api/auth/login', '/api/auth/register', '/api/auth/refresh']);

export function makeTransport(env: TransportEnvironment): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === 'POST' && !request.headers.has(kIdempotencyHeader)) {
      request.headers.set(kIdempotencyHeader, env.newKey());
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') request.headers.set(kClientHeader, 'web');
    const path = new URL(request.url).pathname;

    let renewed = false;
    let unavailable = 0;
    for (;;) {
      // Only a body can be read no second time.
      const response = await env.fetch(request.body === null ? request : request.clone());
      if (response.status === 401 && !renewed && !kSignInPaths.has(path)) {
        const outcome = await env.refresh();
        if (outcome === 'renewed') {
          renewed = true;
          continue;
        }
        if (outcome === 'unreachable') throw new TypeError('The session could not be renewed: the server cannot be reached.');
        env.onSignedOut();
        return response;
      }
      if (response.status === 401 && renewed) env.onSignedOut();
      if (response.status === 503 && unavailable < kMaxUnavailableRetries) {
        const wait = parseRetryAfter(response.headers.get('Retry-After')) ?? kDefaultWaitMs;
        if (wait <= kLongestWaitMs) {
          unavailable += 1;
          await env.sleep(wait, request.signal);
          continue;
        }
      }
      return response;
    }
  };
}
