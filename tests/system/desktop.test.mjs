// The desktop's side: claims, leases, the submit intent, and what becomes of the work. Invariants I2, I3, I4, I7.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, test} from 'node:test';
import {addEvidence, applicationOf, begin, claimOne, complete, desktop, person, png, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack();

async function claimed() {
  const api = await person(use.stack);
  const device = await desktop(api);
  const {id, job} = await swipe(api);
  const claim = await claimOne(device);
  assert.equal(claim.applicationId, id);
  return {api, device, id, job, claim, epoch: claim.epoch, path: `/api/applications/${id}`};
}

test('a claim carries all that the work needs', async () => {
  const {claim, job, device} = await claimed();
  assert.equal(claim.epoch, 1);
  assert.equal(claim.attempt, 1);
  assert.equal(claim.job.applyUrl, job.applyUrl);
  assert.equal(claim.profile.firstName, 'Mara');
  assert.ok(claim.answers.length >= 5);
  const resume = await device.raw('GET', claim.resume.url);
  assert.equal(resume.status, 200);
  assert.equal(resume.body.subarray(0, 5).toString(), '%PDF-');
});

test('the whole way: claimed, filled, granted, completed with evidence', async () => {
  const {api, device, id, claim} = await claimed();
  assert.equal((await complete(device, claim)).status, 'COMPLETED');
  const {application, evidence, events} = await api.get(`/api/applications/${id}`);
  assert.equal(application.status, 'COMPLETED');
  assert.ok(application.finishedAt);
  assert.equal(evidence.length, 1);
  const picture = await api.raw('GET', evidence[0].url);
  assert.ok(picture.body.equals(png(2, 2)), 'the evidence comes back as it was sent');
  const types = events.map(({type}) => type);
  const order = ['application.swiped', 'application.claimed', 'application.processing', 'application.submit_granted', 'application.completed'];
  assert.deepEqual(order.filter((type) => types.includes(type)), order);
  assert.deepEqual([...types].filter((type) => order.includes(type)), order, 'in this order');
});

test('two desktops that claim at once never get the same application', async () => {
  const api = await person(use.stack);
  const desks = [await desktop(api, 'one'), await desktop(api, 'two')];
  const wanted = new Set();
  for (let i = 0; i < 6; i++) wanted.add((await swipe(api)).id);
  const claims = (await Promise.all(Array.from({length: 12}, (_, i) => desks[i % 2].post('/api/desktop/claim', {max: 1, wait: 3})))).flatMap(({claims: c}) => c);
  assert.deepEqual(claims.map(({applicationId}) => applicationId).sort(), [...wanted].sort());
});

test('a claim whose answer was lost is given again to the same key, for the same attempt, until it is begun', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  await swipe(api);
  const key = {headers: {'idempotency-key': randomUUID()}};
  const [claim] = (await device.post('/api/desktop/claim', {max: 1, wait: 5}, key)).claims;
  const [again] = (await device.post('/api/desktop/claim', {max: 1, wait: 0}, key)).claims;
  assert.deepEqual([again.applicationId, again.epoch, again.attempt], [claim.applicationId, claim.epoch, claim.attempt]);
  assert.deepEqual((await device.post('/api/desktop/claim', {max: 1, wait: 0})).claims, [], 'another key asks for more work');
  await begin(device, claim);
  assert.deepEqual((await device.post('/api/desktop/claim', {max: 1, wait: 0}, key)).claims, []);
});

test('a claim waits for a swipe and gets it without asking again', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const waiting = claimOne(device, 20);
  const {id} = await swipe(api);
  assert.equal((await waiting).applicationId, id);
});

