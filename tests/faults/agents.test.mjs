// The real agent and Chromium, killed, stopped, cut off and with a wrong clock, at career sites that count.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {setTimeout as pause} from 'node:timers/promises';
import {after, describe, test} from 'node:test';
import {pairOnce} from '../../tools/demo/account.mjs';
import {Proxy} from './proxy.mjs';
import {eventually, useWorld} from './world.mjs';
import {historyViolations, applicationsOf, ended} from './invariants.mjs';

const leaseSeconds = 8;
let cards; // the employer that the agents reach through a proxy
let career; // that proxy
const use = useWorld({
  sites: true, postings: 1, serverEnv: {JOBSWIPE_LEASE_SECONDS: String(leaseSeconds), JOBSWIPE_HEARTBEAT_SECONDS: '2'},
  async ready(world) {
    cards = world.stack.sites.sites.find(({name}) => name === 'cards');
    career = await Proxy.before(() => ({port: Number(new URL(cards.url).port)}));
    const feed = await (await fetch(cards.feed)).text();
    const file = join(world.folder, 'cards.json');
    writeFileSync(file, feed.replaceAll(new URL(cards.url).origin, `http://127.0.0.1:${career.port}`));
    await world.server.import(file);
  },
});
after(() => career?.close());

const title = 'Customer Support Specialist';

/** A person with a swipe right on that opening and agents of theirs. */
class Case {
  static async of(name, {env = {}} = {}) {
    const self = new Case();
    self.someone = await use.world.person(name);
    self.agents = [];
    self.env = env;
    self.name = `${name}-${self.someone.email.match(/-(\d+)@/)[1]}`;
    self.agent = await self.another('one');
    self.job = (await self.someone.direct.deck()).find((it) => it.title === title);
    assert.ok(self.job, `"${title}" is not in the deck`);
    return self;
  }
  async another(name) {
    const agent = use.world.stack.agent(`${this.name}-${name}`, {pauseSeconds: 0, env: this.env});
    agent.serverUrl = `http://127.0.0.1:${use.world.proxies.desk.port}`;
    await pairOnce(agent, this.someone.direct);
    this.agents.push(agent);
    return agent;
  }
  async swipe() {
    this.id = (await this.someone.direct.post('/api/jobs/swipe-right', {jobId: this.job.id})).id;
  }
  async posts() {
    const key = `${this.someone.email.toLowerCase()}|${cards.postings.find((it) => it.title === title).id}`;
    return (await use.world.stack.sites.submissions(cards)).posts_by_key[key] ?? 0;
  }
  async now() {
    return (await this.someone.direct.get(`/api/applications/${this.id}`)).application;
  }
  until(good, what, seconds = 90) {
    return eventually(async () => {
      const it = await this.now();
      return good(it) && it;
    }, what, seconds, 200);
  }
  end() {
    return this.until(({status}) => ended.has(status), 'the application has ended');
  }
  /** Nobody knows whether it was sent, and it was not: a person says so, and it is sent once. */
  async unknownAndNotSent() {
    const {status, failure} = await this.end();
    assert.deepEqual([status, failure?.kind], ['NEEDS_REVIEW', 'outcome_unknown']);
    assert.equal(await this.posts(), 0);
    await this.someone.direct.post(`/api/applications/${this.id}/resolve`, {outcome: 'not_sent'});
  }
  /** The agents go; I1 to I4 and I7 hold, and the employer received what it should. */
  async close({status, posts, attempts}) {
    await Promise.all(this.agents.map((agent) => agent.running && agent.stop()));
    const [it] = applicationsOf(use.world.database, this.someone.userId);
    assert.equal(it?.id, this.id, 'I1');
    assert.deepEqual(historyViolations(it), []);
    assert.equal(it.status, status, JSON.stringify(it.events.at(-1)));
    if (attempts !== undefined) assert.equal(it.attempts, attempts, 'attempts');
    assert.equal(await this.posts(), posts, 'POSTs received (I2)');
  }
}

/** The agent dies by itself at a point. */
async function diesAt(work, point) {
  work.agent.launch({JOBSWIPE_CRASH_AT: point});
  await work.swipe();
  const timer = setTimeout(() => work.agent.child.stop(), 90_000);
  const {signal, code} = await work.agent.child.ended;
  clearTimeout(timer);
  assert.equal(signal, 'SIGKILL', work.agent.child.explain(`the agent ended with code ${code}, not at ${point}`));
}

