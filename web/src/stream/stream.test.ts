// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { EventPage } from '../api/types.ts';
import { event } from '../testing/server.ts';
import { kConnectMs, kLongestRetryMs } from './ladder.ts';
import { framesOf, kPollMs, parseFrame, type LineEnvironment } from './lines.ts';
import { Stream } from './stream.ts';

class FakeSocket {
  onmessage: ((message: MessageEvent<unknown>) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {}
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent<unknown>);
  }
  close(): void {
    this.closed = true;
  }
}

class FakeSource {
  onerror: (() => void) | null = null;
  closed = false;
  private readonly listeners = new Map<string, (message: MessageEvent<string>) => void>();
  constructor(readonly url: string) {}
  addEventListener(type: string, listener: (message: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }
  say(frame: { type: string }): void {
    this.listeners.get(frame.type)?.({ data: JSON.stringify(frame) } as MessageEvent<string>);
  }
  close(): void {
    this.closed = true;
  }
}

function page(cursor: string, events: EventPage['events'] = [], more: Partial<EventPage> = {}): EventPage {
  return { cursor, events, upToDate: true, reset: false, ...more };
}

function world(options: { sockets?: boolean; sources?: boolean | 'refused' } = {}) {
  const sockets: FakeSocket[] = [];
  const sources: FakeSource[] = [];
  const asked: { after: string | null; wait: number; answer: (page: EventPage) => void; fail: () => void }[] = [];
  const heard: (number | string)[] = [];
  const env: LineEnvironment = {
    webSocket: (url) => {
      if (options.sockets === false) throw new Error('blocked');
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    eventSource: (url) => {
      if (options.sources === 'refused') throw new Error('blocked');
      const source = new FakeSource(url);
      sources.push(source);
      if (options.sources === false) queueMicrotask(() => source.onerror?.());
      return source as unknown as EventSource;
    },
    page: (after, wait) =>
      new Promise((resolve, reject) => {
        asked.push({ after, wait, answer: resolve, fail: () => reject(new Error('cut')) });
      }),
    prepare: () => Promise.resolve(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
  const stream = new Stream(
    env,
    { event: (e) => heard.push(e.seq), joined: (cursor) => heard.push(`joined ${cursor}`), refetch: () => heard.push('refetch') },
    () => 0.5,
  );
  return { stream, sockets, sources, asked, heard };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the stream over its lines', () => {
  it('reads the WebSocket and tells its watchers when it is live', async () => {
    const { stream, sockets, heard } = world();
    const states: string[] = [];
    stream.watch(() => states.push(stream.status().state));
    stream.start();
    await settle();
    expect(sockets[0]?.url).toBe('/api/ws');
    sockets[0]!.say({ type: 'hello', cursor: '1:4' });
    sockets[0]!.say({ type: 'event', event: event(5) });
    expect(heard).toEqual(['joined 1:4', 5]);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('resumes a broken WebSocket after its cursor', async () => {
    const { stream, sockets } = world();
    stream.start();
    await settle();
    sockets[0]!.say({ type: 'hello', cursor: '1:4' });
    sockets[0]!.say({ type: 'event', event: event(5) });
    sockets[0]!.onclose?.();
    expect(stream.status().state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(kLongestRetryMs);
    expect(sockets[1]?.url).toBe('/api/ws?after=1%3A5');
  });

  it('steps down to server-sent events where WebSockets are blocked, and hears the same', async () => {
    const { stream, sources, heard } = world({ sockets: false });
    stream.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stream.status().rung).toBe('sse');
    sources[0]!.say({ type: 'hello' });
    sources[0]!.say({ type: 'up_to_date', ...{ cursor: '1:2' } });
    sources[0]!.say({ type: 'event', ...{ event: event(3) } });
    expect(heard).toEqual(['joined 1:2', 3]);
    expect(stream.status()).toEqual({ state: 'live', rung: 'sse' });
  });

  it('steps down at once where the browser refuses to make the line', async () => {
    const { stream, asked } = world({ sockets: false, sources: 'refused' });
    stream.start();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(stream.status().rung).toBe('longpoll');
    expect(asked).toHaveLength(1);
  });

  it('steps down to long-polling where both are blocked', async () => {
    const { stream, asked, heard } = world({ sockets: false, sources: false });
    stream.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(stream.status().rung).toBe('longpoll');
    expect(asked[0]).toMatchObject({ after: null, wait: 0 });
    asked[0]!.answer(page('1:9'));
    await settle();
    expect(stream.status().state).toBe('live');
    expect(asked[1]).toMatchObject({ after: '1:9', wait: 25 });
    asked[1]!.answer(page('1:11', [event(10), event(11)]));
    await settle();
    expect(heard).toEqual(['joined 1:9', 10, 11]);
    expect(asked[2]).toMatchObject({ after: '1:11', wait: 25 });
  });

  it('does not wait between pages while it is behind', async () => {
    const { stream, asked } = world({ sockets: false, sources: false });
    stream.start();
    await vi.advanceTimersByTimeAsync(5_000);
    asked[0]!.answer(page('1:500', [event(500)], { upToDate: false }));
    await settle();
    expect(asked[1]).toMatchObject({ after: '1:500', wait: 0 });
  });

  it('polls each minute when nothing better works', async () => {
    const { stream, asked } = world({ sockets: false, sources: false });
    stream.start();
    for (let i = 0; i < 3; i++) {
      await vi.advanceTimersByTimeAsync(5_000);
      asked.at(-1)!.fail();
    }
    await settle();
    expect(stream.status().rung).toBe('poll');
    const before = asked.length;
    asked.at(-1)!.answer(page('1:1'));
    await settle();
    expect(asked).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(kPollMs - 1);
    const probes = asked.length;
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.length).toBe(probes + 1);
    expect(asked.at(-1)).toMatchObject({ after: '1:1', wait: 0 });
  });

  it('climbs back to the WebSocket beside the line in use, without a hole', async () => {
    const options = { sockets: false };
    const { stream, sources, sockets, heard } = world(options);
    stream.start();
    await vi.advanceTimersByTimeAsync(1_000);
    sources[0]!.say({ type: 'hello', ...{ cursor: '1:1' } });
    options.sockets = true;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sockets).toHaveLength(1);
    sources[0]!.say({ type: 'event', ...{ event: event(2) } });
    sockets[0]!.say({ type: 'hello', cursor: '1:1' });
    sockets[0]!.say({ type: 'event', event: event(2) });
    sockets[0]!.say({ type: 'event', event: event(3) });
    expect(stream.status()).toEqual({ state: 'live', rung: 'ws' });
    expect(sources[0]!.closed).toBe(true);
    expect(heard).toEqual(['joined 1:1', 2, 3]);
  });

  it('gives up a socket that opens and says nothing', async () => {
    const { stream, sockets } = world();
    stream.start();
    await settle();
    await vi.advanceTimersByTimeAsync(kConnectMs);
    expect(sockets[0]!.closed).toBe(true);
    expect(stream.status().state).toBe('waiting');
  });

  it('drops a line that talks nonsense', async () => {
    const { stream, sockets } = world();
    stream.start();
    await settle();
    sockets[0]!.say({ type: 'hello', cursor: '1:1' });
    sockets[0]!.onmessage?.({ data: '<html>' } as MessageEvent<unknown>);
    expect(stream.status().state).toBe('waiting');
    expect(sockets[0]!.closed).toBe(true);
  });

  it('leaves nothing running when it stops', async () => {
    const { stream, sockets } = world();
    stream.start();
    await settle();
    sockets[0]!.say({ type: 'hello', cursor: '1:1' });
    stream.stop();
    expect(sockets[0]!.closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks for everything again on a reset', async () => {
    const { stream, sockets, heard } = world();
    stream.start();
    await settle();
    sockets[0]!.say({ type: 'hello', cursor: '1:1' });
    sockets[0]!.say({ type: 'reset', cursor: '2:8' });
    expect(heard).toEqual(['joined 1:1', 'refetch']);
  });
});

describe('frames', () => {
  it('are read only when they are objects with a type', () => {
    expect(parseFrame('{"type":"ping"}')).toEqual({ type: 'ping' });
    for (const bad of ['', 'null', '[]', '"event"', '{"type":3}', '{']) expect(parseFrame(bad)).toBeNull();
  });

  it('come from a page as a socket would have sent them', () => {
    expect(framesOf(page('1:2', [event(2)])).map((frame) => frame.type)).toEqual(['event', 'up_to_date']);
    expect(framesOf(page('2:0', [], { reset: true }))).toEqual([{ type: 'reset', cursor: '2:0' }]);
  });
});
