// Several nodes on the same data: two jobswiped behind one address, one of them killed under load; and streams that are cut at random. I1, I6.
import assert from 'node:assert/strict';
import {connect, createServer} from 'node:net';
import {after, test} from 'node:test';
import {Server} from '../../tools/stack/server.mjs';
import {applicationOf, CheckedApi, complete, desktop, person, swipe} from './people.mjs';
import {useStack} from './stack.mjs';
import {polledUntil, serverSentEvents, webSocket} from './streams.mjs';

// The stack's own server works and serves nobody here: the nodes that are asked have only the role `api`.
const nodes = [];
let address;
const use = useStack({ready: startNodes});

/** One address before several nodes: each connection begins at the next one in turn, and goes past those that take none. */
class Balancer {
  static async start(ports) {
    const self = new Balancer();
    Object.assign(self, {ports, turn: 0, clients: new Set()});
    self.server = createServer((client) => self.#take(client));
    await new Promise((resolve) => self.server.listen(0, '127.0.0.1', resolve));
    self.url = `http://127.0.0.1:${self.server.address().port}`;
    return self;
  }

  #take(client) {
    this.clients.add(client);
    client.on('close', () => this.clients.delete(client));
    client.on('error', () => client.destroy());
    const first = this.turn++;
    this.#carry(client, this.ports.map((_, i) => this.ports[(first + i) % this.ports.length]));
  }

