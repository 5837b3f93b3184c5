// Parts that fail: Redis, PostgreSQL, the server itself. Invariants I1, I5, I8.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {Server} from '../../tools/stack/server.mjs';
import {applicationOf, CheckedApi, claimOne, complete, desktop, person, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';
import {polledUntil, webSocket} from './streams.mjs';

const use = useStack();

async function readyz() {
  const response = await fetch(new URL('/readyz', use.stack.server.url), {signal: AbortSignal.timeout(20_000)});
  return {status: response.status, body: await response.json().catch(() => null), retryAfter: response.headers.get('retry-after')};
}

/** Asks until `good` holds; each answer is a signal of its own, since readiness has no event to wait for. */
async function untilReady(good, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await readyz();
    if (good(answer)) return answer;
    assert.ok(Date.now() < deadline, `after ${seconds} s /readyz still answers ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('without Redis swipes, claims and completions go on, and readiness says so', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const {cursor} = await api.get('/api/applications/queue');
  await use.stack.redis.child.kill();
  try {
    const {id} = await swipe(api);
    await complete(device, await claimOne(device, 20));
    assert.equal((await applicationOf(api, id)).status, 'COMPLETED');
    await polledUntil(api, cursor, (event) => event.type === 'application.completed' && event.applicationId === id);
    const {status, body} = await untilReady(({body: it}) => it?.redis === 'down');
    assert.equal(status, 200, 'a server without Redis serves');
    assert.equal(body.redis, 'down');
  } finally {
    await use.stack.redis.launch();
  }
  await untilReady(({body}) => body?.redis !== 'down');
});

test('FLUSHALL with work in the queue loses nothing', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const ids = [];
  for (let i = 0; i < 4; i++) ids.push((await swipe(api)).id);
  execFileSync('redis-cli', ['-u', use.stack.redis.url, 'FLUSHALL']);
  execFileSync('redis-cli', ['-u', use.stack.redis.url, 'SCRIPT', 'FLUSH']);
  for (let i = 0; i < 4; i++) await complete(device, await claimOne(device, 20));
  for (const id of ids) assert.equal((await applicationOf(api, id)).status, 'COMPLETED');
});

test('a swipe reaches a waiting desktop promptly again after Redis was lost', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const waiting = claimOne(device, 20);
  const {id} = await swipe(api);
  assert.equal((await waiting).applicationId, id);
});

test('without PostgreSQL the server says 503 with Retry-After, and serves again by itself', async () => {
  const api = await person(use.stack);
  await use.stack.postgres.child.kill();
  try {
    const answer = await untilReady(({status}) => status === 503);
    assert.equal(answer.status, 503);
    const swiped = await api.raw('GET', '/api/jobs/deck');
    assert.equal(swiped.status, 503);
    assert.ok(Number(swiped.headers.get('retry-after')) > 0, 'Retry-After is missing');
  } finally {
    await use.stack.postgres.launch();
  }
  await untilReady(({status}) => status === 200);
  await api.get('/api/jobs/deck');
});

test('a server killed under load loses no swipe that it had answered', async () => {
  const people = await Promise.all(Array.from({length: 4}, () => person(use.stack)));
  const decks = await Promise.all(people.map((api) => api.deck()));
  const acknowledged = [];
  let killed = false;
  const swiping = people.map(async (api, i) => {
    for (const job of decks[i]) {
      try {
        const answer = await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: job.id}});
        if (answer.status < 300) acknowledged.push({api, id: answer.body.id});
      } catch (error) {
        assert.ok(killed, `a request failed before the kill: ${error.message}`);
        return;
      }
      if (acknowledged.length >= 12 && !killed) {
        killed = true;
        await use.stack.server.child.kill();
      }
    }
  });
  await Promise.all(swiping);
  assert.ok(killed);
  await use.stack.server.launch();
  for (const {api, id} of acknowledged) {
    api.base = use.stack.server.url;
    assert.ok(['PENDING', 'QUEUED'].includes((await applicationOf(api, id)).status));
  }
  const device = await desktop(people[0]);
  await complete(device, await claimOne(device, 20));
});

test('limits answer 429 with Retry-After', async () => {
  // A second server on the same data, with limits as in production.
  const limited = new Server({
    folder: use.stack.folder, logs: use.stack.logs, binary: use.stack.server.binary, webDir: '',
    databaseUrl: use.stack.postgres.url, redisUrl: use.stack.redis.url,
    env: {JOBSWIPE_LOGINS_PER_MINUTE: '3', JOBSWIPE_ROLES: 'api'},
  });
  await limited.launch();
  try {
    const api = new CheckedApi(limited.url);
    let answer;
    for (let i = 0; i < 60 && answer?.status !== 429; i++) answer = await api.raw('POST', '/api/auth/login', {json: {email: 'nobody@example.com', password: 'wrong one!'}});
    refused(answer, 429, 'rate_limited');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  } finally {
    await limited.stop();
  }
});

test('the server ends on SIGTERM by itself, tells its streams to come back, and leaves nothing behind', async () => {
  const api = await person(use.stack);
  const stream = webSocket(api);
  assert.equal((await stream.next()).type, 'hello');
  const ended = use.stack.server.stop();
  let frame;
  do frame = await stream.next();
  while (frame.type !== 'drain');
  assert.ok(frame.retryAfterMs >= 0);
  assert.deepEqual(await ended.then(({code, signal}) => ({code, signal})), {code: 0, signal: null});
  await use.stack.server.launch();
});