describe('the submit intent', () => {
  test('is granted once; only the very same request gets the grant again', async () => {
    const {device, epoch, path} = await claimed();
    await device.put(`${path}/status`, {epoch, status: 'PROCESSING'});
    const key = {headers: {'idempotency-key': randomUUID()}};
    const first = await device.raw('POST', `${path}/submit-intent`, {json: {epoch}, ...key});
    assert.equal(first.status, 200);
    const repeat = await device.raw('POST', `${path}/submit-intent`, {json: {epoch}, ...key});
    assert.deepEqual(repeat.body, first.body);
    refused(await device.raw('POST', `${path}/submit-intent`, {json: {epoch}}), 409, 'already_granted');
  });

  test('is refused for a wrong epoch and after a cancel', async () => {
    const {api, device, epoch, path} = await claimed();
    refused(await device.raw('POST', `${path}/submit-intent`, {json: {epoch: epoch + 1}}), 409, 'stale_epoch');
    assert.equal((await api.post(`${path}/cancel`, undefined)).cancelRequested, true);
    refused(await device.raw('POST', `${path}/submit-intent`, {json: {epoch}}), 409, 'cancelled');
  });

  test('once granted forbids the cancel', async () => {
    const {api, device, epoch, path} = await claimed();
    await device.post(`${path}/submit-intent`, {epoch});
    refused(await api.raw('POST', `${path}/cancel`), 409);
  });

  test('asked for by twenty at once is granted to one', async () => {
    const {device, epoch, path} = await claimed();
    const answers = await Promise.all(Array.from({length: 20}, () => device.raw('POST', `${path}/submit-intent`, {json: {epoch}})));
    assert.equal(answers.filter(({status}) => status === 200).length, 1);
  });
});

describe('every write of a desktop', () => {
  test('with a stale epoch is refused and changes nothing', async () => {
    const {api, device, id, epoch, path} = await claimed();
    await device.put(`${path}/status`, {epoch, status: 'FAILED', failure: {kind: 'network', detail: 'the page did not load'}});
    const next = await claimOne(device, 20);
    assert.equal(next.epoch, epoch + 1);
    for (const request of [
      ['PUT', `${path}/status`, {json: {epoch, status: 'COMPLETED', confirmation: 'x'}}],
      ['POST', `${path}/heartbeat`, {json: {epoch}}],
      ['POST', `${path}/submit-intent`, {json: {epoch}}],
      ['POST', `${path}/logs`, {json: {epoch, logs: [{level: 'info', step: 'x', message: 'x'}]}}],
      ['POST', `${path}/evidence?epoch=${epoch}&kind=page`, {body: png(1, 1), headers: {'content-type': 'image/png'}}],
    ]) refused(await device.raw(...request), 409, 'stale_epoch');
    const {application, evidence} = await api.get(`/api/applications/${id}`);
    assert.equal(application.status, 'CLAIMED');
    assert.equal(application.epoch, epoch + 1);
    assert.equal(evidence.length, 0);
  });

  test('of another desktop of the same person is refused', async () => {
    const {api, epoch, path} = await claimed();
    const other = await desktop(api, 'other');
    refused(await other.raw('POST', `${path}/heartbeat`, {json: {epoch}}), 409, 'stale_epoch');
  });
});

test('a heartbeat extends the lease and brings the progress', async () => {
  const {api, device, id, claim, epoch, path} = await claimed();
  const lease = await device.post(`${path}/heartbeat`, {epoch, progress: {step: 'filling', percent: 40, message: 'typing'}});
  assert.ok(lease.leaseExpiresAt >= claim.leaseExpiresAt);
  assert.equal((await applicationOf(api, id)).progress.percent, 40);
});

test('a retryable failure goes back to the queue three times, then fails', async () => {
  const {api, device, id, path, epoch: first} = await claimed();
  for (let epoch = first; epoch < first + 3; epoch++) {
    if (epoch > first) assert.equal((await claimOne(device, 30)).epoch, epoch);
    await device.put(`${path}/status`, {epoch, status: 'FAILED', failure: {kind: 'portal_error', detail: 'error 500'}});
  }
  const application = await applicationOf(api, id);
  assert.equal(application.status, 'FAILED');
  assert.equal(application.attempts, 3);
  assert.equal(application.failure.kind, 'portal_error');
  assert.ok(['PENDING', 'QUEUED'].includes((await api.post(`${path}/retry`, undefined)).status), 'a person can send it back');
  assert.equal((await claimOne(device, 20)).attempt, 1, 'with fresh attempts');
});

