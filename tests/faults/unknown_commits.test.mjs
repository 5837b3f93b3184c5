// The reply is lost after the commit: every POST of the contract is repeated with its Idempotency-Key, gets the answer that was
// lost, and has been carried out once. Three ways to lose it: on the way to the client, on the way from PostgreSQL, with the server.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, test} from 'node:test';
import {Api} from '../../tools/stack/api.mjs';
import {demoResume} from '../../tools/demo/account.mjs';
import {operations} from '../system/contract.mjs';
import {png} from '../system/people.mjs';
import {insist} from './insist.mjs';
import {within} from './scenario.mjs';
import {Crew, eventually, useWorld} from './world.mjs';

let crew;
let me; // a person with a desktop
let at = 0;
const nextJob = () => me.jobs[at++].id;
const count = (sql) => Number(use.world.database.query(sql));
const events = (id, type) => count(`SELECT count(*) FROM application_events WHERE application_id = '${id}' AND type = '${type}'`);

const use = useWorld({
  postings: 100,
  async ready(world) {
    crew = await Crew.of(world, {swipes: 100});
    [me] = crew.people;
  },
});

/** A swiped application in a state. */
async function application(state = 'QUEUED') {
  const {body} = await insist(me.api, 'POST', '/api/jobs/swipe-right', {json: {jobId: nextJob()}, key: randomUUID()});
  const {id} = body;
  if (state === 'QUEUED') return {id};
  const [desk] = me.desks;
  // Others wait in the queue as well: claim until it is this one's turn.
  let epoch;
  while (!epoch) for (const claim of await desk.claim()) if (claim.applicationId === id) epoch = claim.epoch;
  const write = async (method, rest, json) => {
    const answer = await desk.write(method, id, rest, {epoch, ...json});
    assert.ok(answer.status < 300, `${method} ${rest} answered ${JSON.stringify(answer.body)}`);
  };
  await write('PUT', '/status', {status: 'PROCESSING'});
  if (state === 'FAILED') await write('PUT', '/status', {status: 'FAILED', failure: {kind: 'posting_closed', detail: 'closed'}});
  if (state === 'asks') {
    await write('PUT', '/status', {status: 'NEEDS_REVIEW', failure: {kind: 'question_unanswered', detail: 'asks'}, questions: [{id: 'q', label: 'May we?', kind: 'text'}]});
  }
  if (state === 'unknown') {
    await write('POST', '/submit-intent', {});
    await write('PUT', '/status', {status: 'NEEDS_REVIEW', failure: {kind: 'outcome_unknown', detail: 'unknown'}});
  }
  return {id, epoch};
}

const desk = () => me.desks[0].api;
const about = (id, rest) => `/api/applications/${id}${rest}`;

