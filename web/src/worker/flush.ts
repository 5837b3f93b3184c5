import { Problem } from '../api/problem.ts';
import { kOutboxChannel, kOutboxLock, type OutboxNews } from '../outbox/news.ts';
import { Outbox } from '../outbox/outbox.ts';
import { sendEntry } from '../outbox/send.ts';
import { indexedDbStore, openDatabase } from '../outbox/store.ts';
import { makeAsk } from './ask.ts';

const newKey = () => crypto.randomUUID();

/**
 * Sends what the outbox of the person who is logged in holds. Rejects when something is left that could not be sent, so
 * that the browser tries again; resolves without a word when nobody is logged in.
 */
export async function flushOutbox(origin: string): Promise<void> {
  const ask = makeAsk(origin);
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
          send: (entry) => sendEntry(entry, origin, ask, newKey),
          newKey,
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
