// @vitest-environment node
import { describe, expect, it } from 'vitest';

import type { Event, Frame } from '../api/types.ts';
import { event } from '../testing/server.ts';
import {
  backoff,
  initialLadder,
  kConnectMs,
  kFirstProbeMs,
  kFirstRetryMs,
  kLongestProbeMs,
  kLongestRetryMs,
  step,
  type Effect,
  type Input,
  type Ladder,
  type Rung,
  type TimerName,
} from './ladder.ts';

/** Drives a ladder by hand and remembers what it asked for. */
class Hand {
  ladder: Ladder = initialLadder();
  effects: Effect[] = [];
  timers = new Map<TimerName, number>();
  delivered: number[] = [];
  refetches = 0;
  joined: string[] = [];

  constructor(private readonly random = 0.5) {}

  feed(input: Input): this {
    const [ladder, effects] = step(this.ladder, input, this.random);
    this.ladder = ladder;
    this.effects = effects;
    for (const effect of effects) {
      if (effect.type === 'timer') this.timers.set(effect.name, effect.ms);
      if (effect.type === 'clear') this.timers.delete(effect.name);
      if (effect.type === 'deliver') this.delivered.push(effect.event.seq);
      if (effect.type === 'refetch') this.refetches += 1;
      if (effect.type === 'joined') this.joined.push(effect.cursor);
    }
    return this;
  }

  start(): this {
    return this.feed({ type: 'start' });
  }

  opened(): { rung: Rung; after: string | null } | undefined {
    const open = this.effects.find((effect) => effect.type === 'open');
    return open?.type === 'open' ? { rung: open.rung, after: open.after } : undefined;
  }

  frame(frame: Frame, id = this.ladder.line?.id ?? -1): this {
    return this.feed({ type: 'frame', id, frame });
  }

  fail(id = this.ladder.line?.id ?? -1): this {
    return this.feed({ type: 'closed', id });
  }

  fire(name: TimerName): this {
    if (!this.timers.has(name)) throw new Error(`the timer ${name} is not set`);
    this.timers.delete(name);
    return this.feed({ type: 'timer', name });
  }

  hello(cursor = '1:10'): this {
    return this.frame({ type: 'hello', cursor });
  }

  /** Lets the line fail until the ladder stands on `rung`. */
  descendTo(rung: Rung): this {
    for (let tries = 0; this.ladder.rung !== rung && tries < 50; tries++) {
      this.fail();
      if (this.ladder.state === 'waiting') this.fire('retry');
    }
    return this;
  }
}

