// @vitest-environment node
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Problem } from '../api/problem.ts';
import { Outbox } from './outbox.ts';
import { indexedDbStore, memoryStore, openDatabase, type OutboxStore, type Pending } from './store.ts';

const kAda = 'ada';
const job = (id: string) => ({ id, title: `Job ${id}`, company: 'Company' });

function world(store: OutboxStore = memoryStore(), userId = kAda) {
  const sent: Pending[] = [];
  const refused: string[] = [];
  let reply: (entry: Pending) => Promise<unknown> = () => Promise.resolve({});
  let keys = 0;
  let queue: Promise<void> = Promise.resolve();
  const box = new Outbox(
    userId,
    store,
    {
      send: (entry) => {
        sent.push(entry);
        return reply(entry);
      },
      newKey: () => `key-${++keys}`,
      exclusive: (work) => {
        const run = queue.then(work);
        queue = run.catch(() => undefined);
        return run;
      },
      random: () => 0,
      now: () => Date.now(),
    },
    { sent: () => undefined, refused: (entry) => refused.push(entry.about), changed: () => undefined },
  );
  return { box, sent, refused, store, answer: (next: typeof reply) => (reply = next) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the outbox', () => {
  it('sends swipes one after another, in order, and forgets what was answered', async () => {
    const { box, sent, store } = world();
    await box.open();
    await box.swipe('right', job('a'));
    await box.swipe('left', job('b'));
    await settle();
    expect(sent.map(({ kind, about }) => `${kind} ${about}`)).toEqual(['right a', 'left b']);
    expect(await store.all(kAda)).toEqual([]);
  });

  it('keeps a swipe while the server is away and repeats it with the same key', async () => {
    const { box, sent, store, answer } = world();
    answer(() => Promise.reject(Problem.unreachable()));
    await box.open();
    await box.swipe('right', job('a'));
    await settle();
    expect(await store.all(kAda)).toHaveLength(1);
    answer(() => Promise.resolve({}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-1']);
    expect(await store.all(kAda)).toEqual([]);
  });

  it('waits as long as the server asks', async () => {
    const { box, sent, answer } = world();
    answer(() => Promise.reject(new Problem({ status: 503 }, 20_000)));
    await box.open();
    await box.swipe('right', job('a'));
    await settle();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(2);
  });

  it('does not let a later swipe overtake one that must wait', async () => {
    const { box, sent, answer } = world();
    answer((entry) => (entry.about === 'a' ? Promise.reject(Problem.unreachable()) : Promise.resolve({})));
    await box.open();
    await box.swipe('right', job('a'));
    await box.swipe('right', job('b'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(new Set(sent.map(({ about }) => about))).toEqual(new Set(['a']));
  });

  it('gives up what the server refuses for good, and goes on', async () => {
    const { box, sent, refused, answer } = world();
    answer((entry) => (entry.about === 'a' ? Promise.reject(new Problem({ status: 409, detail: 'closed' })) : Promise.resolve({})));
    await box.open();
    await box.swipe('right', job('a'));
    await box.swipe('right', job('b'));
    await settle();
    expect(refused).toEqual(['a']);
    expect(sent.map(({ about }) => about)).toEqual(['a', 'b']);
  });

  it('keeps swipes of a session that has ended until there is one again', async () => {
    const { box, store, answer, refused } = world();
    answer(() => Promise.reject(new Problem({ status: 401 })));
    await box.open();
    await box.swipe('right', job('a'));
    await settle();
    expect(refused).toEqual([]);
    expect(await store.all(kAda)).toHaveLength(1);
  });

  it('unsays a swipe that was never sent, so that the server never hears of it', async () => {
    const { box, sent, store, answer } = world();
    answer(() => Promise.reject(Problem.unreachable()));
    await box.open();
    await box.swipe('left', job('a'));
    await settle();
    await box.swipe('right', job('b'));
    await box.undo(job('b'));
    answer(() => Promise.resolve({}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.some(({ about }) => about === 'b')).toBe(false);
    expect(await store.all(kAda)).toEqual([]);
  });

  it('asks the server to undo what may have reached it, after it', async () => {
    const { box, sent, answer } = world();
    answer(() => Promise.reject(Problem.unreachable()));
    await box.open();
    await box.swipe('right', job('a'));
    await settle();
    await box.undo(job('a'));
    answer(() => Promise.resolve({}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.map(({ kind }) => kind)).toEqual(['right', 'right', 'undo']);
  });

  it('does not send one person’s swipes in another’s session', async () => {
    const store = memoryStore();
    const ada = world(store);
    ada.answer(() => Promise.reject(Problem.unreachable()));
    await ada.box.open();
    await ada.box.swipe('right', job('a'));
    await settle();
    ada.box.close();
    const eve = world(store, 'eve');
    await eve.box.open();
    await settle();
    expect(eve.sent).toEqual([]);
    expect(await store.all(kAda)).toHaveLength(1);
  });
});

describe('the outbox on disk', () => {
  it('sends after a restart what was not answered before, with the key it was born with', async () => {
    vi.useRealTimers();
    vi.stubGlobal('indexedDB', new IDBFactory());
    const first = world(indexedDbStore(await openDatabase()));
    first.answer(() => Promise.reject(Problem.unreachable()));
    await first.box.open();
    await first.box.swipe('right', job('a'));
    await vi.waitFor(() => expect(first.sent).toHaveLength(1));
    first.box.close();

    const second = world(indexedDbStore(await openDatabase()));
    await second.box.open();
    await vi.waitFor(async () => expect(await second.store.all(kAda)).toEqual([]));
    expect(second.sent.map(({ kind, about, key }) => [kind, about, key])).toEqual([['right', 'a', 'key-1']]);
  });

  it('carries over what the first form of the database held', async () => {
    vi.useRealTimers();
    vi.stubGlobal('indexedDB', new IDBFactory());
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('jobswipe', 1);
      opening.onupgradeneeded = () => {
        const table = opening.result.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
        table.add({ userId: kAda, kind: 'right', jobId: 'a', title: 'Job a', company: 'Company', key: 'old-key' });
      };
      opening.onerror = () => reject(new Error('no database'));
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
    });
    const { box, sent } = world(indexedDbStore(await openDatabase()));
    await box.open();
    await vi.waitFor(() => expect(sent.map(({ kind, about, key }) => [kind, about, key])).toEqual([['right', 'a', 'old-key']]));
  });

  it('keeps why a change of an earlier visit was refused, until the person has seen it', async () => {
    vi.useRealTimers();
    vi.stubGlobal('indexedDB', new IDBFactory());
    const first = world(indexedDbStore(await openDatabase()));
    first.answer(() => Promise.reject(Problem.unreachable()));
    await first.box.open();
    expect(await first.box.change({ kind: 'cancel', about: 'x', title: 'Job x', company: 'Company' })).toEqual({ state: 'kept' });
    first.box.close();

    const second = world(indexedDbStore(await openDatabase()));
    second.answer(() => Promise.reject(new Problem({ status: 409, code: 'already_granted', detail: 'It is being sent.' })));
    await second.box.open();
    await vi.waitFor(() => expect(second.refused).toEqual(['x']));
    const [refusal] = await second.store.refusals(kAda);
    expect(refusal).toMatchObject({ about: 'x', code: 'already_granted', detail: 'It is being sent.' });
    await second.store.dismiss(refusal!.id);
    expect(await second.store.refusals(kAda)).toEqual([]);
  });
});

describe('a change', () => {
  const change = { kind: 'retry', about: 'x', title: 'Job x', company: 'Company' } as const;

  it('tells what the server answered', async () => {
    const { box, answer } = world();
    answer(() => Promise.resolve({ id: 'x' }));
    await box.open();
    expect(await box.change(change)).toEqual({ state: 'sent', answer: { id: 'x' } });
  });

  it('rejects with what the server refuses, and then keeps no refusal: it was told', async () => {
    const { box, store, answer } = world();
    answer(() => Promise.reject(new Problem({ status: 409, detail: 'no' })));
    await box.open();
    await expect(box.change(change)).rejects.toMatchObject({ status: 409 });
    expect(await store.refusals(kAda)).toEqual([]);
    expect(await store.all(kAda)).toEqual([]);
  });

  it('is not held up by another that the server fails on', async () => {
    const { box, sent, store, answer } = world();
    answer((entry) => (entry.about === 'a' ? Promise.reject(new Problem({ status: 500 })) : Promise.resolve({})));
    await box.open();
    await box.swipe('right', job('a'));
    await box.undo(job('a'));
    expect(await box.change(change)).toMatchObject({ state: 'sent' });
    expect((await store.all(kAda)).map(({ about, kind }) => `${kind} ${about}`)).toEqual(['right a', 'undo a']);
    expect(sent.every(({ about, kind }) => about !== 'a' || kind === 'right')).toBe(true);
  });
});

describe('a held swipe', () => {
  it('stays on this device until its time, and does not hold up others', async () => {
    const { box, sent } = world();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    await box.open();
    await box.swipe('right', job('a'), {}, 5_000);
    await box.swipe('left', job('b'));
    await settle();
    expect(sent.map(({ about }) => about)).toEqual(['b']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.map(({ about }) => about)).toEqual(['b', 'a']);
  });

  it('is taken back without a word to the server', async () => {
    const { box, sent, store } = world();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    await box.open();
    await box.swipe('right', job('a'), {}, 5_000);
    await box.undo(job('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    expect(await store.all(kAda)).toEqual([]);
  });

  it('goes at once when the page is left', async () => {
    const { box, sent } = world();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    await box.open();
    await box.swipe('right', job('a'), { priority: 9 }, 5_000);
    await settle();
    box.releaseHolds();
    await settle();
    expect(sent.map(({ about, body }) => [about, body])).toEqual([['a', { priority: 9 }]]);
  });
});
