// What is decided at the swipe, through the public API: which résumé goes, and what the posting will ask.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {anyId, claimOne, desktop, person, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack();
const pdf = (text) => Buffer.from(`%PDF-1.4 ${text}\n%%EOF\n`);
const deck = async (api) => (await api.get('/api/jobs/deck?limit=100')).jobs;
const details = (api, id) => api.get(`/api/applications/${id}`);

test('the résumé that the rules propose is shown in the deck and taken at the swipe', async () => {
  const api = await person(use.stack);
  const usual = (await api.get('/api/resumes')).resumes[0];
  const special = await api.uploadResume(pdf('special'), 'special.pdf');
  const [job, other] = await deck(api);
  assert.equal(job.proposedResumeId, usual.id);
  const before = await api.raw('GET', '/api/resume-rules');
  const rules = [{resumeId: special.id, titleWords: [job.title], companies: [job.company]}];
  const saved = await api.raw('PUT', '/api/resume-rules', {json: {rules}, headers: {'if-match': before.headers.get('etag')}});
  assert.deepEqual([saved.status, saved.body], [200, {rules, version: 1}]);
  refused(await api.raw('PUT', '/api/resume-rules', {json: {rules: []}, headers: {'if-match': before.headers.get('etag')}}), 412, 'precondition_failed');

  const cards = await deck(api);
  assert.equal(cards.find((card) => card.id === job.id).proposedResumeId, special.id);
  assert.equal(cards.find((card) => card.id === other.id).proposedResumeId, usual.id);
  assert.equal((await api.get(`/api/jobs/${job.id}`)).proposedResumeId, special.id);
  const {id} = await api.post('/api/jobs/swipe-right', {jobId: job.id});
  assert.equal((await details(api, id)).resume.id, special.id);
  const plain = await api.post('/api/jobs/swipe-right', {jobId: other.id});
  assert.equal((await details(api, plain.id)).resume.id, usual.id);
  const named = await api.post('/api/jobs/swipe-right', {jobId: cards.find((card) => card.id !== job.id && card.id !== other.id).id, resumeId: special.id});
  assert.equal((await details(api, named.id)).resume.id, special.id);
});

test('rules that can not be are refused at their place', async () => {
  const api = await person(use.stack);
  const {id} = (await api.get('/api/resumes')).resumes[0];
  for (const [rule, pointer] of [
    [{resumeId: anyId(), titleWords: ['x']}, '/rules/0/resumeId'],
    [{resumeId: id}, '/rules/0'],
    [{resumeId: id, titleWords: []}, '/rules/0/titleWords'],
    [{resumeId: id, languages: ['tlh']}, '/rules/0/languages/0'],
    [{resumeId: id, workModes: ['moon']}, '/rules/0/workModes/0'],
    [{resumeId: id, mood: 'good'}, '/rules/0/mood'],
  ]) {
    const answer = refused(await api.raw('PUT', '/api/resume-rules', {json: {rules: [rule]}}), 400, 'invalid_input');
    assert.ok(answer.body.errors.some((error) => error.pointer === pointer), `${pointer}: ${JSON.stringify(answer.body.errors)}`);
  }
});

test('questions of the posting that nothing answers yet are shown before the swipe, and answers given with it are saved', async () => {
  const api = await person(use.stack);
  const {id} = (await deck(api))[0];
  use.stack.postgres.query(`WITH content AS (
      SELECT s.content || '{"questions": [{"label": "First name", "required": true, "kind": "text", "options": []},
        {"label": "May you lift 20 kg?", "required": true, "kind": "choice", "options": ["Yes", "No"]},
        {"label": "Resume", "required": true, "kind": "file", "options": []}]}' AS content
      FROM jobs j JOIN job_snapshots s ON s.hash = j.snapshot_hash WHERE j.id = '${id}'
    ), written AS (
      INSERT INTO job_snapshots (hash, content) SELECT sha256(convert_to(content::text, 'UTF8')), content FROM content RETURNING hash
    ) UPDATE jobs SET snapshot_hash = written.hash FROM written WHERE id = '${id}'`);
  const job = await api.get(`/api/jobs/${id}`);
  assert.equal(job.questions.length, 3);
  assert.deepEqual(job.openQuestions.map(({label}) => label), ['May you lift 20 kg?']);
  const answer = {question: 'May you lift 20 kg?', answer: 'Yes'};
  refused(await api.raw('POST', '/api/jobs/swipe-right', {json: {jobId: id, answers: [{...answer, answer: null}]}}), 400, 'invalid_input');
  await api.post('/api/jobs/swipe-right', {jobId: id, answers: [answer]});
  assert.deepEqual((await api.get(`/api/jobs/${id}`)).openQuestions, []);
  const claim = await claimOne(await desktop(api));
  assert.ok(claim.answers.some((saved) => saved.question === answer.question && saved.answer === 'Yes'));
});

test('a profile that another device has changed is not overwritten', async () => {
  const api = await person(use.stack);
  const read = await api.raw('GET', '/api/profile');
  const etag = read.headers.get('etag');
  const changed = await api.raw('PUT', '/api/profile', {json: {...read.body.profile, firstName: 'Ada'}, headers: {'if-match': etag}});
  assert.equal(changed.status, 200);
  refused(await api.raw('PUT', '/api/profile', {json: {firstName: 'Lost'}, headers: {'if-match': etag}}), 412, 'precondition_failed');
  assert.equal((await api.get('/api/profile')).profile.firstName, 'Ada');
  assert.equal((await api.raw('PUT', '/api/profile', {json: {firstName: 'Grace'}, headers: {'if-match': changed.headers.get('etag')}})).status, 200);
  assert.equal((await api.raw('PUT', '/api/profile', {json: {firstName: 'Anybody'}})).status, 200, 'without If-Match the last one wins');
});

test('applications come as CSV and as JSON', async () => {
  const api = await person(use.stack);
  const {id, job} = await swipe(api);
  await api.put(`/api/applications/${id}/note`, {text: '=1+1, "so"', version: 0});
  const csv = await api.raw('GET', '/api/export/applications');
  assert.match(csv.headers.get('content-type'), /^text\/csv/);
  assert.match(csv.headers.get('content-disposition'), /applications\.csv/);
  const [head, row, end] = csv.body.toString('utf8').split('\r\n');
  assert.equal(head, 'title,company,status,outcome,outcome_on,priority,attempts,created_at,finished_at,failure,apply_url,note,id');
  assert.ok(row.includes(job.company) && row.endsWith(`,"'=1+1, ""so""",${id}`), row);
  assert.equal(end, '');
  assert.deepEqual((await api.get('/api/export/applications?format=json')).applications.map((it) => it.id), [id]);
  assert.equal((await (await person(use.stack)).raw('GET', '/api/export/applications')).body.toString('utf8'), `${head}\r\n`);
  refused(await api.raw('GET', '/api/export/applications?format=pdf'), 400, 'invalid_input');
});
