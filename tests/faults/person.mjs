// A pretend person: swipes on everything, reads the stream over changing transports, and settles what needs a person.
import {randomUUID} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import {serverSentEvents, webSocket} from '../system/streams.mjs';
import {insist} from './insist.mjs';

export class Person {
  /** @param {{api: Api, ledger: Ledger, random: Random, reading: () => boolean, swiping: () => boolean, cursor: string}} o */
  constructor({api, ledger, random, reading, swiping, cursor}) {
    Object.assign(this, {api, ledger, random, reading, swiping, cursor});
    /** Ids of applications that the server has acknowledged. */
    this.acknowledged = new Set();
    /** seq of every event seen, in the order of sight. */
    this.seen = [];
    this.resets = 0;
  }

  async swipeOn(jobs) {
    for (const job of jobs) {
      if (!this.swiping()) return;
      const answer = await insist(this.api, 'POST', '/api/jobs/swipe-right', {json: {jobId: job.id, priority: 1 + this.random.below(10)}, key: randomUUID()});
      if (answer.status < 300) this.acknowledged.add(answer.body.id);
      await pause(this.random.below(400));
    }
  }

  #take(event) {
    if (event.seq > (this.seen.at(-1) ?? 0)) this.seen.push(event.seq); // at least once: drop what was seen
    this.cursor = event.cursor;
  }

  /** Reads on until `reading` ends, a random transport at a time, each for a random while. */
  async read() {
    while (this.reading()) {
      const kind = this.random.below(3);
      try {
        if (kind === 0) await this.#poll();
        else await this.#stream(kind === 1 ? webSocket(this.api, this.cursor) : await serverSentEvents(this.api, this.cursor));
      } catch {
        await pause(200); // the connection broke, as faults are meant to do; the cursor says where to go on
      }
    }
    await this.#poll();
  }

  async #stream(stream) {
    if (stream.refused) throw new Error(`refused with ${stream.refused}`);
    const until = Date.now() + 1000 + this.random.below(5000);
    try {
      while (this.reading() && Date.now() < until) {
        const frame = await Promise.race([stream.next(3), stream.closed.then(() => ({type: 'closed'}))]).catch(() => ({type: 'quiet'}));
        if (frame.type === 'event') this.#take(frame.event);
        if (frame.type === 'reset') this.#reset(frame.cursor);
        if (frame.type === 'closed') return;
      }
    } finally {
      stream.close();
    }
  }

  async #poll() {
    for (;;) {
      const {body: page, status} = await insist(this.api, 'GET', `/api/events?after=${encodeURIComponent(this.cursor)}&limit=50`);
      if (status !== 200) throw new Error(`poll answered ${status}`);
      if (page.reset) this.#reset(page.cursor);
      for (const event of page.events) this.#take(event);
      this.cursor = page.cursor;
      if (page.upToDate) return;
    }
  }

  #reset(cursor) {
    this.resets++;
    this.cursor = cursor;
  }

  /** Answers every review by what the employer really has, and sends failed applications back once in a while. */
  async settle() {
    const {body} = await insist(this.api, 'GET', '/api/applications/queue?status=NEEDS_REVIEW&limit=100');
    for (const {id, failure} of body.applications ?? []) {
      if (failure?.kind !== 'outcome_unknown') continue;
      await insist(this.api, 'POST', `/api/applications/${id}/resolve`, {json: {outcome: this.ledger.of(id) > 0 ? 'sent' : 'not_sent'}, key: randomUUID()});
    }
  }
}
