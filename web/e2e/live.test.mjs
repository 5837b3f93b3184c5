// Several tabs and devices of one person at once, a touch screen, and lines that break, against the real server.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';
import {useStack} from '../../tests/system/stack.mjs';
import {byTestId, kept, launchOptions, logIn, press, topCard, until} from './browser.mjs';
import {fullPerson, writeFeed} from './world.mjs';

let api;
const use = useStack({
  sites: false,
  ready: async (stack) => {
    await stack.server.import(writeFeed(stack.folder, 120));
    api = await fullPerson(stack, 'live');
  },
});
let browser;
const errors = [];
before(async () => {
  browser = await chromium.launch(launchOptions);
});
after(() => browser?.close());

async function open(path = '/', options = {}) {
  const context = await browser.newContext({baseURL: use.stack.server.url, viewport: {width: 1280, height: 860}, locale: 'en-GB', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // A request that the test itself blocks is told to the console too.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket|net::ERR/.test(message.text())) errors.push(`${page.url()}: ${message.text()}`);
  });
  await logIn(page, use.stack.server.url, api);
  await page.goto(path);
  return page;
}

const queued = async () => (await api.get('/api/applications/queue?status=PENDING,QUEUED&limit=100')).applications;

test('what one device swipes appears in the queue of another by itself', {timeout: 90_000}, async () => {
  const phone = await open('/', {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});
  const desk = await open('/queue');
  await byTestId(desk, 'connection', '[data-state="live"]').waitFor();
  await byTestId(phone, 'deck-card').waitFor();
  const before = await byTestId(desk, 'queue-item').count();
  await press(phone, 'swipe-right');
  await desk.waitForFunction((count) => document.querySelectorAll('[data-testid="queue-item"]').length > count, before);
  await Promise.all([phone.context().close(), desk.context().close()]);
});

test('two tabs that swipe at once send each swipe once', {timeout: 90_000}, async () => {
  const first = await open();
  const second = await first.context().newPage();
  await second.goto('/');
  await Promise.all([first, second].map((page) => byTestId(page, 'deck-card').waitFor()));
  const before = (await queued()).length;
  const ids = new Set();
  for (let n = 0; n < 3; n++) {
    // Both show the same deck: a job that both swipe is one application.
    ids.add(await press(first, 'swipe-right'));
    ids.add(await press(second, 'swipe-right'));
  }
  await until(
    first,
    'every swipe is an application',
    async (wanted) => {
      const {counts} = await (await fetch('/api/applications/queue?limit=1')).json();
      return (counts.PENDING ?? 0) + (counts.QUEUED ?? 0) === wanted;
    },
    before + ids.size,
  );
  await kept(first, 0);
  assert.equal((await queued()).length, before + ids.size);
  await first.context().close();
});

test('a finger throws a card to the right, and undo brings it back', {timeout: 90_000}, async () => {
  const page = await open('/', {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});
  await byTestId(page, 'deck-card').waitFor();
  const id = await topCard(page);
  const box = await byTestId(page, 'deck-card').boundingBox();
  const touch = await page.context().newCDPSession(page);
  const point = (x) => [{x: box.x + x, y: box.y + 200}];
  await touch.send('Input.dispatchTouchEvent', {type: 'touchStart', touchPoints: point(80)});
  for (let x = 80; x <= 300; x += 20) await touch.send('Input.dispatchTouchEvent', {type: 'touchMove', touchPoints: point(x)});
  await touch.send('Input.dispatchTouchEvent', {type: 'touchEnd', touchPoints: []});
  await page.waitForFunction((before) => document.querySelector('[data-testid="deck-card"]')?.getAttribute('data-job-id') !== before, id);
  await byTestId(page, 'undo').click();
  await page.waitForFunction((before) => document.querySelector('[data-testid="deck-card"]')?.getAttribute('data-job-id') === before, id);
  await page.context().close();
});

test('the sheet asks what the feed asks, and sends the answer and the priority with the swipe', {timeout: 90_000}, async () => {
  const page = await open('/?q=Backend');
  await byTestId(page, 'deck-card').waitFor();
  const id = await topCard(page);
  await byTestId(page, 'swipe-options').click();
  await page.getByRole('dialog').locator('textarea').fill('Because it is quiet.');
  await page.getByRole('dialog').getByText('First', {exact: true}).click();
  await byTestId(page, 'confirm-apply').click();
  await page.waitForFunction((before) => document.querySelector('[data-testid="deck-card"]')?.getAttribute('data-job-id') !== before, id);
  await kept(page, 0);
  const application = (await queued()).find(({jobId}) => jobId === id);
  assert.equal(application.priority, 10);
  const {customFields} = await api.get(`/api/applications/${application.id}`);
  assert.deepEqual(customFields, {'Why do you want to work here?': 'Because it is quiet.'});
  await page.context().close();
});