  /** Joins the client with the first of the ports that takes the connection; a client that none takes is cut, and tries again. */
  #carry(client, [port, ...others]) {
    if (port === undefined) client.destroy();
    if (client.destroyed) return;
    const node = connect(port, '127.0.0.1');
    let joined = false;
    node.on('error', () => {}); // a 'close' follows
    node.once('connect', () => {
      joined = true;
      client.pipe(node).pipe(client);
      client.on('close', () => node.destroy());
      if (client.destroyed) node.destroy();
    });
    node.once('close', () => (joined ? client.destroy() : this.#carry(client, others)));
  }

  cutAll() {
    for (const client of this.clients) client.destroy();
  }

  close() {
    this.cutAll();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

async function startNodes(stack) {
  for (let i = 0; i < 2; i++) {
    const node = new Server({
      folder: stack.folder, logs: stack.logs, binary: stack.server.binary, webDir: '',
      databaseUrl: stack.postgres.url, redisUrl: stack.redis.url, env: {...stack.server.env, JOBSWIPE_ROLES: 'api', JOBSWIPE_WEB_DIR: ''},
    });
    await node.launch();
    nodes.push(node);
  }
  address = await Balancer.start(nodes.map(({port}) => port));
}

// Ends the readers of a test that failed: they wait for an event that will not come.
const stopped = new AbortController();

after(async () => {
  stopped.abort();
  await address?.close();
  for (const node of nodes) await node.stop();
}, {timeout: 60_000});

/** The same person or desktop, asking another address. */
const at = (api, url) => Object.assign(new CheckedApi(url, api.token), api, {base: url});

/** Repeats a request until it is answered, as a client does whose connection was lost. `key` makes the repeat harmless. */
async function insist(api, method, path, json, key) {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      const answer = await api.raw(method, path, {json, headers: {'idempotency-key': key}});
      if (answer.status < 500) return answer;
    } catch (error) {
      if (Date.now() > until || error.code === 'ERR_ASSERTION') throw error;
    }
    assert.ok(Date.now() < until, `${method} ${path} got no answer in a minute`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // the client's own back-off
  }
}

const openers = [
  async (api, cursor) => webSocket(api, cursor),
  (api, cursor) => serverSentEvents(api, cursor),
  // Long-poll, and poll: a page counts as one frame after the other.
  async (api, cursor) => pages(api, cursor, 20),
  async (api, cursor) => pages(api, cursor, 0),
];

function pages(api, cursor, wait) {
  const ready = [];
  return {
    async next() {
      while (ready.length === 0) {
        const page = await api.get(`/api/events?after=${encodeURIComponent(cursor)}&wait=${wait}&limit=3`);
        cursor = page.cursor;
        ready.push(...page.events.map((event) => ({type: 'event', event})));
        if (ready.length === 0 && wait === 0) await new Promise((resolve) => setTimeout(resolve, 20)); // a poll's own interval
      }
      return ready.shift();
    },
    close() {},
    closed: new Promise(() => {}),
  };
}

/** A pseudo-random number below `n` (mulberry32), so that a seed tells the whole run. */
function random(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Reads until `last` holds, cut at random and resumed from its cursor on a random transport; gives what a client keeps. */
async function readThroughCuts(api, start, last, pick, transports = openers.length) {
  const kept = [];
  let cursor = start, cuts = 0;
  for (;;) {
    stopped.signal.throwIfAborted();
    let stream;
    let left = 1 + pick(6);
    const gone = new Error('the stream ended');
    try {
      stream = await openers[pick(transports)](api, cursor);
      if (stream.refused) throw gone;
      while (left > 0) {
        const frame = await Promise.race([stream.next(5), stream.closed.then(() => Promise.reject(gone))]);
        if (frame.type === 'reset') assert.fail(`the cursor ${cursor} was answered with a reset`);
        if (frame.type !== 'event') continue;
        left--;
        // What was seen before is dropped; it may come again, but never late.
        if (kept.length && frame.event.seq <= kept.at(-1).seq) continue;
        kept.push(frame.event);
        cursor = frame.event.cursor;
        if (last(frame.event)) return {events: kept, cuts};
      }
    } catch (error) {
      if (error.code === 'ERR_ASSERTION') throw error;
      stopped.signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 20)); // the client's own back-off
    } finally {
      stream?.close();
    }
    cuts++;
  }
}

const shape = (events) => events.map(({seq, type, applicationId, data}) => `${seq} ${type} ${applicationId} ${JSON.stringify(data)}`);

function assertWhole(events, user, first) {
  const seqs = events.map(({seq}) => seq);
  assert.deepEqual(seqs, seqs.map((_, i) => first + i), 'a hole');
  const rows = use.stack.postgres.query(`SELECT seq FROM application_events WHERE user_id = '${user}' AND seq >= ${first} AND seq <= ${seqs.at(-1)} ORDER BY seq`);
  assert.deepEqual(rows.split('\n').map(Number), seqs, 'not the rows of the log');
}

test('the phone is on one node and the desktop on the other; a worker apart relays and offers', async () => {
  const api = at(await person(use.stack), nodes[0].url);
  const device = at(await desktop(api), nodes[1].url);
  const {cursor} = await api.get('/api/applications/queue');
  const live = webSocket(api, cursor);
  const waiting = device.post('/api/desktop/claim', {max: 1, wait: 25});
  const {id} = await swipe(api);
  const {claims: [claim]} = await waiting;
  assert.equal(claim?.applicationId, id, 'a desktop that waits on the other node hears of the swipe');
  await complete(device, claim);
  const until = async (type, of) => {
    for (;;) {
      const frame = await live.next();
      if (frame.type === 'event' && frame.event.type === type && frame.event.applicationId === of) return;
    }
  };
  await until('application.completed', id);
  await until('application.queued', (await swipe(api)).id); // by the relay, which only the worker has
  live.close();
});

test('every transport, cut at random, shows the same events', async () => {
  const seed = Number(process.env.JOBSWIPE_SEED ?? Date.now() % 1e9);
  console.error(`  seed ${seed} (JOBSWIPE_SEED repeats it)`);
  const pick = random(seed);
  const direct = await person(use.stack);
  const api = at(direct, address.url);
  const device = at(await desktop(direct), address.url);
  const {cursor} = await direct.get('/api/applications/queue');
  let last;
  const done = (event) => event.applicationId === last && event.type === 'application.completed';
  const readers = [0, 1, 2, 3].map(() => readThroughCuts(api, cursor, done, pick));
  const cutting = (async () => {
    while (!last) {
      await new Promise((resolve) => setTimeout(resolve, 50 + pick(200))); // when the next cut falls is part of the random run
      address.cutAll();
    }
  })();
  for (let i = 0; i < 6; i++) {
    const {jobs} = await direct.get('/api/jobs/deck?limit=5');
    const {body} = await insist(api, 'POST', '/api/jobs/swipe-right', {jobId: jobs[0].id}, `cut-${seed}-${i}`);
    const claim = (await insist(device, 'POST', '/api/desktop/claim', {max: 1, wait: 10}, `claim-${seed}-${i}`)).body.claims[0];
    assert.equal(claim.applicationId, body.id);
    if (i === 5) last = body.id;
    await complete(at(device, nodes[i % 2].url), claim);
  }
  await cutting;
  const read = await Promise.all(readers);
  const whole = await polledUntil(direct, cursor, done);
  for (const {events} of read) assert.deepEqual(shape(events), shape(whole));
  assertWhole(whole, direct.user.id, whole[0].seq);
  assert.ok(read.some(({cuts}) => cuts > 0), 'nothing was cut');
}, {timeout: 180_000});

test('a node killed under load: clients go on at the other, and nothing is lost or missing', async () => {
  const direct = await person(use.stack);
  const api = at(direct, address.url);
  const device = at(await desktop(direct), address.url);
  const {cursor} = await direct.get('/api/applications/queue');
  const {jobs} = await direct.get('/api/jobs/deck?limit=50');
  const wanted = jobs.slice(0, 8);
  const acknowledged = new Set();
  let ended = 0, killed, lastId;
  const done = (event) => event.type === 'application.completed' && event.applicationId === lastId;
  const pick = random(7);
  const reading = [0, 1].map(() => readThroughCuts(api, cursor, done, pick));
  const swiping = (async () => {
    for (const job of wanted) {
      const answer = await insist(api, 'POST', '/api/jobs/swipe-right', {jobId: job.id}, `kill-${job.id}`);
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      acknowledged.add(answer.body.id);
    }
  })();
  while (ended < wanted.length) {
    const {body} = await insist(device, 'POST', '/api/desktop/claim', {max: 1, wait: 5}, `kill-claim-${ended}`);
    const claim = body.claims[0];
    if (!claim) continue;
    if (ended === 3) killed = nodes[0].child.kill();
    const path = `/api/applications/${claim.applicationId}`;
    await insist(device, 'PUT', `${path}/status`, {epoch: claim.epoch, status: 'PROCESSING', progress: {step: 'starting'}}, 'none');
    await insist(device, 'POST', `${path}/submit-intent`, {epoch: claim.epoch}, `intent-${claim.applicationId}`);
    if (ended === wanted.length - 1) lastId = claim.applicationId;
    await insist(device, 'PUT', `${path}/status`, {epoch: claim.epoch, status: 'COMPLETED', confirmation: 'Thank you'}, 'none');
    ended++;
  }
  await swiping;
  await killed;
  assert.equal(acknowledged.size, wanted.length);
  for (const id of acknowledged) assert.equal((await applicationOf(direct, id)).status, 'COMPLETED');
  for (const {events} of await Promise.all(reading)) assertWhole(events, direct.user.id, events[0].seq);
  await nodes[0].launch(nodes[0].port);
}, {timeout: 180_000});