test('a permanent failure fails at once', async () => {
  const {api, device, id, epoch, path} = await claimed();
  await device.put(`${path}/status`, {epoch, status: 'FAILED', failure: {kind: 'posting_closed', detail: 'no longer accepting applications'}});
  assert.equal((await applicationOf(api, id)).status, 'FAILED');
});

test('a rate limit spends no attempt', async () => {
  const {api, device, id, epoch, path} = await claimed();
  await device.put(`${path}/status`, {epoch, status: 'FAILED', failure: {kind: 'rate_limited', detail: 'slow down', retryAfterSeconds: 0}});
  assert.equal((await applicationOf(api, id)).attempts, 0);
});

test('questions go to the person; the answers are saved and the work goes on', async () => {
  const {api, device, id, epoch, path} = await claimed();
  const questions = [{id: 'favourite editor', label: 'Favourite editor?', kind: 'text', required: true}];
  await device.put(`${path}/status`, {epoch, status: 'NEEDS_REVIEW', failure: {kind: 'question_unanswered', detail: 'one question'}, questions});
  const waiting = await applicationOf(api, id);
  assert.equal(waiting.status, 'NEEDS_REVIEW');
  assert.equal(waiting.questions[0].label, 'Favourite editor?');
  await api.post(`${path}/answers`, {answers: [{question: 'Favourite editor?', answer: 'ed'}]});
  const claim = await claimOne(device, 20);
  assert.equal(claim.applicationId, id);
  assert.equal(claim.attempt, 1, 'an answered question spends no attempt');
  assert.ok([...claim.answers, ...Object.entries(claim.customFields).map(([question, answer]) => ({question, answer}))].some(({answer}) => answer === 'ed'));
});

test('a question behind what looked like the last step gives up the grant: it is answered, and the work goes on', async () => {
  const {api, device, id, epoch, path} = await claimed();
  await device.post(`${path}/submit-intent`, {epoch});
  const report = {epoch, status: 'NEEDS_REVIEW', failure: {kind: 'question_unanswered', detail: 'one question'},
    questions: [{id: 'notice', label: 'Notice period?', kind: 'text', required: true}]};
  await device.put(`${path}/status`, report);
  await device.put(`${path}/status`, report); // its answer was lost
  assert.equal((await applicationOf(api, id)).submitGrantedAt ?? null, null);
  await api.post(`${path}/answers`, {answers: [{question: 'Notice period?', answer: 'a month'}]});
  const claim = await claimOne(device, 20);
  assert.equal(claim.applicationId, id);
  assert.equal(claim.attempt, 1);
  refused(await device.raw('POST', `${path}/submit-intent`, {json: {epoch}}), 409, 'stale_epoch');
  await device.post(`${path}/submit-intent`, {epoch: claim.epoch});
});

test('an unknown outcome waits for the person: "sent" completes it, "not sent" queues it again', async () => {
  for (const [outcome, status] of [['sent', ['COMPLETED']], ['not_sent', ['PENDING', 'QUEUED']]]) {
    const {api, device, epoch, path} = await claimed();
    await device.post(`${path}/submit-intent`, {epoch});
    await device.put(`${path}/status`, {epoch, status: 'NEEDS_REVIEW', failure: {kind: 'outcome_unknown', detail: 'the page closed'}});
    refused(await api.raw('POST', `${path}/retry`), 409);
    const now = await api.post(`${path}/resolve`, {outcome});
    assert.ok(status.includes(now.status), `${outcome} gave ${now.status}`);
    if (outcome === 'not_sent') {
      const claim = await claimOne(device, 20);
      assert.equal((await complete(device, claim)).status, 'COMPLETED', 'and a new intent can be granted');
    }
  }
});

