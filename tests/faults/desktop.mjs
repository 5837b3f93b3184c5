// A pretended desktop without a browser. It goes the agent's way: claims, begins, beats, asks for the intent, "clicks" (a POST to the
// employer), reports with evidence and log lines; and knows after a crash only what a journal on disk would have told it.
import {randomUUID} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import {png} from '../system/people.mjs';
import {insist} from './insist.mjs';

/** How long a grant may be clicked on; less than a lease. */
const permissionMs = 1500;

/** Thrown where a desktop is to crash. */
export class Crash extends Error {}

/** The places of `crashAt`, in the order of the way. */
export const places = ['claimed', 'begun', 'before_intent', 'granted', 'clicking', 'clicked', 'before_report', 'reported'];

export class Desktop {
  /**
   * @param {object} o
   * @param {Api} o.api with the device's token
   * @param {string} o.email of its person, as the form would carry it
   * @param {() => string} o.employer where to click
   * @param {number} [o.seconds] patience of one request
   */
  constructor({api, email, employer, seconds = 60}) {
    Object.assign(this, {api, email, employer, seconds});
    /** application → {epoch, phase, job, evidenceKey, logKey}; what a disk would keep. */
    this.journal = new Map();
    this.claimKey = randomUUID();
    /** Problem codes of writes that were refused. */
    this.refusals = [];
  }

  /** Crashes once at this place; `stall` waits there for so many ms instead, as a stopped process does. */
  crashAt(place, {stall} = {}) {
    this.wanted = {place, stall};
  }

  async #come(place) {
    if (this.wanted?.place !== place) return;
    const {stall} = this.wanted;
    this.wanted = undefined;
    if (stall === undefined) throw new Crash(place);
    await pause(stall);
  }

  async write(method, id, rest, json, key = randomUUID()) {
    const answer = await insist(this.api, method, `/api/applications/${id}${rest}`, {json, key, seconds: this.seconds});
    if (answer.status >= 400) this.refusals.push(answer.body.code);
    return answer;
  }

  /** Claims at most `max`; the key stays the same until its answer is written down, over crashes too. */
  async claim({max = 1, wait = 1} = {}) {
    const answer = await insist(this.api, 'POST', '/api/desktop/claim', {json: {max, wait}, key: this.claimKey, seconds: this.seconds});
    if (answer.status !== 200) throw new Error(`claim answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    const {claims} = answer.body;
    if (claims.length) await this.#come('claimed');
    for (const {applicationId: id, epoch, job} of claims) {
      if (this.journal.get(id)?.epoch !== epoch) this.journal.set(id, {epoch, phase: 'claimed', job: job.id, key: randomUUID()});
    }
    if (claims.length) this.claimKey = randomUUID();
    return claims;
  }

  /** The whole way of one claim; gives its last answer. `failure` reports that instead of a click. */
  async apply({applicationId: id, epoch}, {failure, questions, cancelled} = {}) {
    const work = this.journal.get(id);
    const begun = await this.write('PUT', id, '/status', {epoch, status: 'PROCESSING', progress: {step: 'filling', percent: 50}});
    if (begun.status >= 400) return this.#drop(id, begun);
    await this.#come('begun');
    const beat = await this.write('POST', id, '/heartbeat', {epoch, progress: {step: 'reviewing', percent: 70}});
    if (beat.status >= 400) return this.#drop(id, beat);
    if (failure) return this.#report(id, {status: 'FAILED', failure, ...(questions ? {questions} : {})});
    await this.#come('before_intent');
    const granted = await this.write('POST', id, '/submit-intent', {epoch}, work.key);
    if (granted.status !== 200) {
      if (granted.body.code === 'cancelled') return this.#report(id, {status: 'CANCELLED'});
      return this.#drop(id, granted);
    }
    work.phase = 'granted';
    const asked = Date.now();
    await this.#come('granted');
    work.phase = 'clicking';
    await this.#come('clicking');
    // A permission that grew old is asked for again, as the agent does: whoever stood still does not click on it.
    if (Date.now() - asked > permissionMs) {
      const again = await this.write('POST', id, '/submit-intent', {epoch}, work.key);
      if (again.status !== 200) return this.#drop(id, again);
    }
    const proof = await this.#click(work.job);
    await this.#come('clicked');
    if (!proof) return this.#report(id, {status: 'NEEDS_REVIEW', failure: {kind: 'outcome_unknown', detail: 'No confirmation came.'}});
    work.phase = 'confirmed';
    await this.#come('before_report');
    return this.#report(id, {status: 'COMPLETED', confirmation: proof});
  }

  /** One POST, never repeated. Gives what the employer said, or null when nothing came. */
  async #click(jobId) {
    try {
      const response = await fetch(new URL(`/jobs/${jobId}`, this.employer()), {
        method: 'POST', body: JSON.stringify({email: this.email}), headers: {connection: 'close'}, signal: AbortSignal.timeout(3000),
      });
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  }

  async #report(id, outcome) {
    const work = this.journal.get(id);
    work.outcome = outcome;
    const {epoch} = work;
    const logs = [{level: 'info', step: 'confirming', message: `ended as ${outcome.status}`}];
    await this.write('POST', id, '/logs', {epoch, logs}, `logs-${id}-${epoch}`);
    await insist(this.api, 'POST', `/api/applications/${id}/evidence?epoch=${epoch}&kind=page`, {
      body: png(2, 2, epoch % 255), headers: {'content-type': 'image/png'}, key: `evidence-${id}-${epoch}`, seconds: this.seconds,
    });
    const answer = await this.write('PUT', id, '/status', {epoch, ...outcome});
    await this.#come('reported');
    this.journal.delete(id);
    return answer;
  }

  #drop(id, answer) {
    this.journal.delete(id);
    return answer;
  }

  /** What a restarted desktop does about work that its journal says it had begun. */
  async recover() {
    for (const [id, {phase, outcome}] of [...this.journal]) {
      if (outcome) await this.#report(id, outcome);
      else if (phase === 'confirmed') await this.#report(id, {status: 'COMPLETED', confirmation: 'Thank you for applying.'});
      else if (phase === 'clicking') await this.#report(id, {status: 'NEEDS_REVIEW', failure: {kind: 'outcome_unknown', detail: 'It ended at the click.'}});
      else await this.#report(id, {status: 'FAILED', failure: {kind: 'browser_crashed', detail: 'It ended before anything was sent.'}});
    }
  }

  /** Works while `running()`; after a crash it starts again. `plan(claim)` gives the options of `apply`. */
  async run(running, plan = () => ({})) {
    while (running()) {
      try {
        await this.recover();
        for (const claim of await this.claim()) await this.apply(claim, plan(claim));
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  }
}
