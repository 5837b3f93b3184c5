// From the swipe in a browser to the form at the employer, with a real server, agent, Chromium and career site.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {pairOnce} from '../../tools/demo/account.mjs';
import {ended} from '../../tools/stack/api.mjs';
import {applicationOf, person} from '../system/people.mjs';
import {useStack} from '../system/stack.mjs';
import {approveInBrowser, byTestId, inSession, logInInBrowser, signUpInBrowser, uploadResumeInBrowser, useBrowser} from './browser.mjs';

const use = useStack();
const browser = useBrowser(use);
const demo = (name) => JSON.parse(readFileSync(new URL(`../../tools/demo/${name}`, import.meta.url), 'utf8'));
let agents = 0;

/** An agent paired with this person through the API; not yet running. */
async function pairedAgent(api) {
  const agent = use.stack.agent(`desktop-${++agents}`, {pauseSeconds: 0});
  await pairOnce(agent, api);
  return agent;
}

/** The demo employers' job with this title. */
async function jobCalled(api, title) {
  const job = (await api.deck()).find((it) => it.title === title);
  assert.ok(job, `"${title}" is not in the deck`);
  return job;
}

async function untilEnded(api, cursor, id, seconds = 120) {
  await api.follow(cursor, (event) => event.applicationId === id && ended.has(event.data.status), `application ${id} had ended`, seconds);
  return applicationOf(api, id);
}

test('a person signs up, swipes right, and sees on the same page that the employer has it, with proof', async () => {
  const page = await browser.page();
  const email = `first-${process.pid}@example.com`;
  await signUpInBrowser(page, email, 'correct horse battery');
  await inSession(page, 'PUT', '/api/profile', {...demo('profile.json'), email});
  await inSession(page, 'PUT', '/api/answers', {answers: demo('answers.json')});
  await uploadResumeInBrowser(page);
  const agent = use.stack.agent(`desktop-${++agents}`, {pauseSeconds: 0});
  await agent.pair((userCode) => approveInBrowser(page, userCode));
  agent.launch();

  await page.goto('/');
  await byTestId(page, 'deck-card').waitFor();
  const {jobs} = await inSession(page, 'GET', '/api/jobs/deck?limit=1');
  await byTestId(page, 'swipe-right').click();
  await page.goto('/queue');
  await byTestId(page, 'queue-item', '[data-status="COMPLETED"]').waitFor({timeout: 120_000});
  const posts = await use.stack.sites.posts(jobs[0], email);
  assert.equal(posts.length, 1, 'the employer got exactly one POST');
  assert.equal(posts[0].accepted, true);
  assert.ok(posts[0].file?.bytes > 0, 'with the résumé');

  await byTestId(page, 'queue-item').getByRole('link').first().click();
  const picture = byTestId(page, 'evidence-image').first();
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction((image) => image.complete && image.naturalWidth > 100, await picture.elementHandle());
  await agent.stop();
  assert.deepEqual(browser.errors, []);
});

describe('a desktop that is away', () => {
  test('finds the swipe when it comes, days of waiting cost nothing', async () => {
    const api = await person(use.stack, 'away');
    const agent = await pairedAgent(api);
    const job = await jobCalled(api, 'Customer Support Specialist');
    const {cursor} = await api.get('/api/applications/queue');
    const {id} = await api.post('/api/jobs/swipe-right', {jobId: job.id});
    assert.equal((await applicationOf(api, id)).attempts, 0);
    agent.launch();
    const application = await untilEnded(api, cursor, id);
    assert.equal(application.status, 'COMPLETED', JSON.stringify(application));
    assert.equal(application.attempts, 1);
    assert.equal((await use.stack.sites.posts(job, api.email)).length, 1);
    await agent.stop();
  });

  test('and a phone without a network keep the swipe until both are back', async () => {
    const api = await person(use.stack, 'offline');
    const page = await browser.page({viewport: {width: 390, height: 844}, hasTouch: true});
    await logInInBrowser(page, api);
    await page.goto('/');
    await byTestId(page, 'deck-card').waitFor();
    await page.context().setOffline(true);
    await byTestId(page, 'swipe-right').click();
    assert.equal((await api.get('/api/applications/queue')).applications.length, 0);
    const {cursor} = await api.get('/api/applications/queue');
    await page.context().setOffline(false);
    const event = await api.follow(cursor, (it) => it.type === 'application.swiped' && it, 'the swipe of the phone had arrived', 60);
    assert.ok(event.applicationId);
    assert.equal((await api.get('/api/applications/queue')).applications.length, 1);
  });
});

test('a question that nobody has answered is asked on the phone, and the answer is what the employer reads', async () => {
  const api = await person(use.stack, 'asked');
  const question = 'Which timetable in the world would you repair first, and how?';
  await api.put('/api/answers', {answers: [{question, answer: null}]});
  const agent = await pairedAgent(api);
  agent.launch();
  const job = await jobCalled(api, 'Data Engineer, Timetables');
  const {cursor} = await api.get('/api/applications/queue');
  const {id} = await api.post('/api/jobs/swipe-right', {jobId: job.id});
  const waiting = await untilEnded(api, cursor, id);
  assert.equal(waiting.status, 'NEEDS_REVIEW', JSON.stringify(waiting));
  assert.equal(waiting.failure.kind, 'question_unanswered');
  assert.equal((await use.stack.sites.posts(job, api.email)).length, 0, 'nothing was sent');

  const page = await browser.page({viewport: {width: 390, height: 844}});
  await logInInBrowser(page, api);
  await page.goto('/review');
  const item = byTestId(page, 'review-item', `[data-application-id="${id}"]`);
  await item.locator('textarea').first().fill('The night trains; I would publish what really ran.');
  const {cursor: answered} = await api.get('/api/applications/queue');
  await item.locator('[data-testid="review-submit"]').click();
  const application = await untilEnded(api, answered, id);
  assert.equal(application.status, 'COMPLETED', JSON.stringify(application));
  const posts = await use.stack.sites.posts(job, api.email);
  assert.equal(posts.length, 1);
  assert.ok(JSON.stringify(posts[0].fields).includes('The night trains; I would publish what really ran.'));
  await agent.stop();
});

test('each employer gets what the person said, and nothing that they did not say', async () => {
  const api = await person(use.stack, 'three');
  const agent = await pairedAgent(api);
  agent.launch();
  const {cursor} = await api.get('/api/applications/queue');
  const wanted = [];
  for (const title of ['Senior C++ Engineer, Motion Control', 'Product Engineer (TypeScript)', 'Backend Engineer, Print Pipeline']) {
    const job = await jobCalled(api, title);
    wanted.push({job, id: (await api.post('/api/jobs/swipe-right', {jobId: job.id})).id});
  }
  for (const {job, id} of wanted) {
    const application = await untilEnded(api, cursor, id, 240);
    assert.equal(application.status, 'COMPLETED', `${job.title}: ${JSON.stringify(application.failure)} ${JSON.stringify(application.questions)}`);
    const posts = await use.stack.sites.posts(job, api.email);
    assert.equal(posts.length, 1, job.title);
    const sent = JSON.stringify(posts[0].fields);
    assert.ok(sent.includes('Mara') && sent.includes('Lindqvist'), job.title);
    const {answersSent} = await api.get(`/api/applications/${id}`);
    assert.ok(answersSent.length >= 5, `${job.title}: the person can read what was sent in their name`);
    assert.ok(answersSent.every(({provenance}) => provenance !== 'model'));
  }
  await agent.stop();
});