test('many are answered at once: one answer for all that ask the same, kept for the next', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const ids = [];
  for (let n = 0; n < 2; n++) {
    const {id} = await swipe(api);
    const {epoch} = await claimOne(device);
    await device.put(`/api/applications/${id}/status`, {epoch, status: 'NEEDS_REVIEW', failure: {kind: 'question_unanswered', detail: 'one question'},
      questions: [{id: 'visa type', label: 'Visa type?', kind: 'text', required: true}]});
    ids.push(id);
  }
  const waiting = (await swipe(api)).id;
  const answers = [{question: 'Visa type?', answer: 'None needed'}];
  const {results} = await api.post('/api/applications/bulk', {ids: [...ids, waiting], action: 'answer', answers});
  assert.deepEqual(results.map(({ok}) => ok), [true, true, false], 'one that asks nothing is refused, the others are not');
  for (const id of ids) assert.ok(['PENDING', 'QUEUED'].includes((await applicationOf(api, id)).status));
  assert.ok((await api.get('/api/answers')).answers.some(({answer}) => answer === 'None needed'));
});

test('many unknown outcomes are settled at once', async () => {
  const {api, device, id, epoch, path} = await claimed();
  await device.post(`${path}/submit-intent`, {epoch});
  await device.put(`${path}/status`, {epoch, status: 'NEEDS_REVIEW', failure: {kind: 'outcome_unknown', detail: 'the page closed'}});
  const {results} = await api.post('/api/applications/bulk', {ids: [id], action: 'resolve', outcome: 'sent'});
  assert.deepEqual(results, [{id, ok: true, status: 'COMPLETED'}]);
});

test('a bulk request that lacks what its action needs, or brings what it does not, is refused as a whole', async () => {
  const api = await person(use.stack);
  const {id} = await swipe(api);
  for (const [body, pointer] of [
    [{action: 'resolve'}, '/outcome'], [{action: 'answer'}, '/answers'], [{action: 'priority'}, '/priority'],
    [{action: 'cancel', outcome: 'sent'}, '/outcome'], [{action: 'retry', priority: 3}, '/priority'],
    [{action: 'answer', answers: [{question: 'x', answer: null}]}, '/answers/0/answer'],
  ]) {
    const {body: problem} = refused(await api.raw('POST', '/api/applications/bulk', {json: {ids: [id], ...body}}), 400, 'invalid_input');
    assert.equal(problem.errors[0].pointer, pointer);
  }
});

describe('a proof that comes after "not sent"', () => {
  async function givenUp() {
    const work = await claimed();
    await work.device.post(`${work.path}/submit-intent`, {epoch: work.epoch});
    await work.device.put(`${work.path}/status`, {epoch: work.epoch, status: 'NEEDS_REVIEW', failure: {kind: 'outcome_unknown', detail: 'the page closed'}});
    await work.api.post(`${work.path}/resolve`, {outcome: 'not_sent'});
    return {...work, prove: () => work.device.raw('PUT', `${work.path}/status`, {json: {epoch: work.epoch, status: 'COMPLETED', confirmation: 'Thank you.'}})};
  }

  test('wins while the application waits again, and is answered alike when it is repeated', async () => {
    const {api, device, id, prove} = await givenUp();
    assert.equal((await prove()).body.status, 'COMPLETED');
    assert.equal((await prove()).status, 200);
    assert.equal((await applicationOf(api, id)).status, 'COMPLETED');
    assert.deepEqual((await device.post('/api/desktop/claim', {max: 1, wait: 0})).claims, []);
  });

  test('wins over a desktop that holds it and was granted nothing, which gets no intent then', async () => {
    const {api, id, path, prove} = await givenUp();
    const other = await desktop(api, 'other');
    const {epoch} = await claimOne(other, 20);
    await begin(other, {applicationId: id, epoch});
    assert.equal((await prove()).body.status, 'COMPLETED');
    refused(await other.raw('POST', `${path}/submit-intent`, {json: {epoch}}), 409);
    refused(await other.raw('POST', `${path}/heartbeat`, {json: {epoch}}), 409, 'stale_epoch');
    assert.equal((await applicationOf(api, id)).status, 'COMPLETED');
  });

  test('is stale once a newer epoch was granted', async () => {
    const {api, id, path, prove} = await givenUp();
    const other = await desktop(api, 'other');
    const {epoch} = await claimOne(other, 20);
    await other.post(`${path}/submit-intent`, {epoch});
    refused(await prove(), 409, 'stale_epoch');
    assert.equal((await applicationOf(api, id)).status, 'CLAIMED');
  });
});

