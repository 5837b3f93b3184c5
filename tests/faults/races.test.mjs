// Ten thousand races for one claim. Each of a person's desktops hears over another transport that work is there, and all ask at once:
// exactly one is given it, the others are told by whom it was taken, and epochs only grow (I2, I3).
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {Agent, request as httpRequest} from 'node:http';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {serverSentEvents, webSocket} from '../system/streams.mjs';
import {historyViolations, applicationsOf} from './invariants.mjs';
import {useWorld} from './world.mjs';

const use = useWorld({serverEnv: {JOBSWIPE_LEASE_SECONDS: '120', JOBSWIPE_HEARTBEAT_SECONDS: '60', JOBSWIPE_LOG_LEVEL: 'warning', JOBSWIPE_MAX_ATTEMPTS: '20'}});
const keepAlive = new Agent({keepAlive: true, maxSockets: Infinity});

/** One request of a desktop over a kept connection; lighter than fetch, since there are many. */
function ask(desk, method, path, json) {
  return new Promise((resolve, reject) => {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const headers = {authorization: `Bearer ${desk.token}`, 'idempotency-key': randomUUID()};
    if (body) Object.assign(headers, {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)});
    const request = httpRequest(`${use.world.server.url}${path}`, {method, agent: keepAlive, headers}, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({status: response.statusCode, body: text ? JSON.parse(text) : null});
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Events of a desktop in order, over one transport: `next(wanted)` gives the first from here on for which `wanted` holds. */
class Ear {
  constructor(desk, cursor) {
    Object.assign(this, {desk, cursor, heard: 0});
  }
  async next(wanted) {
    for (;;) {
      for (const event of await this.more()) {
        this.heard++;
        if (wanted(event)) return event;
      }
    }
  }
}
class StreamEar extends Ear {
  async open(stream) {
    this.stream = await stream;
    return this;
  }
  async more() {
    for (;;) {
      const frame = await this.stream.next(60);
      assert.notEqual(frame.type, 'reset');
      if (frame.type === 'event') return [frame.event];
    }
  }
  close() {
    this.stream.close();
  }
}
class PageEar extends Ear {
  constructor(desk, cursor, wait) {
    super(desk, cursor);
    this.wait = wait;
    this.queue = [];
  }
  async more() {
    if (this.queue.length) return [this.queue.shift()];
    const {status, body} = await ask(this.desk, 'GET', `/api/events?after=${encodeURIComponent(this.cursor)}&wait=${this.wait}`);
    assert.ok(status === 200 && !body.reset, JSON.stringify(body));
    this.cursor = body.cursor;
    this.queue.push(...body.events);
    if (!this.queue.length && this.wait === 0) await pause(10);
    return this.queue.length ? [this.queue.shift()] : [];
  }
  close() {}
}
const transports = {
  WebSocket: (desk, cursor) => new StreamEar(desk).open(webSocket(desk, cursor)),
  SSE: (desk, cursor) => new StreamEar(desk).open(serverSentEvents(desk, cursor)),
  'long-poll': (desk, cursor) => new PageEar(desk, cursor, 30),
  poll: (desk, cursor) => new PageEar(desk, cursor, 0),
};
const names = Object.keys(transports);
// Every pair of two different transports, and all four at once.
const teams = [...names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b])), names];

/** One person's races over one application, one after the other. */
class Course {
  static async lay(team) {
    const self = new Course();
    const {world} = use;
    self.someone = await world.person('racer');
    self.desks = [];
    for (const [i, transport] of team.entries()) {
      const {api, deviceId} = await world.desktop(self.someone, `${transport} ${i}`);
      const desk = {token: api.token, base: world.server.url, deviceId};
      desk.ear = await transports[transport](desk, self.someone.cursor);
      self.desks.push(desk);
    }
    const {id} = await self.someone.direct.post('/api/jobs/swipe-right', {jobId: self.someone.jobs[0].id});
    Object.assign(self, {id, epoch: 0, won: new Map(team.map((name) => [name, 0])), team, told: 0});
    return self;
  }