describe('the ladder', () => {
  it('begins with a WebSocket and is live when that has spoken', () => {
    const hand = new Hand().start();
    expect(hand.opened()).toEqual({ rung: 'ws', after: null });
    expect(hand.ladder.state).toBe('connecting');
    hand.hello('1:7');
    expect(hand.ladder.state).toBe('live');
    expect(hand.joined).toEqual(['1:7']);
  });

  it('gives a rung a second chance after a pause, then steps down at once', () => {
    const hand = new Hand().start().fail();
    expect(hand.ladder).toMatchObject({ state: 'waiting', rung: 'ws' });
    hand.fire('retry');
    expect(hand.opened()?.rung).toBe('ws');
    hand.fail();
    expect(hand.opened()?.rung).toBe('sse');
    expect(hand.ladder.state).toBe('connecting');
  });

  it('goes down rung by rung to the poll and never leaves that by failing', () => {
    const hand = new Hand().start();
    const seen: Rung[] = [];
    for (let i = 0; i < 40; i++) {
      if (!seen.includes(hand.ladder.rung)) seen.push(hand.ladder.rung);
      hand.fail();
      if (hand.ladder.state === 'waiting') hand.fire('retry');
    }
    expect(seen).toEqual(['ws', 'sse', 'longpoll', 'poll']);
    expect(hand.ladder.rung).toBe('poll');
  });

  it('resumes on any rung from the one cursor', () => {
    const hand = new Hand().start().hello('1:10');
    hand.frame({ type: 'event', event: event(11) }).frame({ type: 'event', event: event(12) });
    hand.descendTo('sse');
    expect(hand.opened()).toEqual({ rung: 'sse', after: '1:12' });
  });

  it('does not believe a later hello over its own cursor', () => {
    const hand = new Hand().start().hello('1:10').frame({ type: 'event', event: event(11) });
    hand.fail().fire('retry').hello('1:40');
    expect(hand.ladder.cursor).toBe('1:11');
    hand.fail();
    expect(hand.opened()?.after).toBe('1:11');
  });

  it('delivers an event that is seen twice once', () => {
    const hand = new Hand().start().hello();
    hand.frame({ type: 'event', event: event(11) }).frame({ type: 'event', event: event(11) }).frame({ type: 'event', event: event(12) });
    expect(hand.delivered).toEqual([11, 12]);
    expect(hand.refetches).toBe(0);
  });

  it('asks for everything again when a number is missing', () => {
    const hand = new Hand().start().hello().frame({ type: 'event', event: event(11) }).frame({ type: 'event', event: event(13) });
    expect(hand.refetches).toBe(1);
    expect(hand.delivered).toEqual([11, 13]);
  });

  it('starts anew from the cursor of a reset and accepts smaller numbers after it', () => {
    const hand = new Hand().start().hello().frame({ type: 'event', event: event(900) });
    hand.frame({ type: 'reset', cursor: '2:3' });
    expect(hand.refetches).toBe(1);
    expect(hand.ladder.cursor).toBe('2:3');
    hand.frame({ type: 'event', event: { ...event(4), cursor: '2:4' } });
    expect(hand.delivered).toEqual([900, 4]);
    expect(hand.refetches).toBe(1);
  });

  it('tries a better rung beside the one in use and takes it over only when it speaks', () => {
    const hand = new Hand().start().descendTo('sse').hello('1:10');
    const old = hand.ladder.line!.id;
    hand.fire('probe');
    expect(hand.opened()).toEqual({ rung: 'ws', after: '1:10' });
    expect(hand.ladder).toMatchObject({ state: 'live', rung: 'sse' });
    hand.frame({ type: 'event', event: event(11) }, old);
    expect(hand.delivered).toEqual([11]);
    const probe = hand.ladder.probe!.id;
    hand.hello('1:11').frame({ type: 'hello', cursor: '1:11' }, probe);
    expect(hand.effects).toContainEqual({ type: 'close', id: old });
    expect(hand.ladder).toMatchObject({ state: 'live', rung: 'ws', probe: null });
    expect(hand.timers.has('probe')).toBe(false);
  });

  it('drops what both lines send while one takes over from the other', () => {
    const hand = new Hand().start().descendTo('sse').hello('1:10').fire('probe');
    const probe = hand.ladder.probe!.id;
    hand.frame({ type: 'event', event: event(11) });
    hand.frame({ type: 'hello', cursor: '1:11' }, probe).frame({ type: 'event', event: event(11) }, probe).frame({ type: 'event', event: event(12) }, probe);
    expect(hand.delivered).toEqual([11, 12]);
    expect(hand.refetches).toBe(0);
  });

  it('keeps its line when a probe fails, and waits longer before the next', () => {
    const hand = new Hand(0).start().descendTo('longpoll').frame({ type: 'up_to_date', cursor: '1:1' });
    const waits: number[] = [];
    const rungs: (Rung | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      waits.push(hand.timers.get('probe')!);
      hand.fire('probe');
      rungs.push(hand.opened()?.rung);
      hand.fail(hand.ladder.probe!.id);
      expect(hand.ladder).toMatchObject({ state: 'live', rung: 'longpoll' });
    }
    expect(waits).toEqual([kFirstProbeMs / 2, kFirstProbeMs, kFirstProbeMs * 2, kFirstProbeMs * 4]);
    expect(rungs).toEqual(['ws', 'sse', 'ws', 'sse']);
  });

  it('gives a probe up that says nothing', () => {
    const hand = new Hand().start().descendTo('sse').hello().fire('probe');
    const probe = hand.ladder.probe!.id;
    expect(hand.timers.get('probe')).toBe(kConnectMs);
    hand.fire('probe');
    expect(hand.effects).toContainEqual({ type: 'close', id: probe });
    expect(hand.ladder.probe).toBeNull();
    expect(hand.timers.has('probe')).toBe(true);
  });

  it('goes on with the probe when the line in use breaks', () => {
    const hand = new Hand().start().descendTo('sse').hello().fire('probe');
    const probe = hand.ladder.probe!.id;
    hand.fail(hand.ladder.line!.id);
    expect(hand.ladder).toMatchObject({ state: 'connecting', rung: 'ws', probe: null });
    expect(hand.ladder.line?.id).toBe(probe);
  });

  it('treats a silent line as broken', () => {
    const hand = new Hand().start();
    expect(hand.timers.get('silence')).toBe(kConnectMs);
    hand.hello().fire('silence');
    expect(hand.ladder.state).toBe('waiting');
  });

  it('takes any frame as a sign of life', () => {
    const hand = new Hand().start().hello();
    hand.timers.delete('silence');
    hand.frame({ type: 'ping' });
    expect(hand.timers.has('silence')).toBe(true);
  });

  it('forgives old failures only after a line has lived for a while', () => {
    const hand = new Hand().start().fail().fire('retry').hello();
    expect(hand.ladder.failures).toBe(1);
    hand.fire('stable');
    expect(hand.ladder.failures).toBe(0);
  });

  it('steps down when a rung opens and breaks again and again', () => {
    const hand = new Hand().start().hello().fail().fire('retry').hello().fail();
    expect(hand.ladder.rung).toBe('sse');
  });

  it('comes back on the same rung after a drain, later and without blame', () => {
    const hand = new Hand(0).start().hello();
    hand.frame({ type: 'drain', retryAfterMs: 4000 });
    expect(hand.ladder).toMatchObject({ state: 'waiting', rung: 'ws', failures: 0 });
    expect(hand.timers.get('retry')).toBe(4000);
    hand.fire('retry');
    expect(hand.opened()?.rung).toBe('ws');
  });

  it('spreads the return of many clients after a drain', () => {
    const early = new Hand(0).start().hello().frame({ type: 'drain', retryAfterMs: 4000 });
    const late = new Hand(0.99).start().hello().frame({ type: 'drain', retryAfterMs: 4000 });
    expect(late.timers.get('retry')! - early.timers.get('retry')!).toBeGreaterThan(1500);
  });

  it('closes everything offline, does nothing there, and starts at the top when back', () => {
    const hand = new Hand().start().descendTo('sse').hello('1:10').fire('probe');
    hand.feed({ type: 'offline' });
    expect(hand.effects.filter((effect) => effect.type === 'close')).toHaveLength(2);
    expect(hand.ladder.state).toBe('offline');
    expect(hand.timers.size).toBe(0);
    hand.feed({ type: 'timer', name: 'retry' });
    expect(hand.ladder.state).toBe('offline');
    hand.feed({ type: 'online' });
    expect(hand.opened()).toEqual({ rung: 'ws', after: '1:10' });
  });

  it('hears nothing of a line that it has closed', () => {
    const hand = new Hand().start().hello();
    const old = hand.ladder.line!.id;
    hand.feed({ type: 'offline' }).feed({ type: 'online' });
    hand.frame({ type: 'event', event: event(11) }, old).fail(old);
    expect(hand.delivered).toEqual([]);
    expect(hand.ladder.state).toBe('connecting');
  });

  it('does not wait for its timer when the page comes to the front', () => {
    const hand = new Hand().start().fail();
    hand.feed({ type: 'wake', quietMs: 1 });
    expect(hand.opened()?.rung).toBe('ws');
    expect(hand.ladder.state).toBe('connecting');
  });

  it('replaces a line that was quiet while the page slept, and keeps a fresh one', () => {
    const hand = new Hand().start().hello();
    const old = hand.ladder.line!.id;
    hand.feed({ type: 'wake', quietMs: 1_000 });
    expect(hand.ladder.line?.id).toBe(old);
    hand.feed({ type: 'wake', quietMs: 60_000 });
    expect(hand.ladder.line?.id).not.toBe(old);
    expect(hand.opened()?.after).toBe('1:10');
  });

  it('stops for good', () => {
    const hand = new Hand().start().hello();
    hand.feed({ type: 'stop' });
    expect(hand.ladder.state).toBe('stopped');
    hand.feed({ type: 'online' });
    expect(hand.ladder.state).toBe('stopped');
  });

  it('leaves the state that it is given as it is', () => {
    const before = initialLadder();
    const copy = structuredClone(before);
    step(before, { type: 'start' }, 0.5);
    expect(before).toEqual(copy);
  });
});

