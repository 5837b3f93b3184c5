import { Problem } from '../api/problem.ts';
import { backoff } from '../stream/ladder.ts';
import type { OutboxStore, Pending } from './store.ts';

const kFirstRetryMs = 1_000;
const kLongestRetryMs = 30_000;
/** A clock that was set back must not hold a change for longer than anybody could have asked for. */
const kLongestHoldMs = 60_000;

export type Change = Pick<Pending, 'kind' | 'about' | 'title' | 'company' | 'body' | 'base'>;

let subjects = 0;
/** Names a change of many things at once, which no other change has to wait for. */
export function newSubject(): string {
  subjects += 1;
  return `bulk-${Date.now()}-${subjects}-${Math.random().toString(36).slice(2)}`;
}

/** What became of a change at once; it is kept on this device in either case before this is known. */
export type Receipt = { state: 'sent'; answer: unknown } | { state: 'kept' };

export interface OutboxEnvironment {
  /** Sends one entry; throws a Problem when it was not carried out. */
  send(entry: Pending): Promise<unknown>;
  newKey(): string;
  /** Runs `work` while no other tab sends. */
  exclusive(work: () => Promise<void>): Promise<void>;
  random(): number;
  now(): number;
}

export interface OutboxListener {
  sent(entry: Pending, answer: unknown): void;
  /** The server refused it for good; it has left the outbox, and its refusal is kept. */
  refused(entry: Pending, problem: Problem): void;
  changed(): void;
  /** Something could not be sent now: whoever can send later should know. */
  stuck?(): void;
}

/** Why nothing is sent at the moment: the server is away; it failed on some entries; some are held back on purpose. */
type Waiting = 'away' | 'failed' | 'held';

interface Waiter {
  resolve(receipt: Receipt): void;
  reject(problem: Problem): void;
}

/** Keeps what is not sent yet and sends it in order. One per person and tab. */
export class Outbox {
  private entries: readonly Pending[] = [];
  /** Entries of this visit that were never handed to `send` here: only these can be unsaid without asking the server. */
  private readonly untried = new Set<number>();
  private readonly waiters = new Map<number, Waiter>();
  private timer: { id: ReturnType<typeof setTimeout>; why: Waiting } | null = null;
  private tries = 0;
  private holding = true;
  private pumping = false;
  /** Something was added while the others were being sent. */
  private again = false;
  private closed = false;

  constructor(
    private readonly userId: string,
    private readonly store: OutboxStore,
    private readonly env: OutboxEnvironment,
    private readonly listener: OutboxListener,
  ) {}

  /** What waits to be sent, in order. */
  readonly pending = (): readonly Pending[] => this.entries;

  /** Loads what an earlier visit left, and begins to send. */
  async open(): Promise<void> {
    await this.reload();
    this.pump();
  }

  close(): void {
    this.closed = true;
    this.stopTimer();
  }

  /**
   * Keeps a change on this device and sends it. Resolves when the server has answered, or when it is clear that it will
   * only later; rejects when the server refuses, or when the change could not even be kept.
   */
  async change(change: Change): Promise<Receipt> {
    const entry = await this.keep(change, 0);
    const receipt = new Promise<Receipt>((resolve, reject) => this.waiters.set(entry.seq, { resolve, reject }));
    if (this.timer?.why === 'away') this.settle(entry.seq, { state: 'kept' });
    this.pump();
    return receipt;
  }

  /** Resolves when the swipe is kept on this device; sending goes on by itself, after `holdMs`. */
  async swipe(
    kind: 'right' | 'left',
    job: { id: string; title: string; company: string },
    body: Record<string, unknown> = {},
    holdMs = 0,
  ): Promise<void> {
    await this.keep({ kind, about: job.id, title: job.title, company: job.company, body }, holdMs);
    this.pump();
  }

  /** Takes back the swipe on a job: unsaid when it was never sent, else asked of the server, in order. */
  async undo(job: { id: string; title: string; company: string }): Promise<void> {
    const last = this.entries.findLast((entry) => entry.about === job.id);
    if (last !== undefined && last.kind !== 'undo' && this.untried.has(last.seq)) {
      let unsaid = false;
      // Under the lock no tab is sending, so what is still kept and was never tried has reached nobody.
      await this.env.exclusive(async () => {
        const kept = (await this.store.all(this.userId)).find((entry) => entry.seq === last.seq);
        if (!this.untried.has(last.seq) || kept === undefined || kept.tried === true) return;
        await this.forget(last);
        unsaid = true;
      });
      if (unsaid) return;
    }
    await this.keep({ kind: 'undo', about: job.id, title: job.title, company: job.company }, 0);
    this.pump();
  }

  /** Tries at once, for example because the network is back. */
  retryNow(): void {
    this.stopTimer();
    this.pump();
  }

  /** The page goes out of sight: nobody will take back what is held any more, and it may never run again. */
  releaseHolds(): void {
    this.holding = false;
    if (this.timer?.why === 'held') this.retryNow();
  }

  /** The page is in sight again. */
  hold(): void {
    this.holding = true;
  }

  /** Another tab, or the service worker, has sent some: look at what is left. */
  refresh(): Promise<void> {
    return this.reload();
  }