// Each gives a request `{api, path, json | body, headers}`, `other`: another body under the same key, and `once()`: that it
// was carried out once.
const stored = {
  async approveDevice() {
    const anonymous = new Api(use.world.server.url);
    const {userCode} = await anonymous.post('/api/device/code', {name: 'another', platform: 'linux'});
    return {api: me.api, path: '/api/device/approve', json: {userCode}, other: {userCode, approve: false}};
  },
  async uploadResume() {
    const own = () => count(`SELECT count(*) FROM resumes WHERE user_id = '${me.userId}' AND deleted_at IS NULL`);
    const had = own();
    return {
      api: me.api, path: `/api/resumes?name=${randomUUID().slice(0, 8)}.pdf`, body: demoResume(), headers: {'content-type': 'application/pdf'},
      once: () => assert.equal(own(), had + 1),
    };
  },
  async setDefaultResume() {
    const {body} = await me.api.raw('GET', '/api/resumes');
    return {api: me.api, path: `/api/resumes/${body.resumes[0].id}/default`};
  },
  async swipeRight() {
    const jobId = nextJob();
    return {
      api: me.api, path: '/api/jobs/swipe-right', json: {jobId}, other: {jobId, priority: 9},
      once: () => assert.equal(count(`SELECT count(*) FROM application_queue WHERE user_id = '${me.userId}' AND job_id = '${jobId}'`), 1),
    };
  },
  async swipeLeft() {
    const jobId = nextJob();
    return {api: me.api, path: '/api/jobs/swipe-left', json: {jobId}, other: {jobId, reason: 'too far'}};
  },
  async undoSwipe() {
    const [first, second] = [await application(), await application()];
    return {
      api: me.api, path: '/api/jobs/undo', other: {jobId: me.jobs[0].id},
      once() {
        assert.equal(events(second.id, 'application.cancelled'), 1, 'the last swipe was taken back');
        assert.equal(events(first.id, 'application.cancelled'), 0, 'and no other');
      },
    };
  },
  async bulkApplications() {
    const ids = [(await application()).id, (await application()).id, (await application()).id];
    return {
      api: me.api, path: '/api/applications/bulk', json: {action: 'cancel', ids}, other: {action: 'retry', ids},
      once: () => ids.forEach((id) => assert.equal(events(id, 'application.cancelled'), 1)),
    };
  },
  async appendApplicationLogs() {
    const {id, epoch} = await application('asks');
    return {
      api: desk(), path: about(id, '/logs'), json: {epoch, logs: [{level: 'info', step: 'filling', message: 'one line'}]},
      other: {epoch, logs: [{level: 'info', step: 'filling', message: 'another line'}]},
      once: () => assert.equal(count(`SELECT count(*) FROM automation_logs WHERE application_id = '${id}'`), 1),
    };
  },
  async addEvidence() {
    const {id, epoch} = await application('asks');
    return {
      api: desk(), path: about(id, `/evidence?epoch=${epoch}&kind=page`), body: png(3, 3), headers: {'content-type': 'image/png'},
      once: () => assert.equal(count(`SELECT count(*) FROM evidence WHERE application_id = '${id}'`), 1),
    };
  },
  async cancelApplication() {
    const {id} = await application();
    return {api: me.api, path: about(id, '/cancel'), once: () => assert.equal(events(id, 'application.cancelled'), 1)};
  },
  async retryApplication() {
    const {id} = await application('FAILED');
    return {api: me.api, path: about(id, '/retry'), once: () => assert.equal(count(`SELECT count(*) FROM application_events WHERE application_id = '${id}' AND data ->> 'reason' = 'retry'`), 1)};
  },
  async setApplicationPriority() {
    const {id} = await application();
    return {api: me.api, path: about(id, '/priority'), json: {priority: 9}, other: {priority: 3}};
  },
  async answerApplication() {
    const {id} = await application('asks');
    const json = {answers: [{question: 'May we?', answer: 'Yes'}]};
    return {api: me.api, path: about(id, '/answers'), json, other: {answers: [{question: 'May we?', answer: 'No'}]}, once: () => assert.equal(events(id, 'application.answered'), 1)};
  },
  async resolveApplication() {
    const {id} = await application('unknown');
    return {api: me.api, path: about(id, '/resolve'), json: {outcome: 'sent'}, other: {outcome: 'not_sent'}, once: () => assert.equal(events(id, 'application.resolved'), 1)};
  },
  async addPushSubscription() {
    const json = {endpoint: `http://127.0.0.1:9/${randomUUID()}`, keys: {p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM', auth: 'tBHItJI5svbpez7KI4CCXg'}};
    return {
      api: me.api, path: '/api/push/subscriptions', json, other: {...json, endpoint: 'http://127.0.0.1:9/another'},
      once: () => assert.equal(count(`SELECT count(*) FROM push_subscriptions WHERE user_id = '${me.userId}'`), 1),
    };
  },
};

const send = ({api, path, json, body, headers}, key, changed = {}) =>
  api.raw('POST', path, {json: changed.json ?? json, body: changed.json ? undefined : body, headers: {...headers, 'idempotency-key': key}, timeout: 15_000});

const pathOf = ({path}) => new RegExp(`POST ${path.split('?')[0].replaceAll('/', '\\/')}`);
const proxyOf = ({api}) => (api === desk() ? use.world.proxies.desk : use.world.proxies.front);

/** Repeats it with its key: what came of it is answered, the same each time, and no other request may use the key. */
async function settles(request, key) {
  const answer = await insist(request.api, 'POST', request.path, {json: request.json, body: request.body, headers: request.headers, key});
  assert.ok(answer.status < 300, `the repeat was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  const again = await send(request, key);
  assert.deepEqual([again.status, again.body], [answer.status, answer.body], 'the same answer, each time');
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  if (request.other) {
    const abused = await send(request, key, {json: request.other});
    assert.equal(abused.status, 422, `another body under its key was answered ${JSON.stringify(abused.body)}`);
    assert.equal(abused.body.code, 'unprocessable');
  }
  request.once?.();
  return answer;
}

describe('a reply lost on its way to the client', () => {
  for (const [operation, prepare] of Object.entries(stored))
    test(operation, async () => {
      const request = await prepare();
      const key = randomUUID();
      const lost = proxyOf(request).swallowReply(pathOf(request));
      await assert.rejects(send(request, key), 'no answer came');
      await within(lost, 10, 'the loss of the reply');
      const answer = await settles(request, key);
      assert.equal(answer.headers.get('idempotency-replayed'), 'true', 'it is the answer that was lost');
    });
});

describe('a reply of PostgreSQL lost after its COMMIT', () => {
  const statement = {
    approveDevice: 'device_code_decide', uploadResume: 'resume_add', setDefaultResume: 'resume_set_default', swipeRight: 'swipe_right', swipeLeft: 'swipe_left',
    undoSwipe: 'swipe_undo', bulkApplications: 'application_cancel', appendApplicationLogs: 'report_logs', addEvidence: 'report_evidence',
    cancelApplication: 'application_cancel', retryApplication: 'application_retry', setApplicationPriority: 'application_priority',
    answerApplication: 'application_answer', resolveApplication: 'application_resolve', addPushSubscription: 'push_add',
  };
  for (const [operation, prepare] of Object.entries(stored))
    test(operation, async () => {
      if (operation === 'addPushSubscription') use.world.database.query('DELETE FROM push_subscriptions');
      const request = await prepare();
      const key = randomUUID();
      const lost = use.world.proxies.database.swallowReply(new RegExp(statement[operation]));
      const unknown = await send(request, key);
      await within(lost, 10, 'the loss of the reply');
      // In bulk the others may go on over other connections; alone it says that it does not know.
      if (operation !== 'bulkApplications') assert.equal(unknown.status, 503, JSON.stringify(unknown.body));
      assert.ok(unknown.status === 503 ? Number(unknown.headers.get('retry-after')) > 0 : true);
      await settles(request, key);
    });
});

describe('the server gone after the commit', () => {
  const points = {
    uploadResume: 'resume.after_commit', swipeRight: 'swipe.after_commit', undoSwipe: 'undo.after_commit', bulkApplications: 'bulk.after_one:2', addEvidence: 'evidence.after_commit',
    cancelApplication: 'decision.after_commit', retryApplication: 'decision.after_commit', answerApplication: 'decision.after_commit', resolveApplication: 'decision.after_commit',
    appendApplicationLogs: 'idempotency.before_finish', approveDevice: 'idempotency.before_finish',
  };
  for (const [operation, point] of Object.entries(points))
    test(operation, async () => {
      const request = await stored[operation]();
      const key = randomUUID();
      const {died} = await use.world.armed(point);
      await assert.rejects(send(request, key), 'no answer came');
      await within(died, 20, `the server's death at ${point}`);
      const begun = Date.now();
      await settles(request, key);
      assert.ok(Date.now() - begun < 10_000, 'the repeat need not wait for a request that died');
    });
});

