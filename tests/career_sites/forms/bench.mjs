#!/usr/bin/env node
// Runs the agent over the corpus and says how much it got right: `./jobswipe bench forms`.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {fieldsOf} from './define.js';
import {answerTo, fieldOf, fits, judge} from './judge.js';
import {startForms} from './server.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
const ROUNDS = 5;

/** The agent's engine with one browser: `ask(job)` gives its result. */
export class Runner {
  constructor(program, driver = 'auto', generic = false) {
    this.process = spawn(program, ['--driver', driver, ...(generic ? ['--generic'] : [])], {stdio: ['pipe', 'pipe', 'inherit']});
    this.lines = createInterface({input: this.process.stdout})[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.once('error', (error) => (this.failure = error));
  }

  async ask(job) {
    this.process.stdin.write(`${JSON.stringify(job)}\n`);
    const {value, done} = await this.lines.next();
    if (done) throw new Error(this.failure ? `form_runner did not start: ${this.failure.message}. Build it: ninja -C build/dev form_runner` : 'form_runner ended early');
    return JSON.parse(value);
  }

  async close() {
    this.process.stdin.end();
    await this.ended;
  }
}

/** One form: applies, answers as the person what is asked, applies again, until it is sent or stands still. */
async function runForm(runner, server, form, facts, resume) {
  const url = `${server.origin}/f/${form.id}`;
  const asked = new Map();
  const answers = [...facts.answers];
  const notes = [];
  const plan = await runner.ask({do: 'plan', url, facts});
  if (plan.error) notes.push(`plan failed: ${plan.error}`);
  const planned = planWrong(form, plan);
  if (form.blocker) {
    const blocked = plan.blockers?.some((blocker) => blocker.kind === form.blocker);
    const outcome = await runner.ask({do: 'apply', url, resume, facts});
    if (!blocked || outcome.kind !== form.blocker) notes.push(`expected ${form.blocker}, plan says ${JSON.stringify(plan.blockers)}, apply ${outcome.kind}: ${outcome.detail}`);
    return {form, rows: [], planned, notes, blocked: blocked && outcome.kind === form.blocker, sent: server.posts(form.id).length};
  }
  let outcome;
  for (let round = 0; round < ROUNDS; ++round) {
    outcome = await runner.ask({do: 'apply', url, resume, facts: {...facts, answers}});
    if (outcome.error) notes.push(outcome.error);
    if (outcome.kind !== 'question_unanswered') break;
    const before = answers.length;
    for (const question of outcome.questions) {
      const field = fieldOf(form, question);
      if (!field) {
        notes.push(`asked about no field of the form: "${question.label}"`);
        continue;
      }
      const again = asked.has(field.name);
      asked.set(field.name, question.reason);
      const answer = answerTo(field);
      if (answer === undefined || again) notes.push(`${again ? 'asked twice' : 'asked needlessly'}: "${question.label}" (${question.reason})`);
      else answers.push({question: question.label, answer});
    }
    if (answers.length === before) break;
  }
  const posts = server.posts(form.id);
  if (posts.length > 1) notes.push(`sent ${posts.length} times`);
  const post = posts.find((it) => it.accepted) ?? posts.at(-1) ?? null;
  if (outcome.status !== 'completed') notes.push(`${outcome.status} ${outcome.kind ?? ''}: ${outcome.detail}`);
  if (outcome.status === 'completed' && outcome.permissions === 0) notes.push('sent without permission');
  return {form, rows: judge(form, asked, post), planned, notes, outcome, asked, posts, unpermitted: posts.length > 0 && outcome.permissions === 0};
}

/** What `plan` would fill although it shouldn't. */
function planWrong(form, plan) {
  const wrong = [];
  for (const entry of plan.fields ?? []) {
    if (entry.decision !== 'fill') continue;
    const field = fieldsOf(form).find((it) => it.name === entry.name) ?? fieldOf(form, entry);
    if (!field) continue;
    // Of a list that shows its options only when opened, a plan says what will be looked for; it may not be there.
    if (entry.options.length === 0 && field.options && !field.options.includes(entry.value)) continue;
    const untouched = entry.value === false || entry.value === '';
    if (field.expect?.ask ? !untouched : field.expect?.leave ? !untouched : typeof field.expect === 'boolean' ? !fits(field.expect, entry.value) && !['Yes', 'No'].includes(entry.value) : false) wrong.push(`${field.label}: ${JSON.stringify(entry.value)}`);
  }
  return wrong;
}

const count = (rows, ...verdicts) => rows.filter((row) => verdicts.includes(row.verdict)).length;
const percent = (part, whole) => (whole ? `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %` : '–');
export const duty = (rows) => rows.filter((row) => row.field.required || row.field.secretly).filter((row) => row.verdict !== 'left');

export function sum(results) {
  const rows = results.flatMap((result) => result.rows);
  const required = duty(rows);
  return {forms: results.length, required: required.length, right: count(required, 'right'), asked: count(required, 'asked'), missed: count(required, 'missed'), wrong: count(rows, 'wrong') + results.reduce((total, result) => total + result.planned.length + (result.unpermitted ? 1 : 0), 0),
    sent: results.filter((result) => result.outcome?.status === 'completed').length, blocked: results.filter((result) => result.blocked).length};
}

export function lastLine(total) {
  return `required right or asked ${percent(total.right + total.asked, total.required)}, answered ${percent(total.right, total.required)}, wrong answers ${total.wrong}`;
}

/** The person of the corpus, as the runner takes them. */
export const personFacts = () => JSON.parse(readFileSync(new URL('profile.json', import.meta.url), 'utf8'));

/** Runs the forms whose id or platform matches; `each(result)` is called after every one. */
export async function runCorpus({program, only = /./, driver = 'auto', generic = false, each = () => {}}) {
  const facts = personFacts();
  const folder = mkdtempSync(path.join(tmpdir(), 'forms-'));
  const resume = path.join(folder, 'Leonie_Brandt_Resume.pdf');
  writeFileSync(resume, PDF);
  const server = await startForms();
  const runner = new Runner(program, driver, generic);
  const results = [];
  try {
    for (const form of server.forms.filter((it) => only.test(it.id) || only.test(it.platform))) {
      const began = performance.now();
      const result = await runForm(runner, server, form, facts, resume);
      result.seconds = (performance.now() - began) / 1000;
      results.push(result);
      each(result);
    }
  } finally {
    await runner.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
  return results;
}

async function main() {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {verbose: {type: 'boolean', short: 'v', default: false}, program: {type: 'string'}, driver: {type: 'string', default: 'auto'}, generic: {type: 'boolean', default: false}, help: {type: 'boolean', default: false}}});
  if (values.help) {
    console.log(`Usage: bench.mjs [--verbose] [--driver auto|playwright|webdriver] [--program FILE] [--generic] [PATTERN]

Applies to every form of the corpus with the agent's engine and a full profile, answers what it asks, and compares what the
employer received with what a careful person would have sent. PATTERN chooses forms by id or platform. --generic forgets what is
known of single applicant systems (agent/form/platforms).`);
    return;
  }
  const program = values.program ?? path.join(root, 'build', process.env.JOBSWIPE_TEST_PRESET ?? 'dev', 'bin/form_runner');
  const results = await runCorpus({program, driver: values.driver, generic: values.generic, only: new RegExp(positionals[0] ?? '.'), each: (result) => {
    const {form, rows, notes, planned, seconds} = result;
    const bad = rows.filter((row) => row.verdict === 'wrong' || row.verdict === 'missed' || (row.verdict === 'asked' && !row.field.expect?.ask));
    if (!values.verbose && process.stdout.isTTY) process.stdout.write(`\r\x1b[K${form.id}`);
    if (!values.verbose) return;
    console.log(`${form.id}  (${seconds.toFixed(1)} s)${bad.length || notes.length || planned.length ? '' : '  ok'}`);
    for (const row of bad) console.log(`    ${row.verdict}: "${row.field.label}" [${row.field.widget}] got ${JSON.stringify(row.got)}${row.verdict === 'asked' ? ` — ${result.asked.get(row.field.name)}` : ''}`);
    for (const line of planned) console.log(`    plan would fill ${line}`);
    for (const line of notes) console.log(`    ${line}`);
  }});
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  console.log(`${'platform'.padEnd(16)} forms  sent  required  right  asked  missed  wrong`);
  for (const platform of [...new Set(results.map((result) => result.form.platform))]) {
    const row = sum(results.filter((result) => result.form.platform === platform));
    console.log(`${platform.padEnd(16)} ${[row.forms, row.sent + row.blocked, row.required, row.right, row.asked, row.missed, row.wrong].map((number, index) => String(number).padStart([5, 5, 9, 6, 6, 7, 6][index])).join(' ')}`);
  }
  const total = sum(results);
  console.log(`\n${total.forms} forms, ${total.required} required fields, ${total.sent} sent and confirmed, ${total.blocked} rightly handed to the person\n${lastLine(total)}`);
  process.exitCode = total.required && total.wrong === 0 && total.right + total.asked >= 0.99 * total.required && total.right >= 0.85 * total.required ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
