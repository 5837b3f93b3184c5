// Web Push, the full way: a real push service on loopback decodes what the server sends.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';
import {begin, claimOne, complete, desktop, person, refused, swipe} from './people.mjs';
import {assertVapid, Browser, ownCertificate, PushService} from './push_service.mjs';
import {useStack} from './stack.mjs';

const certificate = ownCertificate();
const use = useStack({serverEnv: {
  SSL_CERT_FILE: certificate.file,
  JOBSWIPE_PUSH_RETRY_SECONDS: '1',
  JOBSWIPE_PUSH_CONTACT: 'mailto:push@example.com',
  JOBSWIPE_RECONCILE_SECONDS: '1',
}});
let service;
before(async () => (service = await PushService.start(certificate)));
after(async () => {
  await service.stop();
  certificate.remove();
});

async function subscribed() {
  const api = await person(use.stack);
  const browser = await new Browser(service).subscribe(api);
  return {api, browser, device: await desktop(api)};
}
async function applied({api, device}, index = 0) {
  const {id, job} = await swipe(api, {index});
  await complete(device, await claimOne(device, 20));
  return {id, job};
}
/** Fails the claimed application for good. */
function fail(device, {applicationId, epoch}, kind, rest = {}) {
  return device.put(`/api/applications/${applicationId}/status`, {epoch, status: 'FAILED', failure: {kind, detail: 'a secret word', ...rest}});
}
const outbox = ({browser}) => use.stack.postgres.query(`SELECT count(*) FROM push_outbox WHERE subscription_id = '${browser.id}'`);
/** Asks until `good` holds of a look at the database; nothing tells of a row that goes. */
async function until(what, good, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; !good(); ) {
    assert.ok(Date.now() < end, `after ${seconds} s it was not so that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('an application that was sent is told to every browser of the person, encrypted, in the name of the published key', async () => {
  const crew = await subscribed();
  const second = await new Browser(service).subscribe(crew.api);
  const {publicKey} = await crew.api.get('/api/push/key');
  const {id, job} = await applied(crew);
  for (const browser of [crew.browser, second]) {
    const request = await service.nth(browser, 1);
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['content-encoding'], 'aes128gcm');
    assert.equal(request.headers.topic, 'applied');
    assert.equal(request.headers.urgency, 'normal');
    const ttl = Number(request.headers.ttl);
    assert.ok(ttl > 23 * 3600 && ttl <= 24 * 3600, `TTL ${ttl}`);
    assert.equal(assertVapid(request, publicKey, service.url), 'mailto:push@example.com');
    const {at, ...message} = browser.read(request);
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 600_000);
    assert.deepEqual(message, {kind: 'applied', count: 1, applicationId: id, title: job.title, company: job.company});
    assert.ok(!request.body.includes(job.title), 'the title stands readable in the body');
  }
  await until('nothing is left to send', () => outbox(crew) === '0');
  assert.equal(service.of(crew.browser).length, 1, 'sent once');
});

test('what happens together is one message, and what needs the person is urgent and names no question', async () => {
  const crew = await subscribed();
  const claims = [];
  for (let index = 0; index < 3; index++) await swipe(crew.api);
  while (claims.length < 3) claims.push(...(await crew.device.post('/api/desktop/claim', {max: 3 - claims.length, wait: 10})).claims);
  for (const claim of claims) {
    await begin(crew.device, claim);
    await crew.device.put(`/api/applications/${claim.applicationId}/status`, {epoch: claim.epoch, status: 'NEEDS_REVIEW', failure: {kind: 'captcha', detail: 'a secret word'}});
  }
  // The last word is what counts, however many messages it took under load.
  let message, number = 0;
  do message = crew.browser.read(await service.nth(crew.browser, ++number));
  while (message.count < 3);
  assert.equal(message.kind, 'review');
  assert.ok(number < 3, `${number} messages for three that came together`);
  const {headers} = await service.nth(crew.browser, number);
  assert.equal(headers.urgency, 'high');
  assert.equal(headers.topic, 'review');
  assert.ok(!JSON.stringify(message).includes('secret'), JSON.stringify(message));
});

test('a failure for good is told; a review that was settled before the message went out is not', async () => {
  const crew = await subscribed();
  service.reply(crew.browser, {status: 503, headers: {'retry-after': '2'}});
  const {id} = await swipe(crew.api);
  const claim = await claimOne(crew.device, 20);
  await begin(crew.device, claim);
  await crew.device.put(`/api/applications/${id}/status`, {epoch: claim.epoch, status: 'NEEDS_REVIEW', failure: {kind: 'captcha', detail: ''}});
  await service.nth(crew.browser, 1); // refused for now
  await crew.api.post(`/api/applications/${id}/cancel`, {});
  await swipe(crew.api);
  const next = await claimOne(crew.device, 20);
  await begin(crew.device, next);
  await fail(crew.device, next, 'posting_closed');
  const message = crew.browser.read(await service.nth(crew.browser, 2));
  assert.equal(message.kind, 'failed');
  await until('nothing is left to send', () => outbox(crew) === '0');
  assert.equal(service.of(crew.browser).length, 2);
});

test('a push service that is busy gets the message again, not before it asked for', async () => {
  const crew = await subscribed();
  service.reply(crew.browser, {status: 429, headers: {'retry-after': '3'}}, {status: 500});
  await applied(crew);
  const [first, second] = [await service.nth(crew.browser, 1), await service.nth(crew.browser, 2)];
  assert.ok(second.at - first.at >= 2900, `again after ${second.at - first.at} ms`);
  const third = await service.nth(crew.browser, 3);
  assert.equal(crew.browser.read(third).kind, 'applied');
  assert.notDeepEqual(first.body, third.body, 'each message has fresh randomness');
  await until('nothing is left to send', () => outbox(crew) === '0');
});

test('a subscription that has ended is forgotten', async () => {
  for (const status of [404, 410]) {
    const crew = await subscribed();
    service.reply(crew.browser, {status});
    await applied(crew);
    await service.nth(crew.browser, 1);
    await until('the subscription is gone', () => use.stack.postgres.query(`SELECT count(*) FROM push_subscriptions WHERE id = '${crew.browser.id}'`) === '0');
    assert.equal(outbox(crew), '0');
    refused(await crew.api.raw('DELETE', `/api/push/subscriptions/${crew.browser.id}`), 404, 'not_found');
  }
});

test('a push service that never answers holds up nobody else', async () => {
  const hung = await subscribed();
  service.reply(hung.browser, {hang: true}, {hang: true});
  await applied(hung);
  const first = await service.nth(hung.browser, 1);
  const other = await subscribed();
  await applied(other);
  await service.nth(other.browser, 1);
  assert.equal(service.of(hung.browser).length, 1, 'the other was served while the first hung');
  const third = await service.nth(hung.browser, 3, 120);
  assert.ok(third.at > first.at);
});

/** A server that dies at a crash point on the way of one message, and starts again; what the browser was sent then. */
async function deathAt(point, messages) {
  const crew = await subscribed();
  const {server} = use.stack;
  await server.stop();
  server.env.JOBSWIPE_CRASH_AT = point;
  await server.launch();
  const death = server.child.ended;
  await applied(crew).catch((error) => {
    // The server may have died before the desktop's last answer.
    if (error.problem) throw error;
  });
  await death;
  delete server.env.JOBSWIPE_CRASH_AT;
  // Its lease would run for a minute.
  use.stack.postgres.query('UPDATE push_outbox SET due_at = now()');
  await server.launch();
  await service.nth(crew.browser, messages);
  await until('nothing is left to send', () => outbox(crew) === '0');
  const sent = service.of(crew.browser);
  assert.equal(sent.length, messages);
  assert.ok(sent.every((request) => crew.browser.read(request).kind === 'applied'));
  return {sent, browser: crew.browser};
}

test('a server killed before it sends does so after its lease', () => deathAt('push.after_take', 1));

test('a server killed between sending and noting it sends again after its lease; one message replaces the other', async () => {
  const {sent: [first, second], browser} = await deathAt('push.after_send', 2);
  assert.deepEqual(browser.read(second), browser.read(first));
  assert.equal(first.headers.topic, second.headers.topic);
});

test('a desktop that gives no sign while work waits is told of once', async () => {
  const crew = await subscribed();
  await swipe(crew.api);
  const back = (table, column) => use.stack.postgres.query(`UPDATE ${table} SET ${column} = now() - interval '13 hours' WHERE user_id = '${crew.api.user.id}'`);
  back('application_queue', 'created_at');
  back('application_queue', 'available_at');
  back('devices', 'last_seen_at');
  const message = crew.browser.read(await service.nth(crew.browser, 1));
  assert.equal(message.kind, 'desktop_silent');
  assert.equal(message.count, 1);
  assert.ok(Date.parse(message.lastSeenAt) < Date.now() - 12 * 3600_000);
  assert.equal(message.applicationId, undefined);
  // Another person's silence is found in a later look, which finds no second news of this one.
  const other = await subscribed();
  await swipe(other.api);
  use.stack.postgres.query(`UPDATE devices SET last_seen_at = now() - interval '13 hours' WHERE user_id = '${other.api.user.id}';
    UPDATE application_queue SET created_at = now() - interval '13 hours', available_at = now() - interval '13 hours' WHERE user_id = '${other.api.user.id}'`);
  await service.nth(other.browser, 1);
  assert.equal(service.of(crew.browser).length, 1);
});

test('a reminder that is due is pushed, and nothing of its text', async () => {
  const crew = await subscribed();
  const {id} = await applied(crew);
  await service.nth(crew.browser, 1);
  await crew.api.put(`/api/applications/${id}/reminders/${randomUUID()}`, {text: 'a secret word', dueAt: new Date(Date.now() - 1000).toISOString()});
  const message = crew.browser.read(await service.nth(crew.browser, 2));
  assert.deepEqual([message.kind, message.applicationId, message.count], ['reminder', id, 1]);
  assert.ok(!JSON.stringify(message).includes('secret'));
});

test('news of a kind that a person does not want are dropped, and others wait for the end of their quiet hours', async () => {
  const crew = await subscribed();
  await crew.api.raw('PATCH', '/api/settings', {json: {notifications: {applied: false}}});
  await applied(crew);
  await until('what is not wanted is dropped', () => outbox(crew) === '0');
  const minutes = (from) => new Date(Date.now() + from * 60_000).toISOString().slice(11, 16);
  await crew.api.raw('PATCH', '/api/settings', {json: {notifications: {applied: true}, timeZone: 'UTC', notificationQuietHours: {from: minutes(-60), until: minutes(60)}}});
  await applied(crew, 1);
  await until('it waits', () => use.stack.postgres.query(`SELECT due_at > now() + interval '55 minutes' FROM push_outbox WHERE subscription_id = '${crew.browser.id}'`) === 't');
  assert.equal(service.of(crew.browser).length, 0);
});

test('news that became old while nobody sent them are dropped', async () => {
  const crew = await subscribed();
  service.reply(crew.browser, {status: 503, headers: {'retry-after': '3600'}});
  await applied(crew);
  await service.nth(crew.browser, 1);
  await until('it waits', () => use.stack.postgres.query(`SELECT due_at > now() + interval '30 minutes' FROM push_outbox WHERE subscription_id = '${crew.browser.id}'`) === 't');
  use.stack.postgres.query(`UPDATE push_outbox SET news_at = now() - interval '25 hours', due_at = now() WHERE subscription_id = '${crew.browser.id}'`);
  await until('it is dropped', () => outbox(crew) === '0');
  assert.equal(service.of(crew.browser).length, 1);
});

test('addresses that are no push service and keys that are none are refused, and another person\'s subscription is not there', async () => {
  const {api, browser} = await subscribed();
  const good = browser.subscription;
  for (const endpoint of ['https://10.0.0.1/x', 'https://example.com/x', 'http://169.254.169.254/latest', 'https://fcm.googleapis.com:22/x']) {
    const answer = refused(await api.raw('POST', '/api/push/subscriptions', {json: {...good, endpoint}}), 400);
    assert.equal(answer.body.errors[0].pointer, '/endpoint', endpoint);
  }
  const keys = refused(await api.raw('POST', '/api/push/subscriptions', {json: {...good, keys: {p256dh: 'AAAA', auth: good.keys.auth}}}), 400);
  assert.equal(keys.body.errors[0].pointer, '/keys');
  const other = await person(use.stack);
  refused(await other.raw('DELETE', `/api/push/subscriptions/${browser.id}`), 404, 'not_found');
  assert.equal((await api.raw('DELETE', `/api/push/subscriptions/${browser.id}`)).status, 204);
});
