// The person's side: swipes, undo, the queue, and what can be done with an application that waits.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, test} from 'node:test';
import {anyId, applicationOf, begin, claimOne, desktop, person, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack();

describe('the deck', () => {
  test('shows every imported posting once, and none that was swiped', async () => {
    const api = await person(use.stack);
    const all = await api.deck();
    assert.equal(all.length, use.stack.sites.sites.reduce((sum, site) => sum + site.postings.length, 0));
    assert.equal(new Set(all.map(({id}) => id)).size, all.length);
    const {job} = await swipe(api);
    await api.post('/api/jobs/swipe-left', {jobId: all[1].id});
    const left = (await api.deck()).map(({id}) => id);
    assert.equal(left.length, all.length - 2);
    assert.ok(!left.includes(job.id) && !left.includes(all[1].id));
  });

  test('pages without repeating or skipping', async () => {
    const api = await person(use.stack);
    const all = (await api.deck()).map(({id}) => id);
    const paged = [];
    let cursor = '';
    do {
      const page = await api.get(`/api/jobs/deck?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      paged.push(...page.jobs.map(({id}) => id));
      cursor = page.nextCursor;
    } while (cursor);
    assert.deepEqual(paged, all);
  });

  test('finds by words, place and way of work', async () => {
    const api = await person(use.stack);
    assert.ok((await api.get('/api/jobs/deck?q=typography')).jobs.some(({title}) => title === 'Typography Engineer'));
    assert.ok((await api.get('/api/jobs/deck?location=Hamburg')).jobs.every(({locations}) => locations.join().includes('Hamburg')));
    const remote = (await api.get('/api/jobs/deck?workMode=remote')).jobs;
    assert.ok(remote.length > 0 && remote.every(({workMode}) => workMode === 'remote'));
    assert.equal((await api.get('/api/jobs/deck?q=nothingcalledso')).jobs.length, 0);
  });

  test('shows a posting without anything that could run', async () => {
    const api = await person(use.stack);
    for (const {id} of await api.deck()) {
      const job = await api.get(`/api/jobs/${id}`);
      assert.doesNotMatch(job.descriptionHtml, /<script|<style|<iframe|<form|javascript:|\son\w+=/i);
      assert.ok(job.descriptionText.length > 0);
    }
  });
});

describe('a right swipe', () => {
  test('is written once: 201, then 200 with the same id', async () => {
    const api = await person(use.stack);
    const [job] = await api.deck();
    const first = await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: job.id}});
    assert.equal(first.status, 201);
    assert.ok(['PENDING', 'QUEUED'].includes(first.body.status));
    assert.equal(first.body.position, 1);
    const second = await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: job.id}});
    assert.equal(second.status, 200);
    assert.equal(second.body.id, first.body.id);
  });

  test('changes the list and its ETag; a list that is still the same is 304', async () => {
    const api = await person(use.stack);
    const list = (etag) => api.raw('GET', '/api/applications/queue?limit=20', {headers: etag ? {'if-none-match': etag} : {}});
    const empty = await list();
    const tag = empty.headers.get('etag');
    assert.match(tag, /^"[0-9a-f]{32}"$/);
    const same = await list(tag);
    assert.equal(same.status, 304);
    assert.equal(same.headers.get('etag'), tag);
    assert.equal(same.body, null);
    const {id} = await swipe(api);
    const changed = await list(tag);
    assert.equal(changed.status, 200);
    assert.notEqual(changed.headers.get('etag'), tag);
    assert.deepEqual(changed.body.applications.map((each) => each.id), [id]);
    await api.post(`/api/applications/${id}/priority`, {priority: 9});
    const [application] = (await list(changed.headers.get('etag'))).body.applications;
    assert.equal(application.priority, 9);
  });

  test('sent twenty times at once makes one application', async () => {
    const api = await person(use.stack);
    const [job] = await api.deck();
    const answers = await Promise.all(Array.from({length: 20}, () => api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: job.id}})));
    assert.equal(new Set(answers.map(({body}) => body.id)).size, 1);
    assert.equal(answers.filter(({status}) => status === 201).length, 1);
    assert.equal((await api.get('/api/applications/queue')).applications.length, 1);
  });

  test('repeated with its Idempotency-Key gets the same answer, and the key serves nothing else', async () => {
    const api = await person(use.stack);
    const [one, two] = await api.deck();
    const headers = {'idempotency-key': randomUUID()};
    const first = await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: one.id}, headers});
    const again = await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: one.id}, headers});
    assert.equal(again.body.id, first.body.id);
    const other = await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: two.id}, headers});
    assert.ok(other.status >= 400 && other.status < 500, `a key used for another request answered ${other.status}`);
    assert.equal((await api.get('/api/applications/queue')).applications.length, 1);
  });

  test('on an unknown job is refused', async () => {
    const api = await person(use.stack);
    refused(await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: anyId()}}), 404);
  });

  test('keeps the version of the posting that the person saw', async () => {
    const api = await person(use.stack);
    const {id, job} = await swipe(api);
    const shown = await api.get(`/api/jobs/${job.id}`);
    assert.equal((await api.get(`/api/applications/${id}`)).job.snapshotHash, shown.snapshotHash);
  });

  test('can be undone until a desktop has it', async () => {
    const api = await person(use.stack);
    const {id, job} = await swipe(api);
    const undone = await api.post('/api/jobs/undo', {});
    assert.deepEqual([undone.jobId, undone.undone], [job.id, 'swipe_right']);
    assert.ok((await api.deck()).some((card) => card.id === job.id));
    assert.equal((await applicationOf(api, id)).status, 'CANCELLED');
    const again = await swipe(api);
    const device = await desktop(api);
    await claimOne(device);
    refused(await api.raw('POST', '/api/jobs/undo', {json: {jobId: again.job.id}}), 409);
  });
});

test('a left swipe can be undone', async () => {
  const api = await person(use.stack);
  const [job] = await api.deck();
  await api.post('/api/jobs/swipe-left', {jobId: job.id});
  assert.equal((await api.post('/api/jobs/undo', {})).undone, 'swipe_left');
  assert.equal((await api.deck())[0].id, job.id);
});

describe('the queue', () => {
  test('numbers what waits by priority, then by age', async () => {
    const api = await person(use.stack);
    const low = await swipe(api, {priority: 2});
    const middle = await swipe(api, {priority: 5});
    const high = await swipe(api, {priority: 10});
    const position = async (id) => (await applicationOf(api, id)).position;
    assert.deepEqual([await position(high.id), await position(middle.id), await position(low.id)], [1, 2, 3]);
    await api.post(`/api/applications/${low.id}/priority`, {priority: 10});
    const device = await desktop(api);
    const order = [];
    for (let i = 0; i < 3; i++) {
      const claim = await claimOne(device);
      await begin(device, claim);
      order.push(claim.applicationId);
    }
    assert.equal(order[2], middle.id);
  });

  test('counts, filters and pages', async () => {
    const api = await person(use.stack);
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push((await swipe(api)).id);
    await api.post(`/api/applications/${ids[0]}/cancel`, undefined);
    const cancelled = await api.get('/api/applications/queue?status=CANCELLED');
    assert.deepEqual(cancelled.applications.map(({id}) => id), [ids[0]]);
    assert.equal(cancelled.counts.CANCELLED, 1);
    const seen = [];
    let cursor = '';
    do {
      const page = await api.get(`/api/applications/queue?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.applications.map(({id}) => id));
      cursor = page.nextCursor;
    } while (cursor);
    assert.deepEqual(seen.sort(), ids.sort());
  });

  test('tells whether a desktop is paired and there', async () => {
    const api = await person(use.stack);
    assert.deepEqual(({...(await api.get('/api/applications/queue')).desktop, lastSeenAt: null}), {online: false, paired: false, lastSeenAt: null});
    const device = await desktop(api);
    await device.post('/api/desktop/sync', {});
    const {desktop: presence} = await api.get('/api/applications/queue');
    assert.equal(presence.paired, true);
    assert.equal(presence.online, true);
  });
});

test('a waiting application is cancelled at once, stays so, and reaches no desktop', async () => {
  const api = await person(use.stack);
  const {id} = await swipe(api);
  assert.equal((await api.post(`/api/applications/${id}/cancel`, undefined)).status, 'CANCELLED');
  const device = await desktop(api);
  assert.deepEqual((await device.post('/api/desktop/claim', {max: 5})).claims, []);
  refused(await api.raw('POST', `/api/applications/${id}/retry`), 409);
});

test('one refusal in a bulk request never sinks the rest', async () => {
  const api = await person(use.stack);
  const ids = [(await swipe(api)).id, (await swipe(api)).id];
  const {results} = await api.post('/api/applications/bulk', {ids: [ids[0], anyId(), ids[1]], action: 'cancel'});
  assert.deepEqual(results.map(({ok}) => ok), [true, false, true]);
});

test('a list of countries that the profile calls complete reaches the desktop as such', async () => {
  const api = await person(use.stack);
  const {profile} = await api.get('/api/profile');
  await api.put('/api/profile', {...profile, workAuthorization: {...profile.workAuthorization, isComplete: true}});
  await swipe(api);
  const {claims: [claim]} = await (await desktop(api)).post('/api/desktop/claim', {max: 1, wait: 10});
  assert.equal(claim.profile.workAuthorization.isComplete, true);
});

test('saved answers are kept by their question, and null forgets one', async () => {
  const api = await person(use.stack);
  await api.put('/api/answers', {answers: [{question: 'Favourite colour?', answer: 'Blue'}]});
  const {answers} = await api.put('/api/answers', {answers: [{question: 'favourite  colour', answer: 'Green'}]});
  assert.deepEqual(answers.filter(({question}) => /colour/i.test(question)).map(({answer}) => answer), ['Green']);
  const left = await api.put('/api/answers', {answers: [{question: 'Favourite colour?', answer: null}]});
  assert.ok(!left.answers.some(({question}) => /colour/i.test(question)));
});

test('a résumé\'s text is read and tells fields to look at, and nothing is saved by that', async () => {
  const api = await person(use.stack);
  const before = await api.get('/api/profile');
  const {resumes: [resume]} = await api.get('/api/resumes');
  const {text, truncated, proposals} = await api.get(`/api/resumes/${resume.id}/text`);
  assert.match(text, /Mara Lindqvist/);
  assert.equal(truncated, false);
  const {email, phone} = before.profile;
  const of = (pointer) => proposals.find((each) => each.pointer === pointer)?.value;
  assert.equal(of('/firstName'), 'Mara');
  assert.equal(of('/lastName'), 'Lindqvist');
  assert.equal(of('/phone'), phone);
  assert.match(of('/email'), /@example\.com$/, `not ${email}`);
  assert.deepEqual(await api.get('/api/profile'), before);
  const other = await person(use.stack);
  refused(await other.raw('GET', `/api/resumes/${resume.id}/text`), 404, 'not_found');
});

test('the export holds everything of the person', async () => {
  const api = await person(use.stack);
  const {id} = await swipe(api);
  const all = await api.get('/api/export');
  assert.equal(all.user.email, api.email);
  assert.equal(all.profile.firstName, 'Mara');
  assert.ok(all.answers.length >= 5);
  assert.equal(all.resumes.length, 1);
  assert.ok(JSON.stringify(all.applications).includes(id));
  assert.ok(all.events.some(({type}) => type === 'application.swiped'));
});