// These are safe to repeat by themselves, and are answered afresh.
const handled = {
  async register() {
    const json = {email: `twice-${randomUUID().slice(0, 8)}@example.com`, password: 'a long password'};
    const api = new Api(me.api.base);
    await loses(api, '/api/auth/register', json, use.world.proxies.front);
    const again = await api.raw('POST', '/api/auth/register', {json});
    assert.equal(again.status, 409, 'the account is there');
    assert.equal((await api.raw('POST', '/api/auth/login', {json})).status, 200, 'and is the person’s');
  },
  async login() {
    const json = {email: me.email, password: me.api.password};
    await loses(new Api(me.api.base), '/api/auth/login', json, use.world.proxies.front);
    assert.equal((await new Api(me.api.base).raw('POST', '/api/auth/login', {json})).status, 200);
  },
  async refresh() {
    const api = new Api(me.api.base);
    await api.login(me.email, me.api.password);
    await loses(api, '/api/auth/refresh', {}, use.world.proxies.front);
    assert.equal((await api.raw('POST', '/api/auth/refresh', {json: {}})).status, 200, 'the old token still serves, since its successor was never used');
    assert.equal((await api.raw('GET', '/api/session')).status, 200);
  },
  async logout() {
    const api = new Api(me.api.base);
    await api.login(me.email, me.api.password);
    await loses(api, '/api/auth/logout', undefined, use.world.proxies.front);
    assert.equal((await api.raw('POST', '/api/auth/logout')).status, 401, 'it has ended');
  },
  async createDeviceCode() {
    const json = {name: 'lost', platform: 'linux'};
    await loses(new Api(me.api.base), '/api/device/code', json, use.world.proxies.front);
    assert.equal((await new Api(me.api.base).raw('POST', '/api/device/code', {json})).status, 200);
  },
  async createDeviceToken() {
    const anonymous = new Api(me.api.base);
    const {userCode, deviceCode} = await anonymous.post('/api/device/code', {name: 'lost', platform: 'linux'});
    await me.api.post('/api/device/approve', {userCode});
    await loses(anonymous, '/api/device/token', {deviceCode}, use.world.proxies.front);
    // A code serves once (RFC 8628), so that nobody who saw the exchange can take part in it: pairing is begun anew.
    const again = await anonymous.raw('POST', '/api/device/token', {json: {deviceCode}});
    assert.deepEqual([again.status, again.body.code], [400, 'expired_token']);
    assert.ok((await use.world.desktop(me, 'paired anew')).api.token);
  },
  async heartbeat() {
    const {id, epoch} = await claimed();
    await loses(desk(), about(id, '/heartbeat'), {epoch}, use.world.proxies.desk);
    assert.equal((await desk().raw('POST', about(id, '/heartbeat'), {json: {epoch}})).status, 200);
  },
  async submitIntent() {
    const {id, epoch} = await claimed();
    const key = randomUUID();
    await loses(desk(), about(id, '/submit-intent'), {epoch}, use.world.proxies.desk, key);
    const intent = (withKey) => desk().raw('POST', about(id, '/submit-intent'), {json: {epoch}, headers: {'idempotency-key': withKey}});
    const again = await intent(key);
    assert.equal(again.status, 200, 'the same key gets the grant that it was given');
    assert.deepEqual((await intent(key)).body, again.body);
    const other = await intent(randomUUID());
    assert.deepEqual([other.status, other.body.code], [409, 'already_granted'], 'another key is told that it was granted');
    assert.equal(events(id, 'application.submit_granted'), 1);
  },
  async syncDesktop() {
    await loses(desk(), '/api/desktop/sync', {cursor: null}, use.world.proxies.desk);
    assert.equal((await desk().raw('POST', '/api/desktop/sync', {json: {cursor: null}})).status, 200);
  },
  async claimWork() {
    const {id} = await application();
    // The relay locks a fresh one for a moment, and a claim passes over what is locked.
    await eventually(() => events(id, 'application.queued') === 1, 'the swipe was relayed');
    const key = randomUUID();
    const claim = () => desk().raw('POST', '/api/desktop/claim', {json: {max: 10, wait: 0}, headers: {'idempotency-key': key}});
    await loses(desk(), '/api/desktop/claim', {max: 10, wait: 0}, use.world.proxies.desk, key);
    const again = await claim();
    const mine = again.body.claims.find(({applicationId}) => applicationId === id);
    assert.ok(mine, 'the same key is given what it was given');
    assert.equal((await claim()).body.claims.find(({applicationId}) => applicationId === id).epoch, mine.epoch);
    assert.equal(events(id, 'application.claimed'), 1);
  },
};