describe('an agent that is killed', {concurrency: 2}, () => {
  for (const [point, attempts] of [
    ['agent.after_claim', 1],
    ['agent.after_journal', 1],
    ['agent.filling', 1],
    ['agent.mid_upload', 1],
    ['agent.after_report', 1],
  ])
    test(`at ${point}: its next start ends the same attempt with one POST`, async () => {
      const work = await Case.of('killed');
      await diesAt(work, point);
      work.agent.launch();
      await work.end();
      await work.close({status: 'COMPLETED', posts: 1, attempts});
    });

  test('at agent.before_click: nobody knows, so a person decides, and what was not sent is sent once', async () => {
    const work = await Case.of('killed');
    await diesAt(work, 'agent.before_click');
    work.agent.launch();
    await work.unknownAndNotSent();
    await work.end();
    await work.close({status: 'COMPLETED', posts: 1});
  });
});

describe('an agent that stands still', {concurrency: 2}, () => {
  test('past its lease while it fills: another desktop does the work, and it sends nothing when it goes on', async () => {
    const work = await Case.of('stopped');
    work.agent.launch({JOBSWIPE_CRASH_AT: 'agent.before_intent', JOBSWIPE_CRASH_BY: 'STOP'});
    await work.swipe();
    await work.until(({status, epoch}) => status === 'QUEUED' && epoch === 1, 'its lease has run out');
    const other = await work.another('other');
    other.launch();
    const done = await work.end();
    assert.deepEqual([done.status, done.epoch], ['COMPLETED', 2]);
    work.agent.child.signal('SIGCONT');
    await work.agent.child.until((line) => /lease is gone|lease went elsewhere/.test(line) || null, 'told that the lease is gone', 60);
    await work.close({status: 'COMPLETED', posts: 1});
  });

  test('between the grant and the click, past its lease: the person says "not sent", another sends it, and it never clicks', async () => {
    const work = await Case.of('granted');
    work.agent.launch({JOBSWIPE_CRASH_AT: 'agent.after_intent', JOBSWIPE_CRASH_BY: 'STOP'});
    await work.swipe();
    await work.unknownAndNotSent();
    const other = await work.another('other');
    other.launch();
    assert.equal((await work.end()).status, 'COMPLETED');
    work.agent.child.signal('SIGCONT');
    await work.agent.child.until((line) => /lease is gone|lease went elsewhere|not wanted any more|ended:/.test(line) || null, 'told that the work went elsewhere', 60);
    await pause(2000); // a click would come now
    await work.close({status: 'COMPLETED', posts: 1});
  });
});

