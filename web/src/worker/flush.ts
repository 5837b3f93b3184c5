import { Problem, parseRetryAfter, problemFrom } from '../api/problem.ts';
import { makeRefresh } from '../api/refresh.ts';
import { makeTransport } from '../api/transport.ts';
import { kOutboxChannel, kOutboxLock, type OutboxNews } from '../outbox/news.ts';
import { Outbox } from '../outbox/outbox.ts';
import { toRequest } from '../outbox/request.ts';
import { indexedDbStore, openDatabase } from '../outbox/store.ts';

const kHeaders = { 'Content-Type': 'application/json', 'X-JobSwipe-Client': 'web' };

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Sends what the outbox of the person who is logged in holds. Rejects when something is left that could not be sent, so
 * that the browser tries again; resolves without a word when nobody is logged in.
 */
export async function flushOutbox(origin: string): Promise<void> {
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
  const ask = async (request: Request): Promise<unknown> => {
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

  let user: { id: string };
  try {
    ({ user } = (await ask(new Request(new URL('/api/session', origin)))) as { user: { id: string } });
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return;
    throw error;
  }

  const database = await openDatabase();
  const channel = new BroadcastChannel(kOutboxChannel);
  const tell = (news: OutboxNews) => channel.postMessage(news);
  try {
    await new Promise<void>((resolve, reject) => {
      const box: Outbox = new Outbox(
        user.id,
        indexedDbStore(database),
        {
          send: (entry) => ask(toRequest(entry, origin)),
          newKey: () => crypto.randomUUID(),
          exclusive: async (work) => {
            await navigator.locks.request(kOutboxLock, work);
            if (box.pending().length === 0) resolve();
          },
          random: Math.random,
          now: Date.now,
        },
        {
          sent: (entry) => tell({ type: 'sent', kind: entry.kind }),
          refused: (entry) => tell({ type: 'refused', kind: entry.kind }),
          changed: () => undefined,
          stuck: () => {
            box.close();
            reject(Problem.unreachable());
          },
        },
      );
      box.open().catch(reject);
    });
  } finally {
    channel.close();
    database.close();
  }
}