async function loses(api, path, json, proxy, key = randomUUID()) {
  const lost = proxy.swallowReply(new RegExp(`POST ${path}`));
  await assert.rejects(api.raw('POST', path, {json, headers: {'idempotency-key': key}, timeout: 15_000}), 'no answer came');
  await within(lost, 10, 'the loss of the reply');
}

async function claimed() {
  const {id} = await application();
  for (;;) {
    for (const {applicationId, epoch} of await me.desks[0].claim()) {
      if (applicationId !== id) continue;
      assert.equal((await me.desks[0].write('PUT', id, '/status', {epoch, status: 'PROCESSING'})).status, 200);
      return {id, epoch};
    }
  }
}

describe('a lost reply of what is safe to repeat by itself', () => {
  for (const [operation, check] of Object.entries(handled)) test(operation, check);
});

test('no POST of the contract is left out', () => {
  const posts = operations.filter(({method}) => method === 'POST').map(({id}) => id);
  assert.deepEqual(posts.sort(), [...Object.keys(stored), ...Object.keys(handled)].sort());
});

test('and after all that, I1 to I8 hold for who was under it', async () => {
  me.reader.acknowledged = new Set(crew.statuses().keys());
  me.reader.seen = undefined;
  const broken = crew.violations({settled: false}).filter((text) => !/COMPLETED, but the employer received nothing/.test(text)); // nobody clicked here
  assert.deepEqual(broken, []);
});
