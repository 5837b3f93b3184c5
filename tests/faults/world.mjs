// A stack whose every connection runs through a fault proxy, and crews of people and desktops that put load on it.
//
//     clients ─ front ─┐                ┌─ database ─ PostgreSQL
//     desktops ─ desk ─┴─▶ jobswiped ───┴─ redis ──── Redis          desktops ─ site ─▶ employer
import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {randomUUID} from 'node:crypto';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {after, before} from 'node:test';
import {signUpPerson} from '../../tools/demo/account.mjs';
import {Api} from '../../tools/stack/api.mjs';
import {root, Stack} from '../../tools/stack/stack.mjs';
import {desktop as pairDesktop} from '../system/people.mjs';
import {Desktop} from './desktop.mjs';
import {Employer, postingFeed} from './employer.mjs';
import {insist} from './insist.mjs';
import {ended, violations} from './invariants.mjs';
import {Person} from './person.mjs';
import {Proxy} from './proxy.mjs';
import {Random} from './random.mjs';

/** Quick leases and sweeps, and no limits. */
export const quick = {
  JOBSWIPE_LEASE_SECONDS: '3', JOBSWIPE_HEARTBEAT_SECONDS: '1', JOBSWIPE_RECONCILE_SECONDS: '1', JOBSWIPE_RETRY_BASE_SECONDS: '0',
  JOBSWIPE_REQUESTS_PER_SECOND: '1000000', JOBSWIPE_LOGINS_PER_MINUTE: '1000000', JOBSWIPE_MAX_ATTEMPTS: '10', JOBSWIPE_DRAIN_SECONDS: '1',
};
export const leaseMs = 1000 * Number(quick.JOBSWIPE_LEASE_SECONDS);

export class World {
  /** @param {{serverEnv?: object, durable?: boolean, sites?: boolean, postings?: number, preset?: string}} o */
  constructor({serverEnv = {}, durable = false, sites = false, postings = 60, preset = process.env.JOBSWIPE_TEST_PRESET ?? 'dev'} = {}) {
    mkdirSync(join(root, 'var'), {recursive: true});
    this.folder = mkdtempSync(join(root, 'var', `test-${process.pid}-`));
    chmodSync(this.folder, 0o755);
    this.postings = postings;
    const proxies = (this.proxies = {});
    this.stack = new Stack({
      folder: this.folder, preset, durable, sites,
      serverEnv: {
        ...quick,
        JOBSWIPE_WEB_DIR: '', // nobody looks at pages here
        get JOBSWIPE_DATABASE_URL() {
          return proxies.database.instead(self.stack.postgres.url);
        },
        get JOBSWIPE_REDIS_URL() {
          return proxies.redis.instead(self.stack.redis.url);
        },
        ...serverEnv,
      },
    });
    const self = this;
    /** Where the checks ask; a scenario that moves the database says so here. */
    this.database = {query: (sql) => this.stack.postgres.query(sql)};
    this.names = 0;
  }

  get server() {
    return this.stack.server;
  }
  get postgres() {
    return this.stack.postgres;
  }
  get redis() {
    return this.stack.redis;
  }

  async start() {
    const {proxies, stack} = this;
    this.employer = await Employer.open();
    proxies.database = await Proxy.before(() => ({port: stack.postgres.port}));
    proxies.redis = await Proxy.before(() => ({port: stack.redis.port}));
    proxies.front = await Proxy.before(() => ({port: stack.server.port}));
    proxies.desk = await Proxy.before(() => ({port: stack.server.port}));
    proxies.site = await Proxy.before(() => ({port: this.employer.port}));
    await stack.start();
    const feed = join(this.folder, 'postings.json');
    writeFileSync(feed, JSON.stringify(postingFeed(this.postings, `http://127.0.0.1:${proxies.site.port}`)));
    await this.server.import(feed);
  }

  /** Every proxy passes everything again. */
  heal() {
    for (const proxy of Object.values(this.proxies)) proxy.heal();
  }