  private async keep(change: Change, holdMs: number): Promise<Pending> {
    const entry = await this.store.add({
      userId: this.userId,
      kind: change.kind,
      about: change.about,
      title: change.title,
      company: change.company,
      key: this.env.newKey(),
      ...(change.body === undefined ? {} : { body: change.body }),
      ...(change.base === undefined ? {} : { base: change.base }),
      ...(holdMs > 0 ? { notBefore: this.env.now() + holdMs } : {}),
    });
    this.untried.add(entry.seq);
    this.entries = [...this.entries, entry];
    this.listener.changed();
    return entry;
  }

  private async forget(entry: Pending): Promise<void> {
    await this.store.remove(entry.seq);
    this.dropped(entry);
  }

  private dropped(entry: Pending): void {
    this.untried.delete(entry.seq);
    this.entries = this.entries.filter((other) => other.seq !== entry.seq);
    this.listener.changed();
  }

  private async reload(): Promise<void> {
    this.entries = await this.store.all(this.userId);
    // Answered elsewhere: whoever waits here learns it from the event log.
    for (const seq of [...this.waiters.keys()]) {
      if (!this.entries.some((entry) => entry.seq === seq)) this.settle(seq, { state: 'kept' });
    }
    this.listener.changed();
  }

  private settle(seq: number, receipt: Receipt): void {
    this.waiters.get(seq)?.resolve(receipt);
    this.waiters.delete(seq);
  }

  private pump(): void {
    if (this.pumping) this.again = true;
    if (this.pumping || this.closed || this.timer?.why === 'away') return;
    this.stopTimer();
    this.pumping = true;
    this.again = false;
    let wake: number | null = null;
    void this.env
      .exclusive(async () => {
        wake = await this.drain();
      })
      .catch((error: unknown) => this.waitFor(error))
      .finally(() => {
        this.pumping = false;
        if (this.closed) return;
        if (wake !== null && !this.again) this.wakeIn(wake, 'held');
        else if (this.entries.length > 0 && (this.again || this.timer === null)) this.pump();
      });
  }

  /** Sends all that may go; gives the milliseconds until the next held entry, null when none is held. Throws when it must be tried again. */
  private async drain(): Promise<number | null> {
    const failed = new Set<string>();
    let failure: Problem | null = null;
    for (;;) {
      // Another tab may have sent some while this one waited for its turn.
      await this.reload();
      if (this.closed) return null;
      const now = this.env.now();
      let wake: number | null = null;
      const held = new Set<string>();
      const entry = this.entries.find((candidate) => {
        if (failed.has(candidate.about) || held.has(candidate.about)) return false;
        const hold = (candidate.notBefore ?? 0) - now;
        if (!this.holding || hold <= 0 || hold > kLongestHoldMs) return true;
        held.add(candidate.about);
        wake = wake === null ? hold : Math.min(wake, hold);
        return false;
      });
      if (entry === undefined) {
        if (failure !== null) throw failure;
        return wake;
      }
      this.untried.delete(entry.seq);
      if (entry.tried !== true) await this.store.markTried(entry.seq);
      try {
        const answer = await this.env.send(entry);
        await this.forget(entry);
        this.settle(entry.seq, { state: 'sent', answer });
        this.listener.sent(entry, answer);
        this.tries = 0;
      } catch (error) {
        if (!(error instanceof Problem) || error.status === 401) throw error;
        if (error.status === 500) {
          // It may be this entry alone that the server cannot digest: the others need not wait for it.
          failed.add(entry.about);
          failure = error;
          this.settle(entry.seq, { state: 'kept' });
          continue;
        }
        if (error.temporary) throw error;
        await this.refuse(entry, error, now);
        this.tries = 0;
      }
    }
  }

  private async refuse(entry: Pending, problem: Problem, at: number): Promise<void> {
    const waiter = this.waiters.get(entry.seq);
    if (waiter !== undefined) {
      // Whoever asked is still there to be told.
      await this.store.remove(entry.seq);
    } else {
      const { userId, kind, about, title, company } = entry;
      await this.store.refuse(entry.seq, { userId, kind, about, title, company, code: problem.code, detail: problem.detail || problem.title, at });
    }
    this.dropped(entry);
    this.waiters.delete(entry.seq);
    waiter?.reject(problem);
    this.listener.refused(entry, problem);
  }

  private waitFor(error: unknown): void {
    const why = error instanceof Problem && error.status === 500 ? 'failed' : 'away';
    if (why === 'away') for (const seq of [...this.waiters.keys()]) this.settle(seq, { state: 'kept' });
    if (this.closed) return;
    const asked = error instanceof Problem ? error.retryAfterMs : null;
    const wait = Math.max(asked ?? 0, backoff(this.tries, kFirstRetryMs, kLongestRetryMs, this.env.random()));
    this.tries += 1;
    this.wakeIn(wait, why);
    this.listener.stuck?.();
    this.listener.changed();
  }

  private wakeIn(ms: number, why: Waiting): void {
    const id = setTimeout(() => {
      this.timer = null;
      this.pump();
    }, ms);
    this.timer = { id, why };
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer.id);
    this.timer = null;
  }
}
