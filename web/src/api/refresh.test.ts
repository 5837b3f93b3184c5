// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';

import { makeRefresh } from './refresh.ts';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const values = new Map<string, string>();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

const answer = (status: number) => new Response(null, { status });

describe('the renewal of a session', () => {
  it('is sent once however many ask at the same time', async () => {
    const send = vi.fn(() => Promise.resolve(answer(200)));
    const refresh = makeRefresh({ send, now: () => 1, storage: null, locks: null });
    expect(await Promise.all([refresh(), refresh(), refresh()])).toEqual(['renewed', 'renewed', 'renewed']);
    expect(send).toHaveBeenCalledTimes(1);
    await refresh();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is not repeated by a tab that waited while another renewed', async () => {
    let now = 100;
    let queue: Promise<unknown> = Promise.resolve();
    const locks = {
      request: (_name: string, work: () => Promise<unknown>) => {
        const run = queue.then(work);
        queue = run;
        return run;
      },
    } as unknown as LockManager;
    const shared = storage();
    const send = vi.fn(() => {
      now += 5;
      return Promise.resolve(answer(200));
    });
    const tab = () => makeRefresh({ send, now: () => now, storage: shared, locks });
    expect(await Promise.all([tab()(), tab()()])).toEqual(['renewed', 'renewed']);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('tells a refusal from a server that is away', async () => {
    const make = (send: () => Promise<Response>) => makeRefresh({ send, now: () => 1, storage: null, locks: null });
    expect(await make(() => Promise.resolve(answer(401)))()).toBe('refused');
    expect(await make(() => Promise.resolve(answer(503)))()).toBe('unreachable');
    expect(await make(() => Promise.resolve(answer(429)))()).toBe('unreachable');
    expect(await make(() => Promise.reject(new TypeError('network')))()).toBe('unreachable');
  });
});