describe('the back-off', () => {
  it('doubles, is bounded, and takes half to all of its length', () => {
    expect(backoff(0, kFirstRetryMs, kLongestRetryMs, 0)).toBe(kFirstRetryMs / 2);
    expect(backoff(3, kFirstRetryMs, kLongestRetryMs, 0.999)).toBeLessThanOrEqual(kFirstRetryMs * 8);
    expect(backoff(1000, kFirstRetryMs, kLongestRetryMs, 0)).toBe(kLongestRetryMs / 2);
    expect(backoff(1000, kFirstProbeMs, kLongestProbeMs, 1)).toBe(kLongestProbeMs);
  });
});

/** A small generator, so that a failing seed can be repeated. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A log that grows, lines that break, repeat and overtake each other at random: whatever happens, what is delivered are the
 * rows of the log in order, none missing, from where the stream joined.
 */
function simulate(seed: number): { delivered: number[]; from: number; length: number; refetches: number } {
  const random = generator(seed);
  let ladder = initialLadder();
  let length = 5;
  const delivered: number[] = [];
  let from = -1;
  let refetches = 0;
  const timers = new Set<TimerName>();
  /** What the server has sent on each line: the number of its last event (null: begins at the log's end), and whether it has said hello. */
  const lines = new Map<number, { at: number | null; hello: boolean }>();

  const feed = (input: Input) => {
    const [next, effects] = step(ladder, input, random());
    ladder = next;
    for (const effect of effects) {
      switch (effect.type) {
        case 'open':
          lines.set(effect.id, { at: effect.after === null ? null : Number(effect.after.split(':')[1]), hello: false });
          break;
        case 'close':
          lines.delete(effect.id);
          break;
        case 'timer':
          timers.add(effect.name);
          break;
        case 'clear':
          timers.delete(effect.name);
          break;
        case 'deliver':
          delivered.push(effect.event.seq);
          break;
        case 'joined':
          from = Number(effect.cursor.split(':')[1]);
          break;
        case 'refetch':
          refetches += 1;
          break;
      }
    }
  };
  const speak = (id: number) => {
    const line = lines.get(id);
    if (line === undefined) return;
    if (!line.hello) {
      line.hello = true;
      line.at ??= length;
      feed({ type: 'frame', id, frame: { type: 'hello', cursor: `1:${length}` } });
      return;
    }
    if (line.at !== null && line.at < length) {
      if (random() < 0.1 && line.at > from) line.at -= 1; // At least once: the server repeats one.
      line.at += 1;
      const sent: Event = { ...event(line.at), cursor: `1:${line.at}` };
      feed({ type: 'frame', id, frame: { type: 'event', event: sent } });
      return;
    }
    feed({ type: 'frame', id, frame: { type: 'up_to_date', cursor: `1:${length}` } });
  };
  const pick = <T,>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];

  feed({ type: 'start' });
  for (let i = 0; i < 400; i++) {
    const dice = random();
    if (dice < 0.25) length += 1;
    else if (dice < 0.75) {
      const id = pick([...lines.keys()]);
      if (id !== undefined) speak(id);
    } else if (dice < 0.85) {
      const id = pick([...lines.keys()]);
      if (id !== undefined) {
        lines.delete(id);
        feed({ type: 'closed', id });
      }
    } else if (dice < 0.95) {
      const name = pick([...timers]);
      if (name !== undefined) {
        timers.delete(name);
        feed({ type: 'timer', name });
      }
    } else if (dice < 0.98) feed({ type: random() < 0.5 ? 'offline' : 'online' });
    else feed({ type: 'wake', quietMs: random() * 100_000 });
  }
  // Peace at last: everything that is owed arrives.
  feed({ type: 'online' });
  for (let i = 0; i < 2000 && ladder.lastSeq < length; i++) {
    if (ladder.line === null) feed({ type: 'timer', name: 'retry' });
    else speak(ladder.line.id);
    if (from === length) break;
  }
  return { delivered, from, length, refetches };
}

describe('under random faults', () => {
  it('delivers the rows of the log in order, each once, none missing', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const { delivered, from, length, refetches } = simulate(seed);
      const expected = Array.from({ length: length - from }, (_, i) => from + 1 + i);
      expect({ seed, delivered, refetches }).toEqual({ seed, delivered: expected, refetches: 0 });
    }
  });
});
