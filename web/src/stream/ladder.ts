import type { Event, Frame } from '../api/types.ts';

/** The ways to read the event log, best first. */
export type Rung = 'ws' | 'sse' | 'longpoll' | 'poll';
export const kRungs: readonly Rung[] = ['ws', 'sse', 'longpoll', 'poll'];

/**
 * What the person may be told: `live` means that the line in use has spoken; `waiting` that the next try has a time;
 * `offline` that the browser itself says there is no network.
 */
export type StreamState = 'stopped' | 'offline' | 'connecting' | 'live' | 'waiting';

interface Line {
  id: number;
  rung: Rung;
}

export interface Ladder {
  state: StreamState;
  rung: Rung;
  line: Line | null;
  /** A better rung being tried beside `line`. */
  probe: Line | null;
  /** Where to go on reading; null before the server has named a place. */
  cursor: string | null;
  /** Number of the last event delivered; 0 when none was since the cursor was given. */
  lastSeq: number;
  /** Failures in a row on this rung. */
  failures: number;
  /** Probes in a row that failed. */
  failedProbes: number;
  nextId: number;
}

export type TimerName = 'retry' | 'probe' | 'stable' | 'silence';

export type Input =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'online' }
  | { type: 'offline' }
  /** The page came back to the front; `quietMs` since the last frame. */
  | { type: 'wake'; quietMs: number }
  | { type: 'frame'; id: number; frame: Frame }
  | { type: 'closed'; id: number }
  | { type: 'timer'; name: TimerName };

export type Effect =
  | { type: 'open'; id: number; rung: Rung; after: string | null }
  | { type: 'close'; id: number }
  | { type: 'timer'; name: TimerName; ms: number }
  | { type: 'clear'; name: TimerName }
  | { type: 'deliver'; event: Event }
  /** The log starts for us at `cursor`: data fetched before it may be older. */
  | { type: 'joined'; cursor: string }
  /** What is cached can no longer be brought up to date by events: fetch it again. */
  | { type: 'refetch' };

export const kFirstRetryMs = 500;
export const kLongestRetryMs = 30_000;
export const kFirstProbeMs = 5_000;
export const kLongestProbeMs = 600_000;
/** A line that lived this long is no longer blamed for the failures before it. */
export const kStableMs = 10_000;
/** A page that wakes up after this long without a frame does not trust its line. */
export const kDoubtAfterMs = 35_000;
/** A line that has not spoken for so long after it was opened does not work: every rung speaks first. */
export const kConnectMs = 6_000;
const kDefaultDrainMs = 1_000;

/** Failures in a row after which the next rung is tried; the last rung is never left by failing. */
const kPatience: Record<Rung, number> = { ws: 2, sse: 2, longpoll: 3, poll: Number.POSITIVE_INFINITY };
/** A line that says nothing for so long is dead; the server pings every 25 s, a long-poll answers within 25 s. */
const kSilenceMs: Record<Rung, number> = { ws: 75_000, sse: 75_000, longpoll: 60_000, poll: 120_000 };

const kTimers: readonly TimerName[] = ['retry', 'probe', 'stable', 'silence'];

export function initialLadder(): Ladder {
  return {
    state: 'stopped',
    rung: 'ws',
    line: null,
    probe: null,
    cursor: null,
    lastSeq: 0,
    failures: 0,
    failedProbes: 0,
    nextId: 1,
  };
}

/** Doubles from `first` up to `longest`, and takes half to all of it, so that many clients do not come back at once. */
export function backoff(tries: number, first: number, longest: number, random: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(tries, 30));
  return Math.round(full * (0.5 + 0.5 * random));
}

function better(rung: Rung): Rung[] {
  return kRungs.slice(0, kRungs.indexOf(rung));
}

