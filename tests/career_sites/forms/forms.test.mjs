// A part of the form corpus, one form of every manner and every trap that would send something wrong; the whole is run by
// `./jobswipe bench forms`. Needs the program form_runner of the preset that JOBSWIPE_TEST_PRESET names (dev).
import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {duty, runCorpus} from './bench.mjs';
import {corpus} from './corpus/index.js';
import {fieldsOf, forPage} from './define.js';
import {fits, judge} from './judge.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const program = path.join(root, 'build', process.env.JOBSWIPE_TEST_PRESET ?? 'dev', 'bin/form_runner');
const chosen = ['greenhouse-us', 'ashby-berlin', 'workable-athens', 'teamtailor-french', 'plain-hindi', 'plain-injection', 'plain-lookalikes', 'plain-negated', 'plain-units', 'plain-late-required', 'plain-next-sends-formless', 'plain-presets', 'plain-captcha$',
  'workday-histories-parsed', 'icims-histories',
  'unseen-polish', 'unseen-questionnaire-builder', 'unseen-two-mails-and-units', 'unseen-double-ids', 'unseen-bare-dropdowns'];

test('forms of many manners are filled right or asked about, and nothing wrong is sent', {timeout: 300_000}, async () => {
  const results = await runCorpus({program, only: new RegExp(`^(${chosen.join('|')})$`)});
  assert.equal(results.length, chosen.length);
  for (const {form, rows, planned, notes, posts, blocked, unpermitted, sent} of results) {
    assert.deepEqual(planned, [], `${form.id}: what plan would fill although it should not`);
    assert.deepEqual(rows.filter((row) => row.verdict === 'wrong').map((row) => [row.field.label, row.got]), [], `${form.id}: wrong answers`);
    assert.deepEqual(duty(rows).filter((row) => row.verdict === 'missed').map((row) => row.field.label), [], `${form.id}: neither right nor asked; ${notes}`);
    assert.ok(!unpermitted, `${form.id} was sent without a permission`);
    if (form.blocker) assert.ok(blocked && sent === 0, `${form.id}: ${notes}`);
    else assert.equal(posts.length, 1, `${form.id} was sent ${posts.length} times: ${notes}`);
  }
});

test('the corpus holds at least forty forms of twelve kinds in five languages, with names of their own', () => {
  assert.ok(corpus.length >= 40);
  assert.ok(new Set(corpus.map((form) => form.platform)).size >= 12);
  for (const lang of ['en', 'de', 'fr', 'es', 'hi']) assert.ok(corpus.some((form) => form.lang === lang), lang);
  assert.equal(new Set(corpus.map((form) => form.id)).size, corpus.length);
});

test('no page is told what is expected of it', () => {
  for (const form of corpus) assert.ok(!/"(expect|ask|leave|then)":/.test(JSON.stringify(forPage(form))), form.id);
});

test('an answer is wrong when it differs, when it should have been left, and when nobody was asked who had to be', () => {
  const form = corpus.find((it) => it.id === 'plain-negated');
  const right = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.expect?.leave ? '' : field.expect?.ask ? field.expect.then : field.expect]));
  const files = {resume: {name: 'cv.pdf', bytes: 10}};
  const asked = new Map(fieldsOf(form).filter((field) => field.expect?.ask).map((field) => [field.name, '']));
  const verdicts = (answers, who = asked) => judge(form, who, {answers: {...right, ...answers}, files}).filter((row) => row.verdict === 'wrong').map((row) => row.field.name);
  assert.deepEqual(verdicts({}), []);
  assert.deepEqual(verdicts({first_name: 'Somebody'}), ['first_name']);
  assert.deepEqual(verdicts({i_do_not_agree_to_the_privacy_policy: true}), ['i_do_not_agree_to_the_privacy_policy']);
  assert.equal(verdicts({}, new Map()).length, asked.size);
  assert.ok(fits({digits: '491'}, '+49 1') && !fits({digits: '491'}, '+49 2'));
});
