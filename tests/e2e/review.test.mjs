// What a person decides before anything is sent: answers that they look at and change, and settings that their desktop heeds.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pairOnce} from '../../tools/demo/account.mjs';
import {ended} from '../../tools/stack/api.mjs';
import {applicationOf, person} from '../system/people.mjs';
import {useStack} from '../system/stack.mjs';

const use = useStack();

async function withAgent(name, settings) {
  const api = await person(use.stack, name);
  assert.equal((await api.raw('PATCH', '/api/settings', {json: settings})).status, 200);
  const agent = use.stack.agent(name, {pauseSeconds: 0});
  await pairOnce(agent, api);
  const swipe = async (title) => {
    const job = (await api.deck()).find((it) => it.title === title);
    assert.ok(job, `"${title}" is not in the deck`);
    const {cursor} = await api.get('/api/applications/queue');
    return {job, cursor, id: (await api.post('/api/jobs/swipe-right', {jobId: job.id})).id};
  };
  const end = async ({cursor, id}) => {
    await api.follow(cursor, (event) => event.applicationId === id && ended.has(event.data.status), `application ${id} had ended`, 120);
    return applicationOf(api, id);
  };
  return {api, agent, swipe, end};
}

test('a person who wants to see every answer first changes one, and the employer gets exactly what they said', async () => {
  const {api, agent, swipe, end} = await withAgent('always', {reviewBeforeSubmit: 'always'});
  agent.launch();
  const work = await swipe('Customer Support Specialist');
  const waiting = await end(work);
  assert.equal(waiting.status, 'NEEDS_REVIEW', JSON.stringify(waiting.failure));
  assert.equal(waiting.failure.kind, 'question_unanswered');
  assert.equal((await use.stack.sites.posts(work.job, api.email)).length, 0, 'nothing was sent');
  assert.ok(waiting.questions.length >= 5 && waiting.questions.every(({suggestion}) => suggestion !== undefined && suggestion !== null), 'each with what would be said');

  const phone = waiting.questions.find(({kind}) => kind === 'phone') ?? waiting.questions.find(({label}) => /phone/i.test(label));
  assert.ok(phone, JSON.stringify(waiting.questions.map(({label}) => label)));
  const answers = waiting.questions.map(({label, suggestion}) => ({question: label, answer: label === phone.label ? '+49 30 7654321' : suggestion}));
  const {cursor} = await api.get('/api/applications/queue');
  await api.post(`/api/applications/${work.id}/answers`, {answers, save: false});
  const sent = await end({cursor, id: work.id});
  assert.equal(sent.status, 'COMPLETED', JSON.stringify([sent.failure, sent.questions]));
  const posts = await use.stack.sites.posts(work.job, api.email);
  assert.equal(posts.length, 1);
  assert.ok(JSON.stringify(posts[0].fields).replace(/[^0-9]/g, '').includes('7654321'), JSON.stringify(posts[0].fields));
  await agent.stop();
});

test("a desktop begins no more in a day than its person wants, and hears at once when they want more", async () => {
  const {api, agent, swipe, end} = await withAgent('limited', {dailyLimit: 1, reviewBeforeSubmit: 'never'});
  agent.launch();
  assert.equal((await end(await swipe('Customer Support Specialist'))).status, 'COMPLETED');
  const second = await swipe('Product Engineer (TypeScript)');
  await agent.child.until((line) => line.includes('nothing new is begun') || null, 'begun nothing new', 60);
  assert.equal((await applicationOf(api, second.id)).attempts, 0, 'nothing was begun');
  await api.raw('PATCH', '/api/settings', {json: {dailyLimit: 5}});
  assert.equal((await end(second)).status, 'COMPLETED');
  await agent.stop();
});