  /** Work is there once the row says so: swiped, queued, or given back. */
  #waits = ({applicationId, type, data}) =>
    applicationId === this.id && data.epoch === this.epoch && ['application.swiped', 'application.queued', 'application.retry_scheduled'].includes(type);

  async race() {
    await Promise.all(this.desks.map(({ear}) => ear.next(this.#waits)));
    const answers = await Promise.all(this.desks.map((desk) => ask(desk, 'POST', '/api/desktop/claim', {max: 1, wait: 0})));
    const winners = answers.flatMap(({status, body}, i) => (status === 200 && body.claims.length ? [i] : []));
    assert.equal(winners.length, 1, `${winners.length} desktops were given epoch ${this.epoch + 1}: ${JSON.stringify(answers.map(({body}) => body))}`);
    const [winner] = winners;
    const [claim] = answers[winner].body.claims;
    assert.equal(claim.epoch, this.epoch + 1, 'the epoch grows by one');
    this.epoch = claim.epoch;
    this.won.set(this.team[winner], this.won.get(this.team[winner]) + 1);
    const losers = this.desks.filter((_, i) => i !== winner);
    await Promise.all(losers.map((desk) => this.#isTold(desk, this.desks[winner])));
    const given = await ask(this.desks[winner], 'PUT', `/api/applications/${this.id}/status`, {
      epoch: this.epoch, status: 'FAILED', failure: {kind: 'rate_limited', detail: 'given back for the next race', retryAfterSeconds: 0},
    });
    assert.equal(given.status, 200, JSON.stringify(given.body));
  }

  /** Its stream names the winner; and every tenth time it tries to write with the winner's epoch. */
  async #isTold(loser, winner) {
    const {data} = await loser.ear.next(({type, applicationId, data}) => type === 'application.claimed' && applicationId === this.id && data.epoch === this.epoch);
    assert.equal(data.deviceId, winner.deviceId, 'the loser is told which desktop has it');
    if (this.epoch % 10) return;
    const refused = await ask(loser, 'POST', `/api/applications/${this.id}/heartbeat`, {epoch: this.epoch});
    assert.deepEqual([refused.status, refused.body.code], [409, 'stale_epoch']);
    assert.match(refused.body.detail, /another desktop/i, 'and why its writes are refused');
    this.told++;
  }
}

test('10,000 races of two and of four desktops over WebSocket, SSE, long-poll and poll: one wins each, and the others are told', {timeout: 240_000}, async () => {
  const total = Number(process.env.JOBSWIPE_TEST_RACES ?? 10_000);
  // Pairs run more often than the four: their races cost less.
  const courses = await Promise.all([...teams, ...teams.slice(0, 6), ...teams.slice(0, 6)].map((team) => Course.lay(team)));
  let left = total;
  const begun = Date.now();
  await Promise.all(courses.map(async (course) => {
    while (left-- > 0) await course.race();
  }));
  const seconds = (Date.now() - begun) / 1000;
  const epochs = courses.reduce((sum, {epoch}) => sum + epoch, 0);
  assert.equal(epochs, total, 'each race was won once');
  for (const {someone, desks, id, epoch, told} of courses) {
    for (const {ear} of desks) ear.close();
    const [application] = applicationsOf(use.world.database, someone.userId);
    assert.deepEqual([application.id, application.epoch], [id, epoch]);
    assert.deepEqual(historyViolations(application), []);
    assert.ok(told > 0 || epoch < 10);
  }
  const wins = names.map((name) => `${name} ${courses.reduce((sum, {won}) => sum + (won.get(name) ?? 0), 0)}`);
  console.log(`${total} races in ${seconds.toFixed(1)} s; won by ${wins.join(', ')}`);
  keepAlive.destroy();
});