  /**
   * The server again, dying by itself at a crash point; then it is started a last time without one. Gives a promise of that
   * death; it rejects when the server ends otherwise.
   */
  async armed(point) {
    await this.server.child.kill();
    this.server.env.JOBSWIPE_CRASH_AT = point;
    try {
      await this.server.launch();
    } finally {
      delete this.server.env.JOBSWIPE_CRASH_AT;
    }
    const {child} = this.server;
    return {
      died: child.ended.then(async ({code, signal}) => {
        if (signal !== 'SIGKILL') throw new Error(child.explain(`the server ended with ${signal ?? `code ${code}`}, not at ${point}`));
        await this.server.launch();
      }),
    };
  }

  /** A person who is signed up and behaves: `{person, api, email, userId, jobs}`. */
  async person(name = 'p') {
    const email = `${name}-${process.pid}-${++this.names}@example.com`;
    const signedUp = await signUpPerson(this.server.url, email);
    // From here on answers come from a server that fails: no exceptions by status, and sessions renew themselves.
    const base = `http://127.0.0.1:${this.proxies.front.port}`;
    const api = Object.assign(new Api(base), {cookies: signedUp.cookies, user: signedUp.user, email, password: signedUp.password});
    api.renew = () => api.raw('POST', '/api/auth/login', {json: {email, password: signedUp.password}});
    const {cursor} = await signedUp.get('/api/applications/queue');
    const {jobs} = await signedUp.get('/api/jobs/deck?limit=100');
    return {api, email, userId: signedUp.user.id, cursor, jobs, direct: signedUp};
  }

  /** A desktop of that person, paired. */
  async desktop({direct, email}, name = 'desk') {
    const paired = await pairDesktop(direct, name);
    const api = new Api(`http://127.0.0.1:${this.proxies.desk.port}`, paired.token);
    let {refreshToken} = paired;
    api.renew = async () => {
      const answer = await api.raw('POST', '/api/auth/refresh', {json: {refreshToken}, headers: {authorization: ''}});
      if (answer.status !== 200) return;
      api.token = answer.body.accessToken;
      refreshToken = answer.body.refreshToken ?? refreshToken;
    };
    const it = new Desktop({api, email, employer: () => `http://127.0.0.1:${this.proxies.site.port}`});
    it.deviceId = paired.deviceId;
    return it;
  }

  async stop({keep = false} = {}) {
    this.heal();
    await this.stack.stop();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
    await this.employer?.close();
    if (keep) return;
    await this.stack.postgres?.discard();
    rmSync(join(this.folder, 'redis'), {recursive: true, force: true});
  }
}

/** To be called at the top of a test file: `use.world` is there once tests run; `ready(world)` is called before. */
export function useWorld({ready, ...options} = {}) {
  const use = {};
  before(async () => {
    use.world = new World(options);
    console.error(`  logs of this file's stack: ${use.world.stack.logs}`);
    try {
      await use.world.start();
      await ready?.(use.world);
    } catch (error) {
      console.error(`  the stack did not get ready: ${error.stack}`);
      throw error;
    }
  }, {timeout: 120_000});
  after(() => use.world?.stop(), {timeout: 120_000});
  return use;
}

/** People who swipe, read their streams and settle reviews truthfully, and their desktops. */
export class Crew {
  /** @param {{people?: number, desktops?: number, swipes?: number, pace?: number, seed?: number}} o */
  static async of(world, {people = 1, desktops = 1, swipes = 3, pace = 0, seed = 1} = {}) {
    const self = new Crew();
    Object.assign(self, {world, swipes, pace, random: new Random(seed), people: [], problems: []});
    self.running = true;
    for (let i = 0; i < people; i++) {
      const someone = await world.person();
      const {api, email, jobs} = someone;
      const reader = new Person({
        api, random: self.random.fork(), cursor: someone.cursor, pace, reading: () => self.running, swiping: () => self.running,
        received: (job) => world.employer.of(email, job),
      });
      const desks = [];
      for (let d = 0; d < desktops; d++) desks.push(await world.desktop(someone, `desk ${d + 1}`));
      self.people.push({...someone, reader, desks, jobs: jobs.slice(0, swipes)});
    }
    return self;
  }

