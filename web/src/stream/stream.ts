import type { Event } from '../api/types.ts';
import { initialLadder, step, type Effect, type Input, type Ladder, type Rung, type StreamState, type TimerName } from './ladder.ts';
import { openLine, type Line, type LineEnvironment } from './lines.ts';

export interface StreamStatus {
  state: StreamState;
  rung: Rung;
}

export interface StreamListener {
  event(event: Event): void;
  joined(cursor: string): void;
  refetch(): void;
}

/** The ladder with real timers and real lines under it. Listeners run in order, never inside one another. */
export class Stream {
  private ladder: Ladder = initialLadder();
  private readonly lines = new Map<number, Line>();
  private readonly timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  private readonly watchers = new Set<() => void>();
  private readonly queue: Input[] = [];
  private running = false;
  private lastFrameAt = 0;
  private shown: StreamStatus = { state: 'stopped', rung: 'ws' };

  constructor(
    private readonly env: LineEnvironment,
    private readonly listener: StreamListener,
    private readonly random: () => number = Math.random,
    private readonly now: () => number = Date.now,
  ) {}

  readonly status = (): StreamStatus => this.shown;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): void {
    this.feed({ type: 'start' });
  }

  stop(): void {
    this.feed({ type: 'stop' });
  }

  setOnline(online: boolean): void {
    this.feed({ type: online ? 'online' : 'offline' });
  }

  wake(): void {
    this.feed({ type: 'wake', quietMs: this.now() - this.lastFrameAt });
  }

  private feed(input: Input): void {
    this.queue.push(input);
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
        const [ladder, effects] = step(this.ladder, next, this.random());
        this.ladder = ladder;
        for (const effect of effects) this.carryOut(effect);
      }
    } finally {
      this.running = false;
    }
    if (this.shown.state !== this.ladder.state || this.shown.rung !== this.ladder.rung) {
      this.shown = { state: this.ladder.state, rung: this.ladder.rung };
      this.watchers.forEach((watcher) => watcher());
    }
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'open': {
        const { id } = effect;
        const line = openLine(
          effect.rung,
          effect.after,
          {
            frame: (frame) => {
              this.lastFrameAt = this.now();
              this.feed({ type: 'frame', id, frame });
            },
            closed: () => {
              this.lines.delete(id);
              this.feed({ type: 'closed', id });
            },
          },
          this.env,
        );
        this.lines.set(id, line);
        break;
      }
      case 'close':
        this.lines.get(effect.id)?.close();
        this.lines.delete(effect.id);
        break;
      case 'timer':
        clearTimeout(this.timers.get(effect.name));
        this.timers.set(effect.name, setTimeout(() => this.feed({ type: 'timer', name: effect.name }), effect.ms));
        break;
      case 'clear':
        clearTimeout(this.timers.get(effect.name));
        this.timers.delete(effect.name);
        break;
      case 'deliver':
        this.listener.event(effect.event);
        break;
      case 'joined':
        this.listener.joined(effect.cursor);
        break;
      case 'refetch':
        this.listener.refetch();
        break;
    }
  }
}
