// Settings through the public API: kept, checked, told to the other devices and to the desktop.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {applicationOf, desktop, person, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack();
const places = (answer) => answer.body.errors.map(({pointer}) => pointer);

test('settings are changed piece by piece, and a change that was lost meanwhile is refused', async () => {
  const api = await person(use.stack);
  const before = await api.raw('GET', '/api/settings');
  assert.equal(before.body.version, 0);
  const etag = before.headers.get('etag');
  const changed = await api.raw('PATCH', '/api/settings', {json: {timeZone: 'Europe/Berlin', confirmSwipe: 'always'}, headers: {'if-match': etag}});
  assert.equal(changed.status, 200);
  assert.deepEqual((await api.get('/api/settings')).timeZone, 'Europe/Berlin');
  refused(await api.raw('PATCH', '/api/settings', {json: {confirmSwipe: 'never'}, headers: {'if-match': etag}}), 412, 'precondition_failed');
  assert.equal((await api.raw('PATCH', '/api/settings', {json: {confirmSwipe: 'never'}, headers: {'if-match': changed.headers.get('etag')}})).status, 200);
});

test('what can not be is refused at its place', async () => {
  const api = await person(use.stack);
  for (const [json, ...expected] of [
    [{timeZone: 'Mars/Olympus'}, '/timeZone'],
    [{defaultPriority: 11, dailyLimit: 0}, '/defaultPriority', '/dailyLimit'],
    [{desktopQuietHours: {from: '25:00', until: '07:00'}}, '/desktopQuietHours'],
    [{desktopQuietHours: {from: '07:00', until: '07:00'}}, '/desktopQuietHours/until'],
    [{reviewBeforeSubmit: 'sometimes'}, '/reviewBeforeSubmit'],
    [{theme: 'dark'}, '/theme'],
  ]) {
    const found = places(refused(await api.raw('PATCH', '/api/settings', {json}), 400, 'invalid_input'));
    assert.equal(found.length, expected.length, `${JSON.stringify(json)}: ${found}`);
    expected.forEach((pointer) => assert.ok(found.some((place) => place.startsWith(pointer)), `${pointer} is not among ${found}`));
  }
});

test('a desktop learns its manners from its sync, and hears that they changed', async () => {
  const api = await person(use.stack);
  const desk = await desktop(api);
  const {cursor, settings} = await desk.post('/api/desktop/sync', {cursor: null});
  assert.deepEqual(settings.manners, {quietHours: null, timeZone: 'UTC', quietUntil: null, dailyLimit: null, portalPauseSeconds: 0, reviewBeforeSubmit: 'unsure'});
  await api.raw('PATCH', '/api/settings', {json: {dailyLimit: 25, reviewBeforeSubmit: 'always', portalPauseSeconds: 60}});
  const later = await desk.post('/api/desktop/sync', {cursor});
  assert.deepEqual(later.events.map(({type}) => type), ['settings.updated']);
  assert.deepEqual([later.settings.manners.dailyLimit, later.settings.manners.reviewBeforeSubmit, later.settings.manners.portalPauseSeconds], [25, 'always', 60]);
  refused(await desk.raw('GET', '/api/settings'), 403);
  assert.equal((await desk.post('/api/desktop/claim', {max: 1, wait: 0})).manners, undefined);
  await swipe(api);
  const claimed = await desk.post('/api/desktop/claim', {max: 1, wait: 10});
  assert.deepEqual([claimed.claims.length, claimed.manners], [1, later.settings.manners]);
});

test('a swipe without a priority has the default one', async () => {
  const api = await person(use.stack);
  await api.raw('PATCH', '/api/settings', {json: {defaultPriority: 9}});
  const {id} = await swipe(api);
  assert.equal((await applicationOf(api, id)).priority, 9);
});

test('settings are part of the export', async () => {
  const api = await person(use.stack);
  await api.raw('PATCH', '/api/settings', {json: {dailyLimit: 3}});
  assert.equal((await api.get('/api/export')).settings.dailyLimit, 3);
});