/** One step of the ladder. `random` is in [0, 1). The given ladder is left as it is. */
export function step(before: Ladder, input: Input, random: number): [Ladder, Effect[]] {
  const ladder: Ladder = { ...before };
  const effects: Effect[] = [];

  const open = () => {
    const id = ladder.nextId++;
    ladder.line = { id, rung: ladder.rung };
    ladder.state = 'connecting';
    effects.push({ type: 'clear', name: 'retry' });
    effects.push({ type: 'open', id, rung: ladder.rung, after: ladder.cursor });
    effects.push({ type: 'timer', name: 'silence', ms: kConnectMs });
  };

  const closeLine = () => {
    if (ladder.line !== null) effects.push({ type: 'close', id: ladder.line.id });
    ladder.line = null;
    effects.push({ type: 'clear', name: 'stable' }, { type: 'clear', name: 'silence' });
  };

  const closeProbe = () => {
    if (ladder.probe !== null) effects.push({ type: 'close', id: ladder.probe.id });
    ladder.probe = null;
  };

  const closeAll = (state: StreamState) => {
    closeLine();
    closeProbe();
    for (const name of kTimers) effects.push({ type: 'clear', name });
    ladder.state = state;
  };

  const retryAfter = (ms: number) => {
    ladder.state = 'waiting';
    effects.push({ type: 'timer', name: 'retry', ms });
  };

  const scheduleProbe = () => {
    if (better(ladder.rung).length === 0) return;
    const ms = backoff(ladder.failedProbes, kFirstProbeMs, kLongestProbeMs, random);
    effects.push({ type: 'timer', name: 'probe', ms });
  };

  const fromTheTop = () => {
    ladder.rung = 'ws';
    ladder.failures = 0;
    ladder.failedProbes = 0;
    open();
  };

  const lineFailed = () => {
    closeLine();
    effects.push({ type: 'clear', name: 'probe' });
    if (ladder.probe !== null) {
      ladder.line = ladder.probe;
      ladder.probe = null;
      ladder.rung = ladder.line.rung;
      ladder.failures = 0;
      ladder.state = 'connecting';
      effects.push({ type: 'timer', name: 'silence', ms: kConnectMs });
      return;
    }
    ladder.failures += 1;
    const worse = kRungs[kRungs.indexOf(ladder.rung) + 1];
    if (ladder.failures >= kPatience[ladder.rung] && worse !== undefined) {
      ladder.rung = worse;
      ladder.failures = 0;
      open();
      return;
    }
    retryAfter(backoff(ladder.failures - 1, kFirstRetryMs, kLongestRetryMs, random));
  };

  const deliver = (event: Event) => {
    if (event.seq <= ladder.lastSeq) return;
    if (ladder.lastSeq > 0 && event.seq > ladder.lastSeq + 1) effects.push({ type: 'refetch' });
    ladder.lastSeq = event.seq;
    ladder.cursor = event.cursor;
    effects.push({ type: 'deliver', event });
  };

  const read = (frame: Frame) => {
    switch (frame.type) {
      case 'hello':
        // Later lines resume from our own cursor: a hello may name the log's end before its rows were sent.
        if (ladder.cursor === null && frame.cursor !== undefined) {
          ladder.cursor = frame.cursor;
          effects.push({ type: 'joined', cursor: frame.cursor });
        }
        break;
      case 'event':
        if (frame.event !== undefined) deliver(frame.event);
        break;
      case 'up_to_date':
        if (frame.cursor !== undefined) {
          if (ladder.cursor === null) effects.push({ type: 'joined', cursor: frame.cursor });
          ladder.cursor = frame.cursor;
        }
        break;
      case 'reset':
        ladder.cursor = frame.cursor ?? null;
        ladder.lastSeq = 0;
        effects.push({ type: 'refetch' });
        break;
      case 'ping':
        break;
      case 'drain': {
        closeLine();
        closeProbe();
        effects.push({ type: 'clear', name: 'probe' });
        const wait = frame.retryAfterMs ?? kDefaultDrainMs;
        retryAfter(Math.round(wait * (1 + 0.5 * random)));
        break;
      }
    }
  };

  const spoke = (frame: Frame) => {
    if (ladder.state !== 'live') {
      ladder.state = 'live';
      effects.push({ type: 'timer', name: 'stable', ms: kStableMs });
      scheduleProbe();
    }
    effects.push({ type: 'timer', name: 'silence', ms: kSilenceMs[ladder.rung] });
    read(frame);
  };

  if (ladder.state === 'stopped' && input.type !== 'start') return [before, []];
  if (ladder.state === 'offline' && input.type !== 'online' && input.type !== 'stop') return [before, []];

  switch (input.type) {
    case 'start':
      if (ladder.state === 'stopped') fromTheTop();
      break;
    case 'stop':
      closeAll('stopped');
      break;
    case 'offline':
      closeAll('offline');
      break;
    case 'online':
      closeAll('connecting');
      fromTheTop();
      break;
    case 'wake':
      if (ladder.state === 'waiting') {
        open();
      } else if (ladder.state === 'live' && input.quietMs > kDoubtAfterMs && ladder.rung !== 'poll') {
        closeLine();
        open();
      }
      break;
    case 'frame':
      if (ladder.probe?.id === input.id) {
        closeLine();
        ladder.line = ladder.probe;
        ladder.probe = null;
        ladder.rung = ladder.line.rung;
        ladder.failures = 0;
        ladder.failedProbes = 0;
        ladder.state = 'connecting';
        effects.push({ type: 'clear', name: 'probe' });
      }
      if (ladder.line?.id === input.id) spoke(input.frame);
      break;
    case 'closed':
      if (ladder.probe?.id === input.id) {
        ladder.probe = null;
        ladder.failedProbes += 1;
        scheduleProbe();
      } else if (ladder.line?.id === input.id) {
        lineFailed();
      }
      break;
    case 'timer':
      switch (input.name) {
        case 'retry':
          if (ladder.state === 'waiting') open();
          break;
        case 'stable':
          ladder.failures = 0;
          break;
        case 'silence':
          if (ladder.line !== null) lineFailed();
          break;
        case 'probe': {
          if (ladder.probe !== null) {
            closeProbe();
            ladder.failedProbes += 1;
            scheduleProbe();
            break;
          }
          if (ladder.state !== 'live') break;
          const candidates = better(ladder.rung);
          const rung = candidates[ladder.failedProbes % candidates.length];
          if (rung === undefined) break;
          const id = ladder.nextId++;
          ladder.probe = { id, rung };
          effects.push({ type: 'open', id, rung, after: ladder.cursor });
          effects.push({ type: 'timer', name: 'probe', ms: kConnectMs });
          break;
        }
      }
      break;
  }
  return [ladder, effects];
}
