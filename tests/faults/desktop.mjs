// A pretend desktop without a browser: claims, "fills", asks for the intent, "clicks" into a ledger, reports. It crashes at random
// places, and knows afterwards only what a journal on disk would have told it.
import {randomUUID} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import {insist} from './insist.mjs';

/** What the employers received, by application. */
export class Ledger {
  #counts = new Map();
  receive(id) {
    this.#counts.set(id, this.of(id) + 1);
  }
  of(id) {
    return this.#counts.get(id) ?? 0;
  }
  get duplicates() {
    return [...this.#counts.values()].reduce((sum, n) => sum + n - 1, 0);
  }
  get total() {
    return [...this.#counts.values()].reduce((sum, n) => sum + n, 0);
  }
}

export class Desktop {
  /** @param {{api: Api, ledger: Ledger, random: Random, running: () => boolean}} o */
  constructor({api, ledger, random, running}) {
    Object.assign(this, {api, ledger, random, running});
    this.journal = new Map(); // application → {epoch, clicked}
  }

  async run() {
    while (this.running()) {
      await this.#settle();
      const answer = await insist(this.api, 'POST', '/api/desktop/claim', {json: {max: 1, wait: 2}, seconds: 300});
      if (answer.status === 401) return; // revoked
      for (const claim of answer.body.claims ?? []) {
        // A crash loses everything but the journal; the next turn of the loop is the restarted desktop.
        await this.#apply(claim);
      }
    }
  }

  async #apply({applicationId: id, epoch}) {
    const path = `/api/applications/${id}`;
    const write = (method, rest, json) => insist(this.api, method, path + rest, {json: {epoch, ...json}, key: randomUUID()});
    if (this.random.chance(0.08)) return; // crashed before it began
    if ((await write('PUT', '/status', {status: 'PROCESSING', progress: {step: 'filling', percent: 50}})).status >= 400) return;
    await pause(this.random.below(150));
    if (this.random.chance(0.05)) {
      await write('PUT', '/status', {status: 'FAILED', failure: {kind: 'portal_error', detail: 'pretended error'}});
      return;
    }
    if (this.random.chance(0.03)) await pause(7000); // stalled past its lease
    this.journal.set(id, {epoch, clicked: false});
    const granted = await write('POST', '/submit-intent');
    if (granted.status !== 200) {
      this.journal.delete(id);
      return;
    }
    if (this.random.chance(0.05)) return; // crashed with the grant, before the click
    this.journal.set(id, {epoch, clicked: true});
    this.ledger.receive(id);
    if (this.random.chance(0.05)) return; // crashed after the click
    if ((await write('PUT', '/status', {status: 'COMPLETED', confirmation: 'Thank you.'})).status < 500) this.journal.delete(id);
  }

  /** What a restarted desktop does about work that its journal says it had begun. */
  async #settle() {
    for (const [id, {epoch, clicked}] of this.journal) {
      const failure = {kind: 'outcome_unknown', detail: clicked ? 'stopped after the click' : 'stopped before the click'};
      await insist(this.api, 'PUT', `/api/applications/${id}/status`, {json: {epoch, status: 'NEEDS_REVIEW', failure}, key: randomUUID()});
      this.journal.delete(id);
    }
  }
}
