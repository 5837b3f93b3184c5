import { Problem } from '../api/problem.ts';
import { backoff } from '../stream/ladder.ts';
import type { OutboxStore, Pending } from './store.ts';

const kFirstRetryMs = 1_000;
const kLongestRetryMs = 30_000;

export interface OutboxEnvironment {
  /** Sends one entry; throws a Problem when it was not carried out. */
  send(entry: Pending): Promise<unknown>;
  newKey(): string;
  /** Runs `work` while no other tab sends. */
  exclusive(work: () => Promise<void>): Promise<void>;
  random(): number;
}

export interface OutboxListener {
  sent(entry: Pending, answer: unknown): void;
  /** The server refused it for good; it is forgotten. */
  refused(entry: Pending, problem: Problem): void;
  changed(): void;
}

/** Keeps what is not sent yet and sends it in order. One per person and tab. */
export class Outbox {
  private entries: readonly Pending[] = [];
  /** Entries of this visit that were never handed to `send`: only these can be unsaid without asking the server. */
  private readonly untried = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private tries = 0;
  private pumping = false;
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
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Resolves when the swipe is kept on this device; sending goes on by itself. */
  async swipe(kind: 'right' | 'left', job: { id: string; title: string; company: string }): Promise<void> {
    await this.keep(kind, job);
    this.pump();
  }

  /** Takes back the swipe on a job: unsaid when it was never sent, else asked of the server, in order. */
  async undo(job: { id: string; title: string; company: string }): Promise<void> {
    const last = this.entries.findLast((entry) => entry.jobId === job.id);
    if (last !== undefined && last.kind !== 'undo' && this.untried.has(last.seq)) {
      let unsaid = false;
      // Under the lock no tab is sending, so what is still kept has reached nobody.
      await this.env.exclusive(async () => {
        unsaid = this.untried.has(last.seq) && (await this.forget(last));
      });
      if (unsaid) return;
    }
    await this.keep('undo', job);
    this.pump();
  }

  /** Tries at once, for example because the network is back. */
  retryNow(): void {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.pump();
  }

  private async keep(kind: Pending['kind'], job: { id: string; title: string; company: string }): Promise<void> {
    const entry = await this.store.add({
      userId: this.userId,
      kind,
      jobId: job.id,
      title: job.title,
      company: job.company,
      key: this.env.newKey(),
    });
    this.untried.add(entry.seq);
    this.entries = [...this.entries, entry];
    this.listener.changed();
  }

  private async forget(entry: Pending): Promise<boolean> {
    const found = await this.store.remove(entry.seq);
    this.untried.delete(entry.seq);
    this.entries = this.entries.filter((other) => other.seq !== entry.seq);
    this.listener.changed();
    return found;
  }

  private async reload(): Promise<void> {
    this.entries = await this.store.all(this.userId);
    this.listener.changed();
  }

  private pump(): void {
    if (this.pumping || this.closed || this.timer !== null) return;
    this.pumping = true;
    void this.env
      .exclusive(() => this.drain())
      .catch((error: unknown) => this.waitFor(error))
      .finally(() => {
        this.pumping = false;
        if (this.entries.length > 0) this.pump();
      });
  }

  private async drain(): Promise<void> {
    for (;;) {
      // Another tab may have sent some while this one waited for its turn.
      await this.reload();
      const entry = this.entries[0];
      if (entry === undefined || this.closed) return;
      this.untried.delete(entry.seq);
      try {
        const answer = await this.env.send(entry);
        await this.forget(entry);
        this.listener.sent(entry, answer);
      } catch (error) {
        if (!(error instanceof Problem) || error.temporary || error.status === 401) throw error;
        await this.forget(entry);
        this.listener.refused(entry, error);
      }
      this.tries = 0;
    }
  }

  private waitFor(error: unknown): void {
    if (this.closed) return;
    const asked = error instanceof Problem ? error.retryAfterMs : null;
    const wait = Math.max(asked ?? 0, backoff(this.tries, kFirstRetryMs, kLongestRetryMs, this.env.random()));
    this.tries += 1;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.pump();
    }, wait);
    this.listener.changed();
  }
}