test('what is kept about an application on one device stands on the other, and settings are the same on both', {timeout: 90_000}, async () => {
  const {applications: [{id}]} = await api.get('/api/applications/queue?status=COMPLETED&limit=1');
  const phone = await open(`/applications/${id}`, {viewport: {width: 390, height: 844}});
  const desk = await open(`/applications/${id}`);
  await phone.getByRole('radio', {name: 'Interview'}).check();
  await phone.getByLabel('Only you see it').fill('She calls back in December.');
  await phone.getByRole('button', {name: 'Save the note'}).click();
  await phone.getByLabel('Remind me to').fill('Ask how it stands');
  await phone.getByRole('button', {name: 'Remind me'}).click();
  await desk.getByRole('radio', {name: 'Interview', checked: true}).waitFor();
  await desk.getByText('Ask how it stands').waitFor();
  await until(desk, 'the note', () => document.querySelector('textarea')?.value === 'She calls back in December.');
  await phone.goto('/settings/applying');
  await desk.goto('/settings/applying');
  await phone.getByRole('radio', {name: 'Always: I read every answer first'}).check();
  await desk.getByRole('radio', {name: 'Always: I read every answer first', checked: true}).waitFor();
  assert.equal((await api.get('/api/settings')).reviewBeforeSubmit, 'always');
  await Promise.all([phone, desk].map((page) => page.context().close()));
});

test('what two devices change in the profile stands, also what one of them changed without a network', {timeout: 90_000}, async () => {
  const phone = await open('/settings/profile', {viewport: {width: 390, height: 844}});
  const desk = await open('/settings/profile');
  await desk.getByLabel('Preferred name').waitFor();
  await phone.getByLabel('Preferred name').fill('Ada L.');
  await phone.context().setOffline(true);
  await phone.getByRole('button', {name: 'Save', exact: true}).click();
  await phone.getByText('Kept on this device').waitFor();
  await desk.getByLabel('Pronouns').fill('she/her');
  await desk.getByRole('button', {name: 'Save', exact: true}).click();
  await desk.getByText('Profile saved').waitFor();
  const before = (await api.get('/api/profile')).profile;
  await phone.context().setOffline(false);
  await kept(phone, 0);
  const {profile} = await api.get('/api/profile');
  assert.deepEqual(profile, {...before, preferredName: 'Ada L.'});
  assert.equal(profile.pronouns, 'she/her');
  await Promise.all([phone, desk].map((page) => page.context().close()));
});

test('the line steps down where WebSockets and event streams are blocked, and back up when they are not', {timeout: 120_000}, async () => {
  const page = await open('/settings');
  let blocked = true;
  const lines = [];
  await page.routeWebSocket('**/api/ws*', (socket) => {
    if (blocked) socket.close();
    else socket.connectToServer();
  });
  await page.route('**/api/events*', (route) => (blocked && route.request().headers().accept === 'text/event-stream' ? route.abort() : route.continue()));
  await page.goto('/queue');
  const sign = byTestId(page, 'connection');
  await byTestId(page, 'connection', '[data-state="live"][data-rung="longpoll"]').waitFor();
  lines.push(await sign.getAttribute('data-rung'));
  const count = await byTestId(page, 'queue-item').count();
  const {jobs} = await api.get('/api/jobs/deck?limit=1');
  await api.post('/api/jobs/swipe-right', {jobId: jobs[0].id});
  await page.waitForFunction((before) => document.querySelectorAll('[data-testid="queue-item"]').length > before, count);
  blocked = false;
  await byTestId(page, 'connection', '[data-state="live"][data-rung="ws"]').waitFor({timeout: 60_000});
  await page.context().close();
});

test('many are moved to the front at once', {timeout: 90_000}, async () => {
  const page = await open('/queue?show=waiting');
  await byTestId(page, 'queue-item').first().waitFor();
  await page.getByRole('button', {name: 'Choose', exact: true}).click();
  await page.getByRole('button', {name: /^Choose all/}).click();
  const chosen = await page.locator('[data-picked="true"]').count();
  assert.ok(chosen > 1);
  await page.getByRole('toolbar').getByRole('button', {name: 'First'}).click();
  await page.getByText(`${chosen} applications changed.`).waitFor();
  assert.ok((await queued()).every(({priority}) => priority === 10));
  await page.context().close();
});

test('no script of the app threw, and the content security policy let all of it through', () => {
  assert.deepEqual(errors, []);
});
