// What came of an application, notes, reminders and the search of the queue, through the public API and live to another device.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {anyId, claimOne, complete, desktop, person, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack({serverEnv: {JOBSWIPE_RECONCILE_SECONDS: '1'}});

async function applied() {
  const api = await person(use.stack);
  const {id, job} = await swipe(api);
  const desk = await desktop(api);
  await complete(desk, await claimOne(desk, 20));
  return {api, id, job, desk};
}

/** Reads the log after `cursor` until an event of this type is there. */
async function hear(api, cursor, type) {
  for (;;) {
    const page = await api.get(`/api/events?after=${encodeURIComponent(cursor)}&wait=20`);
    const found = page.events.find((event) => event.type === type);
    if (found) return found;
    assert.ok(page.events.length > 0, `no ${type} within 20 s`);
    cursor = page.cursor;
  }
}
const cursorOf = async (api) => (await api.get('/api/applications/queue')).cursor;

test('an outcome is set, heard by another device, found in the queue, and taken back', async () => {
  const {api, id} = await applied();
  const cursor = await cursorOf(api);
  const outcome = {kind: 'interview', on: '2026-11-30'};
  assert.deepEqual((await api.put(`/api/applications/${id}/outcome`, {outcome})).outcome, outcome);
  const heard = await hear(api, cursor, 'application.outcome_changed');
  assert.deepEqual([heard.applicationId, heard.actor, heard.data.outcome], [id, 'person', outcome]);
  const queue = await api.get('/api/applications/queue?outcome=interview,offer');
  assert.deepEqual(queue.applications.map((it) => [it.id, it.outcome]), [[id, outcome]]);
  assert.equal((await api.get('/api/applications/queue?outcome=none')).applications.length, 0);
  assert.equal((await api.put(`/api/applications/${id}/outcome`, {outcome: null})).outcome, null);
  for (const [json, pointer] of [
    [{outcome: {kind: 'hired', on: '2026-11-30'}}, '/outcome'],
    [{outcome: {kind: 'offer', on: '2026-02-30'}}, '/outcome'],
    [{}, '/outcome'],
  ]) {
    const answer = refused(await api.raw('PUT', `/api/applications/${id}/outcome`, {json}), 400, 'invalid_input');
    assert.ok(answer.body.errors[0].pointer.startsWith(pointer), JSON.stringify(answer.body.errors));
  }
  const waiting = await swipe(api);
  refused(await api.raw('PUT', `/api/applications/${waiting.id}/outcome`, {json: {outcome}}), 409, 'conflict');
});

test('a note keeps what another device wrote', async () => {
  const {api, id} = await applied();
  const note = await api.put(`/api/applications/${id}/note`, {text: 'Ask for Ms Okafor.', version: 0});
  assert.equal(note.version, 1);
  refused(await api.raw('PUT', `/api/applications/${id}/note`, {json: {text: 'lost', version: 0}}), 409, 'conflict');
  await api.put(`/api/applications/${id}/note`, {text: 'Ask for Mr Okafor.', version: 1});
  assert.equal((await api.get(`/api/applications/${id}`)).note.text, 'Ask for Mr Okafor.');
  assert.equal(use.stack.postgres.query(`SELECT count(*) FROM application_notes WHERE position('Okafor'::bytea IN sealed) > 0`), '0');
});

test('a reminder that is due is told live, once', async () => {
  const {api, id} = await applied();
  const cursor = await cursorOf(api);
  const reminder = anyId();
  const dueAt = new Date(Date.now() - 1000).toISOString();
  const path = `/api/applications/${id}/reminders/${reminder}`;
  await api.put(path, {text: 'Call them.', dueAt});
  const heard = await hear(api, cursor, 'application.reminder_due');
  assert.deepEqual([heard.applicationId, heard.actor, heard.data.reminderId], [id, 'server', reminder]);
  const [listed] = (await api.get('/api/reminders')).reminders;
  assert.deepEqual([listed.id, listed.text, listed.done], [reminder, 'Call them.', false]);
  assert.ok(listed.notifiedAt);
  await api.put(path, {text: 'Call them.', dueAt, done: true});
  assert.deepEqual((await api.get('/api/reminders')).reminders, []);
  assert.equal((await api.raw('DELETE', path)).status, 204);
  refused(await api.raw('DELETE', path), 404);
  assert.equal(use.stack.postgres.query(`SELECT count(*) FROM application_events WHERE application_id = '${id}' AND type = 'application.reminder_due'`), '1');
  refused(await api.raw('PUT', path, {json: {text: 'x', dueAt: 'tomorrow'}}), 400, 'invalid_input');
});

test('the queue is searched, and what was applied to at the same employer is shown', async () => {
  const api = await person(use.stack);
  const {jobs} = await api.get('/api/jobs/deck?limit=50');
  const company = jobs.find((job, at) => jobs.findIndex((other) => other.company === job.company) < at)?.company;
  assert.ok(company, 'the demo employers have several postings each');
  const [first, second] = jobs.filter((job) => job.company === company);
  const {id} = await api.post('/api/jobs/swipe-right', {jobId: first.id});
  const before = await api.get(`/api/jobs/${second.id}`);
  assert.deepEqual(before.similarApplications.map((it) => [it.id, it.jobId, it.status === 'CANCELLED']), [[id, first.id, false]]);
  const other = await api.post('/api/jobs/swipe-right', {jobId: second.id});
  assert.deepEqual((await api.get(`/api/applications/${other.id}`)).similarApplications.map((it) => it.id), [id]);
  const word = first.title.split(' ')[0];
  const found = await api.get(`/api/applications/queue?q=${encodeURIComponent(`${company.split(' ')[0]} ${word}`)}`);
  assert.ok(found.applications.some((it) => it.id === id));
  assert.deepEqual((await api.get('/api/applications/queue?q=nobodyhasthisword')).applications, []);
  refused(await api.raw('GET', '/api/applications/queue?outcome=hired'), 400, 'invalid_input');
});

test('notes and reminders are part of the export', async () => {
  const {api, id} = await applied();
  await api.put(`/api/applications/${id}/note`, {text: 'mine', version: 0});
  await api.put(`/api/applications/${id}/reminders/${anyId()}`, {text: 'then', dueAt: '2030-01-01T00:00:00Z'});
  const all = await api.get('/api/export');
  assert.deepEqual(all.notes.map((note) => [note.applicationId, note.text]), [[id, 'mine']]);
  assert.deepEqual(all.reminders.map((reminder) => [reminder.applicationId, reminder.text]), [[id, 'then']]);
});
