// @vitest-environment node
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { application, event } from '../testing/server.ts';
import { EventApplier, kSettleMs } from './apply.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listPage(cursor = '1:1') {
  return { applications: [application({ status: 'PROCESSING' })], nextCursor: null, counts: {}, cursor, desktop: { online: true, paired: true } };
}

describe('events on cached data', () => {
  it('write progress into the rows without asking the server', () => {
    const client = new QueryClient();
    const key = ['applications', 'list', 'PROCESSING', 50];
    client.setQueryData(key, { pages: [listPage()], pageParams: [null] });
    const asked = vi.spyOn(client, 'invalidateQueries');
    new EventApplier(client).apply(event(2, 'application.progress', { data: { progress: { step: 'filling', percent: 40 } } }));
    const data = client.getQueryData<{ pages: ReturnType<typeof listPage>[] }>(key);
    expect(data?.pages[0]?.applications[0]?.progress).toEqual({ step: 'filling', percent: 40 });
    expect(asked).not.toHaveBeenCalled();
  });

  it('fetch again once for many changes that come together', () => {
    const client = new QueryClient();
    const asked = vi.spyOn(client, 'invalidateQueries');
    const applier = new EventApplier(client);
    for (let seq = 1; seq <= 50; seq++) applier.apply(event(seq, 'application.queued'));
    vi.advanceTimersByTime(kSettleMs);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledWith({ queryKey: ['applications'] });
  });

  it('treat the kind of a newer server as a change', () => {
    const client = new QueryClient();
    const asked = vi.spyOn(client, 'invalidateQueries');
    new EventApplier(client).apply(event(1, 'application.teleported' as never));
    vi.advanceTimersByTime(kSettleMs);
    expect(asked).toHaveBeenCalledWith({ queryKey: ['applications'] });
  });

  it('refetch on joining only what was read at another place of the log', async () => {
    const client = new QueryClient();
    const same = vi.fn(() => Promise.resolve(listPage('1:7')));
    const other = vi.fn(() => Promise.resolve(listPage('1:6')));
    const observers = [
      new QueryObserver(client, { queryKey: ['applications', 'summary'], queryFn: same }),
      new QueryObserver(client, { queryKey: ['applications', 'other'], queryFn: other }),
    ];
    observers.forEach((observer) => observer.subscribe(() => undefined));
    await vi.advanceTimersByTimeAsync(1);
    new EventApplier(client).joined('1:7');
    await vi.advanceTimersByTimeAsync(1);
    expect(same).toHaveBeenCalledTimes(1);
    expect(other).toHaveBeenCalledTimes(2);
    client.clear();
  });
});
