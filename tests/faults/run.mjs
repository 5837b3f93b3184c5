// `./jobswipe test faults --minutes N --seed S`: people swipe, change their minds and answer, desktops work and crash, while parts and
// connections fail at random; then I1 to I8 are counted. The last line is `faults N, lost 0, duplicates 0, stream holes 0, stuck 0`.
import {setTimeout as pause} from 'node:timers/promises';
import {rmSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {places} from './desktop.mjs';
import {faults} from './injector.mjs';
import {Random} from './random.mjs';
import {Crew, eventually, leaseMs, World} from './world.mjs';

const help = `Usage: ./jobswipe test faults [--minutes N] [--seed S] [--people N] [--only WORDS]

Composes faults at random under load and counts what was lost, doubled, skipped or stuck. A seed repeats the choices, not the
timing of processes.

  --minutes N   how long faults are injected (2)
  --seed S      whole number (the time of day)
  --people N    people at the start, each with three desktops (6)
  --only WORDS  only the faults whose name holds this, such as "Redis"
  --list        the faults' names`;

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '2'}, seed: {type: 'string'}, people: {type: 'string', default: '6'}, only: {type: 'string'},
    list: {type: 'boolean'}, help: {type: 'boolean', short: 'h'},
  },
});
if (values.help || values.list) {
  console.log(values.help ? help : Object.keys(faults).join('\n'));
  process.exit(0);
}
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const names = Object.keys(faults).filter((name) => !values.only || name.includes(values.only));
if (!(minutes > 0) || !Number.isInteger(seed) || !(Number(values.people) > 0) || names.length === 0) {
  console.error('faults: --minutes and --people need numbers above 0, --seed a whole number, --only words of a fault (see --list)');
  process.exit(2);
}
console.log(`seed ${seed}, ${minutes} minutes, ${names.length} kinds of faults`);
const random = new Random(seed);
const world = new World({durable: true, postings: 100});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => world.stop({keep: true}).then(() => process.exit(130)));

const crews = [];
const people = () => crews.flatMap((crew) => crew.people);
const problems = [];

/** A person more, with three desktops that fail and crash now and then. */
async function signUp() {
  const crew = await Crew.of(world, {people: 1, desktops: 3, swipes: 12 + random.below(24), pace: 2000, seed: random.below(2 ** 31)});
  crews.push(crew);
  const [{reader, desks}] = crew.people;
  for (const desk of desks) desk.seconds = 300;
  const choices = random.fork();
  crew.start({desktops: false});
  for (const desk of desks) {
    crew.work([desk], () => {
      if (choices.chance(0.2)) desk.crashAt(choices.pick(places), choices.chance(0.3) ? {stall: leaseMs + 500 + choices.below(2000)} : {});
      if (choices.chance(0.1)) return {failure: {kind: choices.pick(['network', 'portal_error', 'rate_limited', 'captcha']), detail: 'It was to fail.'}};
      if (choices.chance(0.05)) {
        return {failure: {kind: 'question_unanswered', detail: 'It asks.'}, questions: [{id: 'q', label: 'May we?', kind: 'text', required: true}]};
      }
      return {};
    });
  }
  fiddle(crew, reader, choices.fork());
}

/** The person changes their mind: cancels, hurries, retries; and a client repeats what it had asked. */
async function fiddle(crew, reader, choices) {
  while (crew.running) {
    await pause(500 + choices.below(3000));
    const id = choices.pick([...reader.acknowledged]);
    if (!id || !crew.running) continue;
    try {
      await reader.changeMind(id, choices.pick(['cancel', 'priority', 'priority', 'retry']), 1 + choices.below(10));
    } catch (error) {
      if (crew.running) problems.push(`a change of mind: ${error.message}`);
    }
  }
}

/** Those whose applications have all ended go home, so that the load stays the same however long it lasts. */
async function retire() {
  for (const crew of crews) {
    const [{reader, jobs}] = crew.people;
    if (!crew.running || reader.acknowledged.size < jobs.length) continue;
    const statuses = [...crew.statuses().values()];
    if (statuses.every((status) => ['COMPLETED', 'CANCELLED', 'FAILED'].includes(status))) crew.running = false;
  }
}

