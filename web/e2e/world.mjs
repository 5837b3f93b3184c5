// A person's world for the web app's tests and its bench: postings by the hundred, and applications in every state, all
// made through the public API and the server's own import.
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {addEvidence, begin, claimOne, complete, desktop, person, png} from '../../tests/system/people.mjs';

const kTitles = ['Senior Backend Engineer', 'Product Designer', 'Junior Data Analyst', 'Site Reliability Engineer', 'Technical Writer', 'Lead Embedded Engineer', 'Nurse, Night Ward', 'Accountant'];
const kEmployers = ['Nordlicht Energy', 'Kessel & Sohn', 'Atlas Mapping', 'Papierkram', 'Helio Labs', 'Fjord Robotics', 'Ostpost', 'Lumen Health'];
const kPlaces = ['Berlin, Germany', 'Hamburg, Germany', 'Vienna, Austria', 'Remote, Europe'];

/** A board of `count` postings in Greenhouse's form. */
function board(count) {
  const day = 86_400_000;
  const jobs = Array.from({length: count}, (_, index) => ({
    id: 9_000_000 + index,
    internal_job_id: 8_000_000 + index,
    title: `${kTitles[index % kTitles.length]} ${index + 1}`,
    company_name: kEmployers[(index * 3) % kEmployers.length],
    absolute_url: `http://127.0.0.1:1/careers/${9_000_000 + index}`,
    updated_at: new Date(Date.now() - index * day * 0.1).toISOString(),
    first_published: new Date(Date.now() - index * day * 0.1).toISOString(),
    location: {name: kPlaces[index % kPlaces.length]},
    departments: [{id: 1, name: 'Engineering', child_ids: [], parent_id: null}],
    offices: [],
    metadata: [],
    content: '&lt;p&gt;You build what people rely on every day, in C++ and TypeScript.&lt;/p&gt;&lt;h2&gt;What you do&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;Build, review, explain&lt;/li&gt;&lt;li&gt;Be on call one week in six&lt;/li&gt;&lt;/ul&gt;',
    questions: index % 2 === 0 ? [{label: 'Why do you want to work here?', required: true, description: null, fields: [{name: 'question_1', type: 'textarea', values: []}]}] : [],
  }));
  return {jobs, meta: {total: count}};
}

/** Writes a board of `count` postings; gives the file's path. */
export function writeFeed(folder, count) {
  const path = join(folder, `feed-${count}.json`);
  writeFileSync(path, JSON.stringify(board(count)));
  return path;
}

/** An employer's board over HTTP, whose postings can be taken down. `url` is what to import; `close()` ends it. */
export async function serveBoard(count) {
  const all = board(count);
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(all));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1/boards/nachtzug/jobs?content=true&questions=true`,
    takeDown(test) {
      all.jobs = all.jobs.filter((job) => !test(job));
      all.meta.total = all.jobs.length;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const kFailures = [
  {status: 'NEEDS_REVIEW', failure: {kind: 'captcha', detail: 'A captcha is shown on page 2 of the form.'}},
  {status: 'NEEDS_REVIEW', failure: {kind: 'login_required', detail: 'The portal asks for an account.'}},
  {status: 'FAILED', failure: {kind: 'posting_closed', detail: 'The page says that the position is filled.'}},
  {
    status: 'NEEDS_REVIEW',
    failure: {kind: 'question_unanswered', detail: 'The form asks what is not on file.'},
    questions: [
      {id: 'a', label: 'What made the last thing you built quiet?', kind: 'textarea', required: true},
      {id: 'b', label: 'How did you work before?', kind: 'radio', required: true, options: ['Alone', 'In a team', 'Both']},
      {id: 'c', label: 'Days of notice', kind: 'number', required: false},
    ],
  },
];

async function swipeSome(api, count) {
  const {jobs} = await api.get(`/api/jobs/deck?limit=${count}`);
  for (const job of jobs) await api.post('/api/jobs/swipe-right', {jobId: job.id});
}

/** A person with a desktop, and applications that wait, run, need them, failed and were sent. */
export async function fullPerson(stack, name = 'full') {
  const api = await person(stack, name);
  const device = await desktop(api, 'Desk in the study');
  await swipeSome(api, 2 + kFailures.length + 1);
  for (let n = 0; n < 2; n++) {
    const claim = await claimOne(device);
    await begin(device, claim);
    await addEvidence(device, claim.applicationId, claim.epoch, 'before_submit', png(900, 700, 210));
    await complete(device, claim);
  }
  for (const outcome of kFailures) {
    const claim = await claimOne(device);
    await begin(device, claim);
    await device.put(`/api/applications/${claim.applicationId}/status`, {epoch: claim.epoch, ...outcome});
  }
  const running = await claimOne(device);
  await begin(device, running);
  await addEvidence(device, running.applicationId, running.epoch, 'page', png(900, 700, 190));
  await device.put(`/api/applications/${running.applicationId}/status`, {epoch: running.epoch, status: 'PROCESSING', progress: {step: 'filling', percent: 55, message: 'Page 2 of 3'}});
  await swipeSome(api, 3);
  return Object.assign(api, {device, running});
}