/** The agent stands still at a point, while `act` does something to what it works with, and then goes on. */
async function standsAt(work, point, act) {
  work.agent.launch({JOBSWIPE_CRASH_AT: point, JOBSWIPE_CRASH_BY: 'STOP'});
  await work.swipe();
  const {pid} = work.agent.child;
  await eventually(() => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')), `the agent stands still at ${point}`, 90, 50);
  await act(pid);
  work.agent.child.signal('SIGCONT');
}

/** Kills those of the agent's children whose program is `which`. */
function killChild(pid, which) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const chosen = children.filter((child) => which.test(readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0')[0]));
  assert.equal(chosen.length, 1, `one child of the agent is ${which}`);
  process.kill(Number(chosen[0]), 'SIGKILL');
}

/** Closes the employer's tab as a person would. */
async function closeTab(work) {
  const [port] = readFileSync(join(work.agent.state, 'browser', 'DevToolsActivePort'), 'utf8').split('\n');
  const tabs = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const tab = tabs.find(({type, url}) => type === 'page' && url.startsWith(`http://127.0.0.1:${career.port}/`));
  assert.ok(tab, `the employer's page is open: ${tabs.map(({url}) => url).join(', ')}`);
  assert.equal((await fetch(`http://127.0.0.1:${port}/json/close/${tab.id}`)).status, 200);
}

describe('an agent whose browser goes away', {concurrency: 2}, () => {
  const losses = {
    'the browser is killed': (work, pid) => killChild(pid, /chromium|chrome$/),
    'its driver is killed': (work, pid) => killChild(pid, /node$/),
    'the person closes the tab': closeTab,
  };
  for (const [name, lose] of Object.entries(losses)) {
    test(`${name} while it fills: nothing was sent, so it is done again, once`, async () => {
      const work = await Case.of('lost-filling');
      await standsAt(work, 'agent.filling', (pid) => lose(work, pid));
      await work.end();
      await work.close({status: 'COMPLETED', posts: 1});
    });

    test(`${name} between the grant and the click: it is not sent by itself again`, async () => {
      const work = await Case.of('lost-granted');
      await standsAt(work, 'agent.before_click', (pid) => lose(work, pid));
      await work.unknownAndNotSent();
      await work.end();
      await work.close({status: 'COMPLETED', posts: 1});
    });

    test(`${name} after the click: the outcome is known or a person decides, and it is never sent again`, async () => {
      const work = await Case.of('lost-clicked');
      await standsAt(work, 'agent.after_click', async (pid) => {
        await eventually(async () => (await work.posts()) === 1, 'the employer has the application', 20, 50);
        await lose(work, pid);
      });
      const {status, failure} = await work.end();
      if (status !== 'COMPLETED') {
        assert.deepEqual([status, failure?.kind], ['NEEDS_REVIEW', 'outcome_unknown']);
        await work.someone.direct.post(`/api/applications/${work.id}/resolve`, {outcome: 'sent'});
      }
      await work.close({status: 'COMPLETED', posts: 1});
    });
  }
});

describe('an agent whose wall clock is wrong', {concurrency: 2}, () => {
  const shim = () => {
    const out = join(use.world.folder, 'clock_off.so');
    const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', out, fileURLToPath(new URL('clock_off.c', import.meta.url)), '-ldl'], {encoding: 'utf8'});
    assert.equal(built.status, 0, built.stderr);
    return out;
  };
  for (const [name, hour] of [['an hour ahead', 3600], ['an hour behind', -3600]])
    test(`${name}: it pairs, works and reports like any other`, async () => {
      const work = await Case.of(`clock${hour}`, {env: {LD_PRELOAD: shim(), CLOCK_OFF: String(hour)}});
      work.agent.launch();
      await work.swipe();
      await work.end();
      await work.close({status: 'COMPLETED', posts: 1, attempts: 1});
    });
});

describe('an agent whose network fails', () => {
  test('half-open to the server while it fills: nothing is sent without a grant, then it goes on', async () => {
    const work = await Case.of('frozen');
    work.agent.launch();
    await work.swipe();
    await work.until(({status}) => status === 'PROCESSING', 'it has begun');
    use.world.proxies.desk.freeze();
    await pause(4000);
    assert.equal(await work.posts(), 0);
    use.world.proxies.desk.reset();
    use.world.heal();
    await work.end();
    await work.close({status: 'COMPLETED', posts: 1});
  });

  test('the employer’s confirmation is lost after the POST came: a person decides, and it is never sent again', async () => {
    const work = await Case.of('unheard');
    const lost = career.swallowReply(/POST \/fernweh-labs\/[0-9a-f-]+\/apply/);
    work.agent.launch();
    await work.swipe();
    await lost;
    const {status, failure} = await work.end();
    assert.equal(await work.posts(), 1, 'POSTs received (I2)');
    assert.deepEqual([status, failure?.kind], ['NEEDS_REVIEW', 'outcome_unknown']);
    assert.equal((await work.someone.direct.post(`/api/applications/${work.id}/resolve`, {outcome: 'sent'})).status, 'COMPLETED');
    await work.close({status: 'COMPLETED', posts: 1});
  });

  test('the network goes while the application is sent: a person decides, and what did not come is sent once', async () => {
    const work = await Case.of('halved');
    const broken = career.breakRequest(/POST \/fernweh-labs\/[0-9a-f-]+\/apply/);
    work.agent.launch();
    await work.swipe();
    await broken;
    await work.unknownAndNotSent();
    await work.end();
    await work.close({status: 'COMPLETED', posts: 1});
  });

  test('the employer can’t be reached at first: it is tried again', async () => {
    const work = await Case.of('cut');
    career.cut();
    work.agent.launch();
    await work.swipe();
    await work.until(({epoch, status}) => epoch > 1 || (status === 'QUEUED' && epoch === 1), 'the first try has failed');
    career.heal();
    await work.end();
    await work.close({status: 'COMPLETED', posts: 1});
  });
});