test('a running one that was cancelled is CANCELLED, whatever its desktop ran into before it heard of it', async () => {
  for (const kind of ['network', 'captcha']) {
    const {api, device, id, epoch, path} = await claimed();
    await api.post(`${path}/cancel`, undefined);
    await device.put(`${path}/status`, {epoch, status: 'FAILED', failure: {kind, detail: 'it stopped'}});
    assert.equal((await applicationOf(api, id)).status, 'CANCELLED');
  }
});

test('COMPLETED and CANCELLED are never left', async () => {
  const {api, device, id, claim, epoch, path} = await claimed();
  await complete(device, claim);
  for (const [method, target, json] of [
    ['POST', `${path}/cancel`], ['POST', `${path}/retry`], ['POST', `${path}/resolve`, {outcome: 'not_sent'}],
    ['POST', `${path}/answers`, {answers: [{question: 'x', answer: 'y'}]}],
  ]) refused(await api.raw(method, target, {json}), 409);
  const late = await device.raw('PUT', `${path}/status`, {json: {epoch, status: 'FAILED', failure: {kind: 'network', detail: 'late'}}});
  assert.ok([200, 409].includes(late.status));
  assert.equal((await applicationOf(api, id)).status, 'COMPLETED');
});

test('a report that is sent twice is taken once', async () => {
  const {api, device, id, claim, epoch, path} = await claimed();
  await complete(device, claim);
  const again = await device.raw('PUT', `${path}/status`, {json: {epoch, status: 'COMPLETED', confirmation: 'Thank you for applying.'}});
  assert.equal(again.status, 200, 'a repeat after a lost response is answered, not refused');
  const {events} = await api.get(`/api/applications/${id}`);
  assert.equal(events.filter(({type}) => type === 'application.completed').length, 1);
});

test('the same evidence twice is stored once; what is no picture is refused', async () => {
  const {device, id, epoch} = await claimed();
  const one = await addEvidence(device, id, epoch, 'page');
  const two = await addEvidence(device, id, epoch, 'page');
  assert.equal(two.n, one.n);
  const wrong = await device.raw('POST', `/api/applications/${id}/evidence?epoch=${epoch}&kind=page`, {body: Buffer.from('no picture'), headers: {'content-type': 'image/png'}});
  assert.ok([400, 415, 422].includes(wrong.status), `answered ${wrong.status}`);
});

test('the automation log comes back in its order', async () => {
  const {api, device, epoch, path} = await claimed();
  const messages = ['opened the page', 'read 12 fields', 'filled 11'];
  await device.post(`${path}/logs`, {epoch, logs: messages.map((message) => ({level: 'info', step: 'filling', message}))});
  assert.deepEqual((await api.get(`${path}/logs`)).logs.map(({message}) => message), messages);
});

test('one sync after an absence brings leases, what waits and the events since', async () => {
  const {api, device, id} = await claimed();
  const before = await device.post('/api/desktop/sync', {});
  assert.deepEqual(before.leases.map(({applicationId}) => applicationId), [id]);
  const next = await swipe(api);
  const after = await device.post('/api/desktop/sync', {cursor: before.cursor});
  assert.equal(after.reset, false);
  assert.ok(after.events.some(({type, applicationId}) => type === 'application.swiped' && applicationId === next.id));
  assert.deepEqual(after.waiting.map(({id: it}) => it), [next.id]);
  assert.equal((await device.post('/api/desktop/sync', {cursor: 'old:1'})).reset, true);
});
