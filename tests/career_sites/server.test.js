// The sites over HTTP alone: feeds, validation, faults, counting, command line.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {after, before, beforeEach, describe, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {startSites} from './server.js';

let sites;
const site = (name) => sites.find((candidate) => candidate.name === name);
const json = async (url) => (await fetch(url)).json();
const admin = (name, path, body) => fetch(`${site(name).url}/_admin/${path}`, {method: 'POST', body: JSON.stringify(body)});

before(async () => {
  sites = await startSites();
});
after(() => Promise.all(sites.map(({close}) => close())));
beforeEach(() => Promise.all(sites.map(({name}) => admin(name, 'reset', {}))));

const visitOf = (text) => /name="visit" value="(\w+)"/.exec(text)[1];

/** Applies to the first board posting without a browser; `change` may set or delete fields. */
async function apply(change = {}, file = '%PDF-1.4 x') {
  const {frameUrl, postings} = site('board');
  const url = `${frameUrl}/embed/job_app?for=nordlicht-robotics&token=${postings[0].id}`;
  const fields = {
    visit: visitOf(await (await fetch(url)).text()), first_name: 'Mara', last_name: 'Lindqvist', email: 'mara@example.org', phone: '+49 30 1234567', company_website_url: '',
    question_4000101: '1', question_4000102: '0', question_4000103: '0', question_4000106: '2', question_4000107: '80,000', ...change,
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  if (file) form.append('resume', new Blob([file]), 'résumé "final".pdf');
  return fetch(url, {method: 'POST', body: form, redirect: 'manual'});
}

describe('feeds', () => {
  test('board publishes Greenhouse boards, with escaped content and questions only on request', async () => {
    const {jobs, meta} = await json(site('board').feed);
    assert.equal(meta.total, 3);
    assert.match(jobs[0].content, /^&lt;div class=&quot;content-intro&quot;&gt;/);
    assert.ok(jobs[0].questions.some(({label, required}) => required && /authorized/.test(label)));
    assert.equal(jobs[1].metadata, null);
    const bare = await json(site('board').feed.split('?')[0]);
    assert.equal(bare.jobs[0].content, undefined);
    assert.equal((await fetch(jobs[0].absolute_url)).status, 200);
  });

  test('cards publishes Lever postings, dates in milliseconds, salary only where known', async () => {
    const postings = await json(site('cards').feed);
    assert.equal(postings.length, 3);
    assert.ok(postings.every(({createdAt}) => createdAt > 1.7e12));
    assert.equal('salaryRange' in postings[1], false);
    assert.equal((await fetch(postings[2].applyUrl)).status, 200);
  });

  test("wizard publishes an Ashby board, Recruitee's offers and JobPosting in each page", async () => {
    const {jobs} = await json(site('wizard').feed);
    assert.equal(jobs.length, 3);
    assert.equal(jobs[0].compensation.summaryComponents[0].minValue, 64000);
    assert.equal('compensation' in (await json(site('wizard').feed.split('?')[0])).jobs[0], false);
    const {offers} = await json(site('wizard').feeds[1].url);
    assert.equal(offers.length, 2);
    assert.equal((await fetch(offers[0].careers_apply_url)).status, 200);
    const text = await (await fetch(jobs[0].jobUrl)).text();
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)[1]);
    assert.equal(data['@type'], 'JobPosting');
    assert.equal(data.jobLocation.length, 2);
  });
});

describe('an application', () => {
  test('that is right is received and counted under its person and posting', async () => {
    assert.equal((await apply()).status, 303);
    assert.equal((await apply()).status, 303);
    const got = await json(`${site('board').url}/_admin/submissions`);
    assert.deepEqual(got.accepted_by_key, {'mara@example.org|4011201': 2});
    assert.equal(got.posts[0].file.bytes, 10);
    assert.equal(got.posts[0].file.name, 'résumé "final".pdf');
  });

  const cases = [
    ['without a required answer', {question_4000106: undefined}, '%PDF-', 'question_4000106'],
    ['with an answer that is not on the list', {question_4000106: '9'}, '%PDF-', 'question_4000106'],
    ['with a broken e-mail address', {email: 'mara@'}, '%PDF-', 'email'],
    ['with a filled trap', {company_website_url: 'https://x.example'}, '%PDF-', 'company_website_url'],
    ['without a résumé', {}, null, 'resume'],
    ['with a program named .pdf', {}, 'MZ\x90', 'resume'],
    ['with a token of no visit', {visit: 'made up'}, '%PDF-', 'form'],
  ];
  for (const [what, change, file, field] of cases) {
    test(`${what} is refused with 422`, async () => {
      const response = await apply(change, file);
      assert.equal(response.status, 422);
      assert.match(await response.text(), /There is 1 problem/);
      const got = await json(`${site('board').url}/_admin/submissions`);
      assert.deepEqual(Object.keys(got.posts[0].errors), [field]);
      assert.deepEqual(got.accepted_by_key, {});
    });
  }

  test('shows the text that came in, never as markup', async () => {
    const response = await apply({first_name: '"><script>alert(1)</script>', email: ''});
    const text = await response.text();
    assert.ok(text.includes('&lt;script&gt;alert(1)'));
    assert.ok(!text.includes('<script>alert'));
  });
});

describe('faults', () => {
  test('hold for the number of times that was asked for', async () => {
    const url = site('cards').postings[0].url;
    await admin('cards', 'fail', {posting: null, mode: 404, times: 2});
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(url)).status);
    assert.deepEqual(statuses, [404, 404, 200]);
  });

  test('of one posting leave the others alone', async () => {
    const [first, second] = site('wizard').postings;
    await admin('wizard', 'fail', {posting: first.id, mode: '500'});
    assert.equal((await fetch(first.url)).status, 500);
    assert.equal((await fetch(second.url)).status, 200);
  });

  test('on the POST alone note the POST as not accepted', async () => {
    await admin('board', 'fail', {posting: '4011201', mode: '500', on: 'post', times: 1});
    assert.equal((await apply()).status, 500);
    const got = await json(`${site('board').url}/_admin/submissions`);
    assert.equal(got.total, 1);
    assert.equal(got.accepted, 0);
  });

  test('with an unknown mode are refused', async () => {
    const response = await admin('board', 'fail', {mode: 'explode'});
    assert.equal(response.status, 400);
    assert.match((await response.json()).error, /mode must be one of/);
  });
});

describe('the command', () => {
  const start = (...args) => spawn(process.execPath, [fileURLToPath(new URL('server.js', import.meta.url)), ...args]);
  const line = async (child) => {
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.includes('\n')) break;
    }
    return text;
  };

  test('prints its sites and ends on SIGTERM', async () => {
    const child = start();
    const {sites: printed} = JSON.parse(await line(child));
    assert.deepEqual(printed.map(({name, kind}) => [name, kind]), [['board', 'greenhouse'], ['cards', 'lever'], ['wizard', 'ashby']]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });

  test('ends with its parent when asked to', async () => {
    const child = start('--exit-with-parent');
    await line(child);
    const ended = once(child, 'exit');
    child.stdin.end();
    assert.deepEqual(await ended, [0, null]);
  });

  test('names a wrong port', async () => {
    const child = start('--port', 'abc');
    let text = '';
    child.stderr.on('data', (chunk) => (text += chunk));
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(text, /--port must be a whole number/);
  });
});
