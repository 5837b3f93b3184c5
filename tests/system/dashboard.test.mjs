// `./jobswipe dashboard`: Bull Board on the queues of a server that runs, and the server's own figures. What stands there, and who may touch it.
import assert from 'node:assert/strict';
import {request} from 'node:http';
import {after, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {serveBoard} from '../../tools/dashboard/board.mjs';
import {readRedisUrl} from '../../tools/dashboard/connection.mjs';
import {quantileOf, samplesOf} from '../../tools/dashboard/metrics.mjs';
import {claimOne, desktop, person, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

let board;
const use = useStack({
  ready: async (stack) => {
    board = await serveBoard({redisUrl: stack.redis.url, serverUrl: stack.server.url});
  },
});
after(() => board?.close());

/** One request as it stands, Host and Origin included; fetch would not let them be chosen. */
function ask(method, path, headers = {}, to = board) {
  return new Promise((resolve, reject) => {
    // Not by a URL, which would take the dots out of a path.
    const sent = request({host: '127.0.0.1', port: new URL(to.url).port, path, method, headers}, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text)});
    });
    sent.on('error', reject).end();
  });
}

async function counts(to = board) {
  const {status, json} = await ask('GET', '/api/queues', {}, to);
  assert.equal(status, 200);
  return Object.fromEntries(json().queues.map((queue) => [queue.name, queue.counts]));
}

/** Asks again until it holds: Bull Board reads Redis, which tells nobody. */
async function until(holds, what) {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, what);
    await pause(50);
  }
}

test('it lists the five queues, and in deadletter what happened, until the person sends it again', async () => {
  assert.deepEqual(Object.keys(await counts()).sort(), ['deadletter', 'notify', 'priority', 'processing', 'retry']);
  const api = await person(use.stack);
  const device = await desktop(api);
  const {id} = await swipe(api);
  const {epoch} = await claimOne(device, 20);
  await device.put(`/api/applications/${id}/status`, {epoch, status: 'FAILED', failure: {kind: 'posting_closed', detail: 'It is closed.'}});
  await until(async () => (await counts()).deadletter.prioritized === 1, 'the dead letter does not show');
  const listed = (await ask('GET', '/api/queues?activeQueue=deadletter&status=prioritized&page=1')).json();
  const [letter] = listed.queues.find((queue) => queue.name === 'deadletter').jobs;
  assert.equal(letter.id, `${id}-${epoch}`);
  assert.equal(letter.data.reason, 'The posting takes no applications any more.');
  await api.post(`/api/applications/${id}/retry`, {});
  await until(async () => (await counts()).deadletter.prioritized === 0, 'the dead letter stays');
});

test('the page of the system shows what the server counts, and says when there is none to ask', async () => {
  const api = await person(use.stack);
  const requests = async () => (await ask('GET', '/system.json')).json().operations.find(({operation}) => operation === 'getDeck')?.requests ?? 0;
  const before = await requests();
  await api.get('/api/jobs/deck');
  assert.equal(await requests(), before + 1);
  const figures = (await ask('GET', '/system.json')).json();
  assert.equal(figures.gauges.jobswipe_database_up, 1);
  const deck = figures.operations.find(({operation}) => operation === 'getDeck');
  assert.ok(deck.p50 > 0 && deck.p50 <= deck.p99 && deck.failures === 0);
  for (const path of ['/system', '/system.js', '/system.css']) assert.equal((await ask('GET', path)).status, 200, path);
  const nobody = await serveBoard({redisUrl: use.stack.redis.url});
  try {
    const {status, json} = await ask('GET', '/system.json', {}, nobody);
    assert.equal(status, 503);
    assert.match(json().error, /--server/);
  } finally {
    await nobody.close();
  }
});

test('a quantile is interpolated within its bucket', () => {
  const buckets = [{le: 1, count: 10}, {le: 2, count: 20}, {le: Infinity, count: 20}];
  assert.equal(quantileOf(buckets, 0.5), 1);
  assert.equal(quantileOf(buckets, 0.75), 1.5);
  assert.equal(quantileOf([{le: 1, count: 0}, {le: Infinity, count: 5}], 0.5), 1, 'what lies beyond the last bound is told as that');
  assert.equal(quantileOf([{le: Infinity, count: 0}], 0.5), null);
  assert.deepEqual(samplesOf('# HELP x y\na{b="c\\"d",e="f"} 2.5e1\nnothing\n'), [{name: 'a', labels: {b: 'c"d', e: 'f'}, value: 25}]);
});

test('it serves its page and all that the page loads by itself', async () => {
  const page = await ask('GET', '/');
  assert.equal(page.status, 200);
  assert.match(page.text, /<title>JobSwipe queues<\/title>/);
  assert.doesNotMatch(page.text, /(src|href)="https?:/);
  assert.doesNotMatch(page.text, /<%/);
  assert.match(page.headers['content-security-policy'], /default-src 'self'/);
  const loaded = [...page.text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(loaded.length >= 3);
  for (const path of loaded) assert.equal((await ask('GET', `/${path}`)).status, 200, path);
  assert.equal((await ask('GET', '/queue/deadletter')).status, 200, 'a page of the board itself');
});

test('it answers to loopback names only, and lets only its own pages change anything', async () => {
  assert.equal((await ask('GET', '/api/queues', {host: 'evil.example'})).status, 403);
  assert.equal((await ask('GET', '/api/queues', {host: `localhost:${new URL(board.url).port}`})).status, 200);
  const open = await serveBoard({redisUrl: use.stack.redis.url, allowChanges: true});
  try {
    const own = open.url.slice(0, -1);
    assert.equal((await ask('PUT', '/api/queues/notify/pause', {}, open)).status, 403);
    assert.equal((await ask('PUT', '/api/queues/notify/pause', {origin: 'https://evil.example'}, open)).status, 403);
    assert.equal((await ask('PUT', '/api/queues/notify/pause', {origin: own}, open)).status, 200);
    assert.equal((await ask('PUT', '/api/queues/notify/resume', {origin: own}, open)).status, 200);
    // Without --allow-changes not even these.
    assert.ok((await ask('PUT', '/api/queues/notify/pause', {origin: board.url.slice(0, -1)})).status >= 400);
  } finally {
    await open.close();
  }
});

test('it gives nothing but its own files', async () => {
  for (const path of ['/static/..%2f..%2fpackage.json', '/static/js/..%2f..%2f..%2fpackage.json', '/static/none.js', '/static/js']) {
    assert.equal((await ask('GET', path)).status, 404, path);
  }
  for (const path of ['/static/../index.ejs', '/static/%2e%2e/index.ejs', '/../../package.json']) {
    assert.match((await ask('GET', path)).text, /<title>JobSwipe queues/, path);
  }
  assert.equal((await ask('GET', '/api/nothing')).status, 404);
  assert.equal((await ask('GET', '/api/queues/none/pause')).status, 404);
});

test('a Redis URL is read as the server reads it', () => {
  for (const bad of ['http://localhost', 'redis://', 'redis+sentinel://host', 'unix://relative']) {
    assert.throws(() => readRedisUrl(bad), /Redis URL/, bad);
  }
  assert.equal(readRedisUrl('redis://a:1,b:2').cluster, true);
  for (const single of ['redis://user:p%40ss@host:1/3', 'unix:///run/redis.sock?db=2', 'redis+sentinel://a,b/jobs']) {
    assert.equal(readRedisUrl(single).cluster, false, single);
  }
});
