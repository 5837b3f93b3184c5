import { Problem, parseRetryAfter, problemFrom } from '../api/problem.ts';
import { makeRefresh } from '../api/refresh.ts';
import { makeTransport } from '../api/transport.ts';

const kHeaders = { 'Content-Type': 'application/json', 'X-JobSwipe-Client': 'web' };

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Sends a request to the API and gives its body; rejects with a `Problem`. */
export type Ask = (request: Request) => Promise<unknown>;

/** Requests of the service worker, as the person who is logged in; the session is renewed as the app does. */
export function makeAsk(origin: string): Ask {
  const refresh = makeRefresh({
    send: () => fetch(new URL('/api/auth/refresh', origin), { method: 'POST', headers: { ...kHeaders, 'Idempotency-Key': crypto.randomUUID() }, body: '{}' }),
    now: () => Date.now(),
    storage: null,
    locks: navigator.locks,
  });
  const transport = makeTransport({
    fetch: (request) => fetch(request),
    refresh,
    onSignedOut: () => undefined,
    newKey: () => crypto.randomUUID(),
    sleep: wait,
  });
  return async (request) => {
    let response: Response;
    try {
      response = await transport(request);
    } catch {
      throw Problem.unreachable();
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw problemFrom(body, response.status, parseRetryAfter(response.headers.get('Retry-After')));
    return body;
  };
}
