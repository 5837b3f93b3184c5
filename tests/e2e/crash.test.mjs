// The agent is killed at the two moments that matter, around the one click that cannot be undone. Invariants I1 and I2.
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {pairOnce} from '../../tools/demo/account.mjs';
import {applicationOf, person, refused} from '../system/people.mjs';
import {useStack} from '../system/stack.mjs';

const use = useStack();

/** A swiped application whose agent crashes at a point; gives when it has crashed. */
async function crashed(point, title) {
  const api = await person(use.stack, point);
  const agent = use.stack.agent(point, {pauseSeconds: 0});
  await pairOnce(agent, api);
  const job = (await api.deck()).find((it) => it.title === title);
  const {cursor} = await api.get('/api/applications/queue');
  agent.launch({JOBSWIPE_CRASH_AT: point});
  const {id} = await api.post('/api/jobs/swipe-right', {jobId: job.id});
  const timer = setTimeout(() => agent.child.kill(), 120_000);
  const {signal, code} = await agent.child.ended;
  clearTimeout(timer);
  assert.ok(signal || code, agent.child.explain(`the agent should have died at ${point}, and ended well`));
  const posts = () => use.stack.sites.posts(job, api.email);
  return {api, agent, job, id, cursor, posts};
}

const until = ({api, cursor, id}, type, seconds = 180) =>
  api.follow(cursor, (event) => event.applicationId === id && event.type === type && event, `${type} came`, seconds);

describe('an agent that is killed', () => {
  test('before the click starts again, and the employer gets exactly one POST', async () => {
    const work = await crashed('agent.before_intent', 'Product Engineer (TypeScript)');
    assert.equal((await work.posts()).length, 0, 'nothing had been sent');
    work.agent.launch();
    await until(work, 'application.completed');
    assert.equal((await applicationOf(work.api, work.id)).status, 'COMPLETED');
    assert.equal((await work.posts()).length, 1);
    await work.agent.stop();
  });

  test('after the click never clicks again: a person decides', async () => {
    const work = await crashed('agent.after_click', 'Customer Support Specialist');
    work.agent.launch();
    await until(work, 'application.needs_review');
    const application = await applicationOf(work.api, work.id);
    assert.equal(application.status, 'NEEDS_REVIEW');
    assert.equal(application.failure.kind, 'outcome_unknown');
    assert.equal((await work.posts()).length, 1, 'exactly one POST');
    refused(await work.api.raw('POST', `/api/applications/${work.id}/retry`), 409);

    // The agent goes on with other work and leaves this alone.
    const other = (await work.api.deck()).find(({title}) => title === 'Product Engineer (TypeScript)');
    const {cursor} = await work.api.get('/api/applications/queue');
    const {id} = await work.api.post('/api/jobs/swipe-right', {jobId: other.id});
    await until({...work, id, cursor}, 'application.completed');
    assert.equal((await work.posts()).length, 1, 'still exactly one POST');

    assert.equal((await work.api.post(`/api/applications/${work.id}/resolve`, {outcome: 'sent'})).status, 'COMPLETED');
    await work.agent.stop();
  });

  test('after the click is looked up first: where the posting says that it has the application, nobody is asked', async () => {
    const work = await crashed('agent.after_click', 'Customer Support Specialist');
    assert.equal((await work.posts()).length, 1, 'exactly one POST');
    const {site, posting} = use.stack.sites.placeOf(work.job);
    await use.stack.sites.misbehave(site, {posting: posting.id, mode: 'applied'});
    work.agent.launch();
    const {data} = await until(work, 'application.completed');
    await use.stack.sites.misbehave(site, {posting: posting.id, mode: 'none'});
    const {application, evidence} = await work.api.get(`/api/applications/${work.id}`);
    assert.equal(application.status, 'COMPLETED');
    assert.match(data.confirmation, /already applied for this job/);
    assert.ok(evidence.some(({kind}) => kind === 'confirmation'), 'a picture of what the page says');
    assert.equal((await work.posts()).length, 1, 'still exactly one POST');
    await work.agent.stop();
  });
});
