// Who may do what: accounts, sessions, devices, and that nobody sees what is another's.
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {Api} from '../../tools/stack/api.mjs';
import {operations} from './contract.mjs';
import {addEvidence, anyId, CheckedApi, claimOne, desktop, person, png, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack();
const anonymous = () => new CheckedApi(use.stack.server.url);
const fill = (path, values = {}) => path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? (name === 'n' ? '1' : anyId()));

/** A body that the operation's schema accepts, so that only the question who asks is left. */
const bodies = {
  login: {email: 'a@example.com', password: 'x'},
  createDeviceCode: {name: 'x'},
  createDeviceToken: {deviceCode: 'x'},
  approveDevice: {userCode: 'ABCD-EFGH'},
  deleteAccount: {password: 'x'},
  putAnswers: {answers: []},
  patchSettings: {},
  swipeRight: () => ({jobId: anyId()}),
  swipeLeft: () => ({jobId: anyId()}),
  bulkApplications: () => ({ids: [anyId()], action: 'cancel'}),
  appendApplicationLogs: {epoch: 1, logs: [{level: 'info', step: 'x', message: 'x'}]},
  putApplicationStatus: {epoch: 1, status: 'PROCESSING'},
  heartbeat: {epoch: 1},
  submitIntent: {epoch: 1},
  setApplicationPriority: {priority: 1},
  answerApplication: {answers: [{question: 'x', answer: 'x'}]},
  resolveApplication: {outcome: 'sent'},
  putResumeRules: {rules: []},
  blockEmployer: {company: 'x'},
  putApplicationOutcome: {outcome: null},
  putApplicationNote: {text: 'x', version: 0},
  putReminder: {text: 'x', dueAt: '2030-01-01T00:00:00Z'},
  addPushSubscription: {endpoint: 'https://push.example.com/x', keys: {p256dh: 'x', auth: 'x'}},
};
function requestFor({id, method, path, operation, parameters}, values) {
  const query = parameters.filter((it) => it.in === 'query' && it.required).map((it) => `${it.name}=${it.name === 'epoch' ? 1 : 'page'}`);
  const target = fill(path, values) + (query.length ? `?${query.join('&')}` : '');
  if (operation.requestBody?.content['image/png']) return [method, target, {body: png(1, 1), headers: {'content-type': 'image/png'}}];
  if (operation.requestBody?.content['application/pdf']) return [method, target, {body: Buffer.from('%PDF-1.4'), headers: {'content-type': 'application/pdf'}}];
  const body = bodies[id];
  return [method, target, operation.requestBody ? {json: typeof body === 'function' ? body() : (body ?? {})} : {}];
}

