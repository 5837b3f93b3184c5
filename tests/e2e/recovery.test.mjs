// What an agent does after it was killed or the server went away, beyond the moments of the click itself. I1 and I2.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pairOnce} from '../../tools/demo/account.mjs';
import {ended} from '../../tools/stack/api.mjs';
import {applicationOf, person} from '../system/people.mjs';
import {useStack} from '../system/stack.mjs';

const use = useStack();

/** A person with a paired agent and one of the demo employers' jobs. */
async function withAgent(name, title) {
  const api = await person(use.stack, name);
  const agent = use.stack.agent(name, {pauseSeconds: 0});
  await pairOnce(agent, api);
  const job = (await api.deck()).find((it) => it.title === title);
  assert.ok(job, `"${title}" is not in the deck`);
  const {cursor} = await api.get('/api/applications/queue');
  const swipe = async () => (await api.post('/api/jobs/swipe-right', {jobId: job.id})).id;
  const posts = async () => (await use.stack.sites.posts(job, api.email)).length;
  const follow = (id, wanted, what) => api.follow(cursor, (event) => event.applicationId === id && wanted(event) && event, what, 120);
  const filling = (id) => follow(id, ({type, data}) => type === 'application.progress' && data.progress?.step === 'filling', 'the form is being filled');
  const end = async (id) => {
    await follow(id, ({data}) => ended.has(data.status), 'the application ended');
    return applicationOf(api, id);
  };
  return {api, agent, swipe, posts, filling, end};
}

for (const [point, title] of [
  ['agent.after_intent', 'Product Engineer (TypeScript)'],
  // Its form asks for what is on file more narrowly; who has chosen no settings is not asked for that.
  ['agent.before_report', 'Office Coordinator'],
])
  test(`killed at ${point}: the next start completes the same attempt with exactly one POST`, async () => {
    const {agent, swipe, posts, end} = await withAgent(point, title);
    agent.launch({JOBSWIPE_CRASH_AT: point});
    const id = await swipe();
    await agent.child.ended;
    agent.launch();
    const application = await end(id);
    assert.equal(application.status, 'COMPLETED', JSON.stringify(application.failure));
    assert.equal(application.attempts, 1);
    assert.equal(await posts(), 1);
    await agent.stop();
  });

test('the server goes away while a form is filled: nothing is sent until it is back and has granted the intent', async () => {
  const {agent, swipe, posts, filling, end} = await withAgent('away', 'Data Engineer, Timetables');
  agent.launch();
  const id = await swipe();
  await filling(id);
  const {server} = use.stack;
  const {port} = server;
  server.child.kill();
  await server.child.ended;
  await agent.child.until((line) => line.includes('no submit intent') || null, 'refused an intent', 60);
  assert.equal(await posts(), 0);
  await server.launch(port);
  const application = await end(id);
  assert.equal(application.status, 'COMPLETED', JSON.stringify(application.failure));
  assert.equal(await posts(), 1);
  await agent.stop();
});

test('SIGTERM while a form is filled gives it back unsent, and the next start does it', async () => {
  const {api, agent, swipe, posts, filling, end} = await withAgent('stopped', 'Customer Support Specialist');
  agent.launch();
  const id = await swipe();
  await filling(id);
  await agent.stop();
  assert.equal((await applicationOf(api, id)).status, 'QUEUED');
  assert.equal(await posts(), 0);
  agent.launch();
  assert.equal((await end(id)).status, 'COMPLETED');
  assert.equal(await posts(), 1);
  await agent.stop();
});
