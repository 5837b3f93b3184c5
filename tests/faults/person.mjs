// A pretended person: swipes, reads the stream over changing transports, and settles what needs a person, truthfully.
import {randomUUID} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import {serverSentEvents, webSocket} from '../system/streams.mjs';
import {insist} from './insist.mjs';

export class Person {
  /**
   * @param {object} o
   * @param {Api} o.api
   * @param {Random} o.random
   * @param {string} o.cursor where to read from
   * @param {(jobId: string) => number} o.received what the employer has of this person for that posting
   * @param {() => boolean} o.reading @param {() => boolean} o.swiping whether to go on
   * @param {number} [o.pace] at most so many ms between two swipes
   */
  constructor({api, random, cursor, received, reading, swiping, pace = 0}) {
    Object.assign(this, {api, random, cursor, received, reading, swiping, pace});
    /** Ids of applications that the server has acknowledged. */
    this.acknowledged = new Set();
    /** seq of every event seen, in the order of sight. */
    this.seen = [];
    this.resets = 0;
  }

  async swipeOn(jobs) {
    for (const job of jobs) {
      if (!this.swiping()) return;
      await this.swipe(job.id, 1 + this.random.below(10));
      if (this.pace) await pause(this.random.below(this.pace));
    }
  }

  /** One swipe, insisted on; gives its answer. */
  async swipe(jobId, priority = 5, key = randomUUID()) {
    const answer = await insist(this.api, 'POST', '/api/jobs/swipe-right', {json: {jobId, priority}, key});
    if (answer.status >= 300) throw new Error(`a swipe was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    this.acknowledged.add(answer.body.id);
    return answer;
  }

  #take(event) {
    if (event.seq > (this.seen.at(-1) ?? 0)) this.seen.push(event.seq); // at least once: drop what was seen
    this.cursor = event.cursor;
  }

  /** Reads on until `reading` ends, a random transport at a time, each for a random while. */
  async read() {
    while (this.reading()) {
      const kind = this.random.below(4);
      try {
        if (kind === 0) await this.#poll();
        else if (kind === 1) await this.#longPoll();
        else await this.#stream(kind === 2 ? webSocket(this.api, this.cursor) : await serverSentEvents(this.api, this.cursor));
      } catch {
        await pause(100); // the connection broke, as faults are meant to do; the cursor says where to go on
        if (this.api.renew) await this.api.renew().catch(() => {});
      }
    }
    await this.#poll();
  }

  async #stream(stream) {
    if (stream.refused) throw new Error(`refused with ${stream.refused}`);
    const until = Date.now() + 500 + this.random.below(3000);
    try {
      while (this.reading() && Date.now() < until) {
        const frame = await Promise.race([stream.next(0.5), stream.closed.then(() => ({type: 'closed'}))]).catch(() => ({type: 'quiet'}));
        if (frame.type === 'event') this.#take(frame.event);
        if (frame.type === 'reset') this.#reset(frame.cursor);
        if (frame.type === 'closed') return;
      }
    } finally {
      stream.close();
    }
  }

  #page(page) {
    if (page.reset) this.#reset(page.cursor);
    for (const event of page.events) this.#take(event);
    this.cursor = page.cursor;
  }

  async #longPoll() {
    const {status, body} = await this.api.raw('GET', `/api/events?after=${encodeURIComponent(this.cursor)}&wait=1`, {timeout: 5000});
    if (status !== 200) throw new Error(`long-poll answered ${status}`);
    this.#page(body);
  }

  /** Reads to the end of the log. */
  catchUp() {
    return this.#poll();
  }

  async #poll() {
    for (;;) {
      const {body, status} = await insist(this.api, 'GET', `/api/events?after=${encodeURIComponent(this.cursor)}&limit=50`);
      if (status !== 200) throw new Error(`poll answered ${status}`);
      this.#page(body);
      if (body.upToDate) return;
    }
  }

  #reset(cursor) {
    this.resets++;
    this.cursor = cursor;
  }

  /** Settles every review: an unknown outcome by what the employer really has, a question by an answer, anything else by a retry. */
  async settle() {
    const {body} = await insist(this.api, 'GET', '/api/applications/queue?status=NEEDS_REVIEW&limit=100');
    for (const {id, jobId, failure, questions} of body.applications ?? []) {
      const decide = (what, json) => insist(this.api, 'POST', `/api/applications/${id}/${what}`, {json, key: randomUUID()});
      if (failure?.kind === 'outcome_unknown') await decide('resolve', {outcome: this.received(jobId) > 0 ? 'sent' : 'not_sent'});
      else if (questions?.length) await decide('answers', {answers: questions.map(({label}) => ({question: label, answer: 'Yes'})), save: false});
      else await decide('retry');
    }
  }

  /**
   * Cancels, hurries or retries an application, and asks the same again with its key: what was carried out is not refused then, and
   * the other way round. (A body is the same only where the answer could be kept.)
   */
  async changeMind(id, what, priority) {
    const request = {json: what === 'priority' ? {priority} : undefined, key: randomUUID()};
    const path = `/api/applications/${id}/${what}`;
    const first = await insist(this.api, 'POST', path, request);
    const again = await insist(this.api, 'POST', path, request);
    if (first.status !== again.status) {
      throw new Error(`${path} was answered ${first.status} ${JSON.stringify(first.body)}, and with the same key ${again.status} ${JSON.stringify(again.body)}`);
    }
  }
}