  /** Everybody at work; `plan(claim)` as for Desktop.apply. */
  start({plan, desktops = true} = {}) {
    this.loops = this.people.flatMap(({reader, jobs, desks}) => {
      this.swiped = Promise.all([this.swiped, this.#loop('a person swipes', reader.swipeOn(jobs))]);
      this.#loop('a person settles', this.#settle(reader));
      if (desktops) this.work(desks, plan);
      return [this.#loop('a person reads', reader.read())];
    });
  }
  /** These desktops at work. */
  work(desks, plan) {
    for (const desk of desks) this.#loop('a desktop', desk.run(() => this.running, plan));
  }

  async #settle(reader) {
    while (this.running) {
      await reader.settle();
      await pause(250);
    }
  }
  #loop(name, promise) {
    return promise.catch((error) => this.running && this.problems.push(`${name}: ${error.stack}`));
  }

  get acknowledged() {
    return this.people.reduce((sum, {reader}) => sum + reader.acknowledged.size, 0);
  }
  /** Resolves when so many swipes were acknowledged. */
  async swipesAcknowledged(count, seconds = 30) {
    await eventually(() => this.acknowledged >= count, `${count} swipes are acknowledged`, seconds);
  }
  /** Resolves when the employer received so many POSTs of all. */
  async received(count, seconds = 30) {
    await eventually(() => this.total >= count, `the employer received ${count}`, seconds);
  }
  get total() {
    return this.people.reduce((sum, {email, jobs}) => sum + jobs.reduce((n, {id}) => n + this.world.employer.of(email, id), 0), 0);
  }

  /** Statuses of all acknowledged applications. */
  statuses() {
    const users = this.people.map(({userId}) => `'${userId}'`).join(',');
    const rows = this.world.database.query(`SELECT id, status FROM application_queue WHERE user_id IN (${users})`);
    return new Map(rows.split('\n').filter(Boolean).map((line) => line.split('|')));
  }

  violations(options) {
    const people = this.people.map(({userId, email, reader}) => ({userId, email, acknowledged: reader.acknowledged, seen: reader.seen, resets: reader.resets}));
    return violations(this.world.database, people, (email, job) => this.world.employer.of(email, job), options);
  }

  /** Waits until all swipes are acknowledged and all applications ended, and everybody has gone home; then I1 to I8 must hold. */
  async finish({seconds = 40, except = []} = {}) {
    await this.swiped;
    const done = (status) => ended.has(status) && (status !== 'NEEDS_REVIEW' || except.includes(status));
    try {
      await eventually(() => [...this.statuses().values()].every(done) && this.violations({settled: true}).every((text) => !/^(I5|I1 .* still)/.test(text)), 'everything has ended', seconds, 200);
    } catch (error) {
      this.problems.push(error.message);
    }
    this.running = false;
    await Promise.all(this.loops ?? []);
    // Desktops wait at the server for a second more; they find nothing.
    assert.deepEqual([...this.violations(), ...this.problems], [], 'the invariants hold');
  }
}

/** Asks until `good()` holds. For what no signal tells, such as the state of a database. */
export async function eventually(good, what, seconds = 30, every = 50) {
  const deadline = Date.now() + seconds * 1000;
  for (let last; ; ) {
    try {
      const found = await good();
      if (found) return found;
      last = '';
    } catch (error) {
      last = `: ${error.message}`;
    }
    if (Date.now() > deadline) throw new Error(`after ${seconds} s it was still not so that ${what}${last}`);
    await pause(every);
  }
}

/** A POST, repeated with its key until answered. */
export const post = (api, path, json, key = randomUUID()) => insist(api, 'POST', path, {json, key});