describe('accounts and sessions', () => {
  test('a person signs up, is known by the cookie, and is nobody after logging out', async () => {
    const api = await person(use.stack);
    assert.equal((await api.get('/api/session')).user.email, api.email);
    assert.equal((await api.raw('POST', '/api/auth/logout')).status, 204);
    api.cookies.clear();
    refused(await api.raw('GET', '/api/session'), 401, 'unauthenticated');
  });

  test('a logged-out session is refused even with its old cookies', async () => {
    const api = await person(use.stack);
    const old = new Map(api.cookies);
    await api.raw('POST', '/api/auth/logout');
    api.cookies = old;
    refused(await api.raw('GET', '/api/session'), 401);
  });

  test('session cookies are HttpOnly and SameSite', async () => {
    const api = anonymous();
    const answer = await api.raw('POST', '/api/auth/register', {json: {email: `${anyId()}@example.com`, password: 'long enough!'}});
    assert.equal(answer.status, 201);
    const cookies = answer.headers.getSetCookie();
    assert.ok(cookies.length >= 1, 'no cookie was set');
    for (const cookie of cookies) {
      assert.match(cookie, /;\s*HttpOnly/i);
      assert.match(cookie, /;\s*SameSite=(Lax|Strict)/i);
    }
  });

  test('one address can sign up only once', async () => {
    const api = await person(use.stack);
    refused(await anonymous().raw('POST', '/api/auth/register', {json: {email: api.email.toUpperCase(), password: 'long enough!'}}), 409);
  });

  test('a wrong password and an unknown address get the same answer', async () => {
    const api = await person(use.stack);
    const wrong = await anonymous().raw('POST', '/api/auth/login', {json: {email: api.email, password: 'not this one'}});
    const unknown = await anonymous().raw('POST', '/api/auth/login', {json: {email: `${anyId()}@example.com`, password: 'not this one'}});
    refused(wrong, 401);
    refused(unknown, 401);
    assert.equal(wrong.body.detail, unknown.body.detail);
  });

  test('a used refresh token revokes the whole session, but a retry after a lost response works', async () => {
    const api = await person(use.stack);
    const first = new Map(api.cookies);
    await api.refresh(); // whose response is lost
    api.cookies = new Map(first);
    await api.refresh(); // the retry
    await api.refresh(); // and on it goes
    const latest = new Map(api.cookies);
    // Now the first one is a stolen one.
    api.cookies = new Map(first);
    refused(await api.raw('POST', '/api/auth/refresh', {json: {}}), 401);
    api.cookies = latest;
    refused(await api.raw('POST', '/api/auth/refresh', {json: {}}), 401);
    refused(await api.raw('GET', '/api/session'), 401);
  });

  test('a cross-site form cannot act with the cookie', async () => {
    const api = await person(use.stack);
    const cookie = [...api.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const send = (headers) => fetch(new URL('/api/jobs/swipe-left', api.base), {method: 'POST', headers: {cookie, 'content-type': 'application/json', ...headers}, body: JSON.stringify({jobId: anyId()})});
    assert.equal((await send({})).status, 403, 'without Origin and X-JobSwipe-Client');
    assert.equal((await send({origin: 'https://evil.example.com'})).status, 403, 'with a foreign Origin');
    assert.equal((await send({origin: new URL(api.base).origin})).status, 404, "with the page's own Origin: only the job is unknown");
  });

  test('tokens with no algorithm, a foreign key or a changed payload are refused', async () => {
    const api = new CheckedApi(use.stack.server.url);
    const {accessToken} = await api.post('/api/auth/register', {email: `${anyId()}@example.com`, password: 'long enough!'});
    const [header, payload, signature] = accessToken.split('.');
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const ask = (token) => new CheckedApi(use.stack.server.url, token).raw('GET', '/api/session');
    assert.equal((await ask(accessToken)).status, 200);
    for (const forged of [
      `${encode({alg: 'none', typ: 'JWT'})}.${payload}.`,
      `${encode({alg: 'HS256', typ: 'JWT'})}.${payload}.${signature}`,
      `${header}.${payload}.${'A'.repeat(signature?.length ?? 86)}`,
      `${header}.${encode({sub: anyId(), aud: 'web', exp: 4102444800})}.${signature}`,
      'x', 'x.y.z',
    ]) refused(await ask(forged), 401);
  });

  test('an erased account is gone', async () => {
    const api = await person(use.stack);
    await api.get('/api/export');
    refused(await api.raw('DELETE', '/api/account', {json: {password: 'not this one'}}), 403);
    assert.equal((await api.raw('DELETE', '/api/account', {json: {password: api.password}})).status, 204);
    refused(await anonymous().raw('POST', '/api/auth/login', {json: {email: api.email, password: api.password}}), 401);
  });
});

describe('devices', () => {
  test('a desktop waits for approval, is paired once, and its code works no second time', async () => {
    const api = await person(use.stack);
    const device = anonymous();
    const code = await device.post('/api/device/code', {name: 'desk'});
    assert.match(code.userCode, /^[A-Z]{4}-[A-Z]{4}$/);
    refused(await device.raw('POST', '/api/device/token', {json: {deviceCode: code.deviceCode}}), 400, 'authorization_pending');
    refused(await device.raw('POST', '/api/device/token', {json: {deviceCode: code.deviceCode}}), 400, 'slow_down');
    const other = await device.post('/api/device/code', {name: 'desk'});
    assert.equal((await api.post('/api/device/approve', {userCode: other.userCode})).approved, true);
    await device.post('/api/device/token', {deviceCode: other.deviceCode});
    assert.notEqual((await device.raw('POST', '/api/device/token', {json: {deviceCode: other.deviceCode}})).status, 200);
    assert.deepEqual((await api.get('/api/devices')).devices.map(({name}) => name), ['desk']);
  });

  test('a refused desktop is told so', async () => {
    const api = await person(use.stack);
    const device = anonymous();
    const code = await device.post('/api/device/code', {name: 'desk'});
    await api.post('/api/device/approve', {userCode: code.userCode, approve: false});
    refused(await device.raw('POST', '/api/device/token', {json: {deviceCode: code.deviceCode}}), 400, 'access_denied');
  });

  test('a revoked desktop is refused', async () => {
    const api = await person(use.stack);
    const device = await desktop(api);
    await device.post('/api/desktop/sync', {});
    await api.delete(`/api/devices/${device.deviceId}`);
    refused(await device.raw('POST', '/api/desktop/sync', {json: {}}), 401);
  });
});

describe('every operation of the contract', () => {
  const guarded = operations.filter(({security}) => security.length > 0);

  test('refuses whoever has no credentials', async () => {
    for (const operation of guarded) {
      if (operation.id === 'openWebSocket') continue; // stream.test.mjs
      refused(await anonymous().raw(...requestFor(operation)), 401, 'unauthenticated');
    }
  });

  test('for people only refuses a device, and the other way round', async () => {
    const api = await person(use.stack);
    const device = await desktop(api);
    for (const operation of guarded) {
      if (operation.id === 'openWebSocket') continue;
      const wrong = !operation.security.includes('device') ? device : !operation.security.includes('web') ? api : null;
      if (wrong) refused(await wrong.raw(...requestFor(operation)), 403, 'forbidden');
    }
  });

  test('answers 404 for what is another person\'s, as for what does not exist', async () => {
    const owner = await person(use.stack, 'owner');
    const ownersDesk = await desktop(owner);
    const {id: waiting} = await swipe(owner);
    const claim = await claimOne(ownersDesk);
    assert.equal(claim.applicationId, waiting);
    await addEvidence(ownersDesk, waiting, claim.epoch, 'page');
    const [resume] = (await owner.get('/api/resumes')).resumes;
    const stranger = await person(use.stack, 'stranger');
    const strangersDesk = await desktop(stranger);
    const owned = (path) => (path.startsWith('/api/resumes') ? resume.id : path.startsWith('/api/devices') ? ownersDesk.deviceId : waiting);
    for (const operation of operations) {
      if (!/\{id\}/.test(operation.path) || operation.path.startsWith('/api/jobs') || operation.path.startsWith('/api/push')) continue;
      for (const [caller, kind] of [[stranger, 'web'], [strangersDesk, 'device']]) {
        if (!operation.security.includes(kind)) continue;
        for (const id of [owned(operation.path), anyId()]) {
          const answer = await caller.raw(...requestFor(operation, {id}));
          assert.equal(answer.status, 404, `${operation.id} for ${id === owned(operation.path) ? "another's" : 'an unknown'} id answered ${answer.status}: ${JSON.stringify(answer.body)}`);
        }
      }
    }
    const {results} = await stranger.post('/api/applications/bulk', {ids: [waiting], action: 'cancel'});
    assert.equal(results[0].ok, false);
    assert.equal(results[0].problem.status, 404);
    const [job] = await stranger.deck();
    const withResume = (resumeId) => stranger.raw('POST', '/api/jobs/swipe-right', {json: {jobId: job.id, resumeId}});
    const [foreign, unknown] = [await withResume(resume.id), await withResume(anyId())];
    assert.ok(foreign.status >= 400, "another's résumé cannot be sent");
    assert.deepEqual([foreign.status, foreign.body.detail], [unknown.status, unknown.body.detail], 'and looks like one that does not exist');
    assert.equal((await owner.get(`/api/applications/${waiting}`)).application.status, 'CLAIMED', 'and nothing has changed for the owner');
  });
});

test('the server takes no request that its contract does not describe', async () => {
  const api = new Api(use.stack.server.url);
  assert.equal((await api.raw('GET', '/api/nothing')).status, 404);
  assert.equal((await api.raw('DELETE', '/api/profile')).status, 405);
});
