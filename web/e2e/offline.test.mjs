// What a person does without a server, in a real Chromium that is killed in the middle of it.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {person} from '../../tests/system/people.mjs';
import {useStack} from '../../tests/system/stack.mjs';
import {KillableBrowser, byTestId, installed, kept, logIn, press, remembered, topCard} from './browser.mjs';
import {serveBoard} from './world.mjs';

let board;
const use = useStack({
  sites: false,
  ready: async (stack) => {
    board = await serveBoard(40);
    await stack.server.import(board.url);
  },
});
const browser = new KillableBrowser();
after(() => Promise.all([browser.discard(), board?.close()]));

const applications = async (api) => (await api.get('/api/applications/queue?limit=100')).applications;

test('swipes of a killed browser arrive; the app starts without a server, shows no swiped card, and sends once there is one', {timeout: 180_000}, async () => {
  const {stack} = use;
  const api = await person(stack, 'offline');
  let page = await browser.start();
  await logIn(page, stack.server.url, api);
  await byTestId(page, 'deck-card').waitFor();
  await installed(page);
  await browser.quit();

  page = await browser.start();
  await page.goto(stack.server.url);
  await byTestId(page, 'deck-card').waitFor();
  await remembered(page);
  await stack.server.stop();
  const right = await press(page, 'swipe-right');
  const left = await press(page, 'swipe-left');
  await kept(page, 2);
  await browser.kill();

  // A cold start: nothing answers at this address.
  page = await browser.start();
  await page.goto(stack.server.url);
  await byTestId(page, 'deck-card').waitFor();
  const shown = await topCard(page);
  assert.ok(![right, left].includes(shown), 'a card that was swiped is not offered again');
  const second = await press(page, 'swipe-right');
  await kept(page, 3);
  await page.goto(`${stack.server.url}/queue`);
  await byTestId(page, 'unsent').waitFor();
  await browser.kill();

  await stack.server.launch(stack.server.port);
  page = await browser.start();
  await page.goto(stack.server.url);
  await byTestId(page, 'deck-card').waitFor();
  await kept(page, 0);
  const found = await applications(api);
  assert.deepEqual(found.map(({jobId}) => jobId).sort(), [right, second].sort(), 'each right swipe is one application');
  const {jobs} = await api.get('/api/jobs/deck?limit=100');
  assert.ok(!jobs.some(({id}) => id === left), 'the pass arrived too');
  await browser.kill();
});

test('a posting that closes before the swipe arrives is said to be closed, until it was read', {timeout: 120_000}, async () => {
  const {stack} = use;
  const api = await person(stack, 'closing');
  let page = await browser.start();
  await page.goto(`${stack.server.url}/settings`);
  await page.getByRole('button', {name: 'Log out'}).click();
  await page.waitForURL(/login/);
  await logIn(page, stack.server.url, api);
  await byTestId(page, 'deck-card').waitFor();
  await browser.quit();

  page = await browser.start();
  await page.goto(stack.server.url);
  await byTestId(page, 'deck-card').waitFor();
  await remembered(page);
  await browser.context.setOffline(true);
  const id = await press(page, 'swipe-right');
  await kept(page, 1);
  await browser.kill();

  // The employer takes that posting down.
  const {title} = await api.get(`/api/jobs/${id}`);
  board.takeDown((job) => job.title === title);
  await stack.server.import(board.url);

  page = await browser.start();
  await page.goto(`${stack.server.url}/queue`);
  await byTestId(page, 'refusal').waitFor();
  assert.match(await byTestId(page, 'refusal').innerText(), /takes no applications/);
  await byTestId(page, 'refusal').getByRole('button', {name: 'Seen'}).click();
  await byTestId(page, 'refusal').waitFor({state: 'detached'});
  await page.reload();
  await page.getByText('Nothing here yet').waitFor();
  assert.equal(await byTestId(page, 'refusal').count(), 0);
  assert.equal((await applications(api)).some(({jobId}) => jobId === id), false);
});
