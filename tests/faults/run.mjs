// `./jobswipe test faults --minutes N --seed S`: people swipe and desktops work while parts fail at random; then the invariants are
// counted. The last line is `faults N, lost 0, duplicates 0, stream holes 0, stuck 0`.
import {chmodSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {Api} from '../../tools/stack/api.mjs';
import {root, Stack} from '../../tools/stack/stack.mjs';
import {desktop, person} from '../system/people.mjs';
import {Desktop, Ledger} from './desktop.mjs';
import {faults} from './injector.mjs';
import {Person} from './person.mjs';
import {Random} from './random.mjs';

const {values} = parseArgs({
  options: {minutes: {type: 'string', default: '2'}, seed: {type: 'string'}, people: {type: 'string', default: '6'}, only: {type: 'string'}},
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('faults: --minutes needs a number above 0, --seed a whole number');
  process.exit(2);
}
console.log(`seed ${seed}, ${minutes} minutes`);
const random = new Random(seed);
mkdirSync(join(root, 'var'), {recursive: true});
const folder = mkdtempSync(join(root, 'var', `test-${process.pid}-`));
chmodSync(folder, 0o755);
const stack = new Stack({
  folder,
  preset: process.env.JOBSWIPE_TEST_PRESET ?? 'dev',
  durable: true,
  serverEnv: {
    JOBSWIPE_LEASE_SECONDS: '5', JOBSWIPE_HEARTBEAT_SECONDS: '2', JOBSWIPE_RECONCILE_SECONDS: '1', JOBSWIPE_RETRY_BASE_SECONDS: '0',
    JOBSWIPE_REQUESTS_PER_SECOND: '100000', JOBSWIPE_LOGINS_PER_MINUTE: '100000', JOBSWIPE_MAX_ATTEMPTS: '10',
  },
});
process.on('SIGINT', () => stack.stop().then(() => process.exit(130)));

const ledger = new Ledger();
const people = [];
let swiping = true;
let working = true;
let reading = true;
const loops = [];
const problems = [];
const loop = (name, promise) => loops.push(promise.catch((error) => problems.push(`${name}: ${error.message}`)));

async function signUp(name) {
  const api = await person(stack, name);
  // From here on answers come from a server that is being killed: no contract checks, and logins renew themselves.
  const plain = Object.assign(new Api(stack.server.url), {cookies: api.cookies, user: api.user, email: api.email, password: api.password});
  plain.renew = () => plain.raw('POST', '/api/auth/login', {json: {email: api.email, password: api.password}});
  const {cursor} = await api.get('/api/applications/queue');
  const it = new Person({api: plain, ledger, random: random.fork(), reading: () => reading, swiping: () => swiping, cursor});
  people.push(it);
  const desks = [await desktop(api, 'one'), await desktop(api, 'two')];
  const jobs = await api.deck();
  loop(`${name} reads`, it.read());
  loop(`${name} swipes`, it.swipeOn(jobs));
  desks.forEach((desk, i) => {
    const device = new Api(stack.server.url, desk.token);
    let refreshToken = desk.refreshToken;
    device.renew = async () => {
      const answer = await device.raw('POST', '/api/auth/refresh', {json: {refreshToken}, headers: {authorization: ''}});
      if (answer.status === 200) {
        device.token = answer.body.accessToken;
        refreshToken = answer.body.refreshToken ?? refreshToken;
      }
    };
    loop(`${name}'s desktop ${i + 1}`, new Desktop({api: device, ledger, random: random.fork(), running: () => working}).run());
  });
}

/** Numbers of one SQL statement over all people of this run. */
const ids = () => people.map((it) => `'${it.api.user.id}'`).join(',');
const rows = (sql) => stack.postgres.query(sql).split('\n').filter(Boolean).map((line) => line.split('|'));

await stack.start();
let count = 0;
try {
  for (let i = 0; i < Number(values.people); i++) await signUp(`p${i}`);
  const end = Date.now() + minutes * 60_000;
  const names = Object.keys(faults).filter((name) => !values.only || name.includes(values.only));
  const injecting = random.fork();
  while (Date.now() < end) {
    await pause(500 + injecting.below(3000));
    const name = injecting.pick(names);
    console.log(`${new Date().toISOString().slice(11, 19)} ${name}  (${ledger.total} received)`);
    await faults[name](stack, injecting);
    count++;
    for (const it of people) await it.settle().catch((error) => problems.push(`a review: ${error.message}`));
    // New people keep the load up once the first have swiped on everything.
    if (injecting.chance(0.3)) await signUp(`p${people.length}`).catch((error) => console.log(`  (nobody could sign up now: ${error.message.split('\n')[0]})`));
  }
  swiping = false;
  console.log('no more faults; waiting until everything has ended');
  const open = () => rows(`SELECT id, status FROM application_queue WHERE user_id IN (${ids()}) AND status NOT IN ('COMPLETED', 'CANCELLED', 'FAILED')`);
  const patience = Date.now() + 90_000;
  while (open().length > 0 && Date.now() < patience) {
    await pause(500);
    for (const it of people) await it.settle();
  }
  working = false;
  reading = false;
  await Promise.all(loops);

  const stuck = open();
  const stored = new Map(rows(`SELECT id, status FROM application_queue WHERE user_id IN (${ids()})`));
  const lost = people.flatMap((it) => [...it.acknowledged]).filter((id) => !stored.has(id) || (stored.get(id) === 'COMPLETED' && ledger.of(id) === 0));
  let holes = 0;
  for (const it of people) {
    const first = it.seen[0] ?? 0;
    const log = rows(`SELECT seq FROM application_events WHERE user_id = '${it.api.user.id}' AND seq >= ${first} ORDER BY seq`).map(([seq]) => Number(seq));
    const seen = new Set(it.seen);
    const missing = log.filter((seq) => !seen.has(seq));
    holes += missing.length + it.resets;
    if (missing.length || it.resets) console.log(`${it.api.user.id} missed ${missing.join(', ')}; resets ${it.resets}`);
  }
  for (const [id, status] of stuck) console.log(`stuck: ${id} ${status}`);
  for (const id of lost) console.log(`lost: ${id} ${stored.get(id) ?? 'absent'}`);
  for (const problem of problems) console.log(`problem: ${problem}`);
  console.log(`${people.length} people, ${stored.size} applications, ${ledger.total} received`);
  console.log(`faults ${count}, lost ${lost.length}, duplicates ${ledger.duplicates}, stream holes ${holes}, stuck ${stuck.length}`);
  process.exitCode = lost.length || ledger.duplicates || holes || stuck.length || problems.length ? 1 : 0;
} catch (error) {
  console.error(`faults: ${error.stack}`);
  process.exitCode = 1;
} finally {
  await stack.stop();
  if (process.exitCode === 0) rmSync(folder, {recursive: true, force: true});
  else console.error(`The logs are in ${stack.logs}; repeat with --seed ${seed}.`);
}
process.exit();
