// Bad input gets a clear refusal that names the place.
import assert from 'node:assert/strict';
import {connect} from 'node:net';
import {describe, test} from 'node:test';
import {anyId, CheckedApi, person, refused} from './people.mjs';
import {useStack} from './stack.mjs';

let api;
const use = useStack({sites: false, ready: async (stack) => (api = await person(stack))});

const places = (answer) => answer.body.errors.map(({pointer}) => pointer);

describe('a body', () => {
  for (const [name, method, path, json, pointer] of [
    ['with an unknown field', 'POST', '/api/jobs/swipe-right', {jobId: anyId(), extra: 1}, '/extra'],
    ['without a required field', 'POST', '/api/jobs/swipe-right', {}, '/jobId'],
    ['with a number out of range', 'POST', '/api/jobs/swipe-right', {jobId: anyId(), priority: 11}, '/priority'],
    ['with a fraction where a whole number belongs', 'POST', '/api/jobs/swipe-right', {jobId: anyId(), priority: 1.5}, '/priority'],
    ['with an id that is none', 'POST', '/api/jobs/swipe-right', {jobId: '42'}, '/jobId'],
    ['with the wrong type', 'PUT', '/api/profile', {firstName: 1}, '/firstName'],
    ['with a wrong date', 'PUT', '/api/profile', {dateOfBirth: '2026-02-30'}, '/dateOfBirth'],
    ['with a wrong place deep inside', 'PUT', '/api/profile', {languages: [{language: 'German'}, {level: 'C1'}]}, '/languages/1/language'],
    ['with a field that needs escaping', 'PUT', '/api/profile', {'a/b~c': 1}, '/a~1b~0c'],
    ['with too long a text', 'PUT', '/api/profile', {firstName: 'x'.repeat(101)}, '/firstName'],
    ['with a value outside a list', 'PUT', '/api/profile', {workModes: ['moon']}, '/workModes/0'],
    ['with the same id twice', 'POST', '/api/applications/bulk', {ids: Array(2).fill('0b1f7c9e-53a2-4d0e-8d51-1f8f6d8c2a10'), action: 'cancel'}, '/ids/1'],
  ]) {
    test(`${name} is refused at ${pointer}`, async () => {
      const answer = refused(await api.raw(method, path, {json}), 400, 'invalid_input');
      assert.deepEqual(places(answer), [pointer]);
    });
  }

  test('with several faults names them all', async () => {
    const answer = refused(await api.raw('PUT', '/api/profile', {json: {firstName: 1, lastName: 2, nothing: 3}}), 400, 'invalid_input');
    assert.deepEqual(places(answer).sort(), ['/firstName', '/lastName', '/nothing']);
  });

  for (const [name, body] of [
    ['broken JSON', '{"jobId": '],
    ['two values', '{} {}'],
    ['a list', '[]'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a number that is none', '{"jobId": 1e}'],
    ['nesting without end', '['.repeat(5000) + ']'.repeat(5000)],
  ]) {
    test(`of ${name} is refused`, async () => {
      refused(await api.raw('POST', '/api/jobs/swipe-right', {body, headers: {'content-type': 'application/json'}}), 400, 'invalid_input');
    });
  }

  test('of another media type is refused', async () => {
    refused(await api.raw('PUT', '/api/profile', {body: 'a=b', headers: {'content-type': 'application/x-www-form-urlencoded'}}), 415);
  });
});

describe('a query or path', () => {
  test('out of range is refused at its name', async () => {
    assert.deepEqual(places(refused(await api.raw('GET', '/api/jobs/deck?limit=101'), 400)), ['query/limit']);
    assert.deepEqual(places(refused(await api.raw('GET', '/api/jobs/deck?limit=many'), 400)), ['query/limit']);
    assert.deepEqual(places(refused(await api.raw('GET', '/api/applications/queue?status=DONE'), 400)), ['query/status']);
    assert.deepEqual(places(refused(await api.raw('GET', '/api/applications/42'), 400)), ['path/id']);
  });
  test('with a cursor that the server never gave is refused, not followed', async () => {
    refused(await api.raw('GET', '/api/jobs/deck?cursor=garbage'), 400, 'invalid_input');
  });
});

describe('a résumé', () => {
  test('that is an EXE named .pdf is refused by its first bytes', async () => {
    refused(await api.raw('POST', '/api/resumes?name=cv.pdf', {body: Buffer.from('MZ\x90\x00' + 'x'.repeat(200), 'latin1'), headers: {'content-type': 'application/pdf'}}), 422);
  });
  test('over 5 MiB is refused', async () => {
    const big = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5 * 1024 * 1024 + 1)]);
    assert.equal((await api.raw('POST', '/api/resumes?name=cv.pdf', {body: big, headers: {'content-type': 'application/pdf'}})).status, 413);
  });
  test('comes back as it was sent, as an attachment, whatever its name', async () => {
    const bytes = Buffer.from('%PDF-1.4\n%%EOF\n');
    const stored = await api.uploadResume(bytes, '../../etc/passwd.pdf');
    assert.ok(!stored.name.includes('/'), stored.name);
    const answer = await api.raw('GET', `/api/resumes/${stored.id}`);
    assert.ok(answer.body.equals(bytes));
    assert.match(answer.headers.get('content-disposition'), /^attachment/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });
});

test('a JSON body over the limit is refused without being read', async () => {
  const answer = await api.raw('PUT', '/api/profile', {json: {summary: 'x'.repeat(8 << 20)}});
  assert.equal(answer.status, 413);
});

test('a sender that never finishes its header is dropped', {timeout: 90_000}, async () => {
  const {hostname, port} = new URL(use.stack.server.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const text = await new Promise((resolve, reject) => {
    let heard = '';
    socket.on('data', (data) => (heard += data));
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
  assert.match(text, /^(HTTP\/1\.1 408|$)/);
});

test('pages and answers carry the security headers', async () => {
  const page = await fetch(new URL('/', use.stack.server.url));
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy.split(';').find((it) => it.trim().startsWith('script-src')) ?? 'unsafe-inline', /unsafe-inline|unsafe-eval/);
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
});

test('every answer has a request id, also a refusal', async () => {
  const answer = await new CheckedApi(use.stack.server.url).raw('GET', '/api/session');
  assert.ok(answer.headers.get('x-request-id'));
  assert.equal(answer.body.requestId, answer.headers.get('x-request-id'));
});