/** Keeps so many people swiping: new ones come once others have swiped on everything. A sign-up that fails is begun anew. */
async function keepLoad() {
  while (injectingNow) {
    const busy = crews.filter(({people: [it]}) => it.reader.acknowledged.size < it.jobs.length).length;
    if (busy < Number(values.people)) await signUp().catch(() => {});
    await retire().catch(() => {}); // the database may be away
    await pause(1000);
  }
}

let count = 0;
let injectingNow = true;
try {
  await world.start();
  for (let i = 0; i < Number(values.people); i++) await signUp();
  const load = keepLoad();
  const end = Date.now() + minutes * 60_000;
  const injecting = random.fork();
  while (Date.now() < end) {
    await pause(500 + injecting.below(2500));
    // One fault, and often a second while the first lasts.
    const chosen = [injecting.pick(names)];
    const others = names.filter((name) => part(name) !== part(chosen[0]));
    if (injecting.chance(0.4) && others.length) chosen.push(injecting.pick(others));
    console.log(`${new Date().toISOString().slice(11, 19)} ${chosen.join(' + ')}  (${world.employer.total} received)`);
    await Promise.all(chosen.map((name) => faults[name](world, injecting)));
    count += chosen.length;
  }
  injectingNow = false;
  world.heal();
  await load;
  console.log('no more faults; waiting until everything has ended');
  const stuckNow = () => crews.flatMap((crew) => crew.violations()).filter((text) => /^I5|still /.test(text));
  await Promise.all(crews.map((crew) => crew.swiped));
  await eventually(() => stuckNow().length === 0 && crews.every((crew) => ![...crew.statuses().values()].includes('NEEDS_REVIEW')), 'everything has ended', 90, 1000).catch((error) => console.log(error.message));
  for (const crew of crews) crew.running = false;
  await Promise.all(crews.flatMap((crew) => crew.loops));
  // Whoever went home early still hears what a late desktop said.
  await Promise.all(people().map(({reader}) => reader.catchUp()));

  const broken = crews.flatMap((crew) => crew.violations());
  problems.push(...crews.flatMap((crew) => crew.problems));
  const tally = {lost: 0, duplicates: 0, 'stream holes': 0, stuck: 0};
  for (const text of broken) {
    if (/^I5|still /.test(text)) tally.stuck++;
    else if (text.startsWith('I1')) tally.lost++;
    else if (text.startsWith('I2')) tally.duplicates++;
    else if (text.startsWith('I6')) tally['stream holes']++;
    else problems.push(text);
    console.log(text);
  }
  for (const problem of problems) console.log(`problem: ${problem}`);
  const attempts = world.postgres.query("SELECT count(*) FROM application_events WHERE type = 'application.claimed'");
  console.log(`${people().length} people, ${crews.reduce((sum, crew) => sum + crew.statuses().size, 0)} applications, ${attempts} claims, ${world.employer.total} received`);
  console.log(`faults ${count}, ${Object.entries(tally).map(([name, n]) => `${name} ${n}`).join(', ')}`);
  process.exitCode = broken.length || problems.length ? 1 : 0;
} catch (error) {
  console.error(`faults: ${error.stack}`);
  process.exitCode = 1;
} finally {
  await world.stop({keep: process.exitCode !== 0});
  if (process.exitCode === 0) rmSync(world.folder, {recursive: true, force: true});
  else console.error(`The logs are in ${world.stack.logs}; repeat with --seed ${seed}.`);
}
process.exit();

/** Two faults of one part at once would get in each other's way: both start it again. */
function part(name) {
  if (/[Ss]erver (killed|asked|stopped|dies)/.test(name)) return 'server';
  if (/PostgreSQL (stopped|killed)|to PostgreSQL terminated|slot/.test(name)) return 'PostgreSQL';
  if (/Redis (killed|stopped|emptied|out)|scripts/.test(name)) return 'Redis';
  return name.match(/between (.*)/)?.[1] ?? name;
}
