// growth.mjs [--to N] [--seconds S]: what an operation costs while the table of applications grows tenfold at a time from 10,000 to N
// (10,000,000), with a tenth as many people and postings. The people who work are the same in each step; the rest is theirs beside whom
// they live. Needs some 2 GB for each million applications.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {closeLifeline} from '../tools/stack/child.mjs';
import {root} from '../tools/stack/stack.mjs';
import {Ours} from './ours.mjs';
import {here, perUnit, Place} from './places.mjs';

const {values} = parseArgs({options: {to: {type: 'string', default: '10000000'}, seconds: {type: 'string', default: '4'}}});
const to = Number(values.to), seconds = Number(values.seconds);
if (!(to >= 10_000) || !(seconds > 0)) {
  console.error('jobswipe: bench growth takes --to N, at least 10000, and --seconds S.');
  process.exit(2);
}

/** As Ours, but the tables keep what they hold: only the workers' own rows go. */
class Grown extends Ours {
  reset() {
    const mine = "user_id >= '20000000-0000-4000-8000-000000000000' AND user_id < '30000000-0000-4000-8000-000000000000'";
    for (const table of ['application_events', 'application_queue', 'passes']) this.place.query(`DELETE FROM ${table} WHERE ${mine}`);
    this.place.query(`UPDATE user_streams SET last_seq = 0, pruned_seq = 0 WHERE ${mine}`);
    this.place.query('VACUUM application_queue, application_events, user_streams');
    this.place.query('CHECKPOINT');
  }
}

const place = await Place.start(process.env.JOBSWIPE_BENCH_BIN ?? join(root, 'build/release/bin'));
const rows = [];
try {
  const ours = new Grown(place);
  await ours.prepare(5000);
  for (let applications = 10_000; applications <= to; applications *= 10) {
    const people = Math.max(1000, applications / 10);
    await place.fill(join(here, 'seed', 'grow.sql'), {variables: {people, jobs: people, applications}});
    const measured = {
      swipe: await ours.swipe({connections: 64, seconds}),
      list: await new Grown(place, {env: {JOBSWIPE_LIST_MEGABYTES: '0'}}).list({connections: 64, seconds}),
      'claim + finish': await ours.claim({connections: 64, seconds, finish: true}),
    };
    const size = Number(place.query("SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"));
    for (const [work, result] of Object.entries(measured)) {
      const cpu = perUnit(result);
      rows.push({applications, people, work, perSecond: Math.round(result.perSecond), p99: result.latency.p99, serverMicroseconds: cpu.server, postgresMicroseconds: cpu.postgres, gigabytes: size / 1e9});
      console.log(`${applications.toLocaleString('en-US').padStart(12)}  ${work.padEnd(15)} ${String(Math.round(result.perSecond)).padStart(7)} /s  PostgreSQL ${cpu.postgres} µs, server ${cpu.server} µs  ${(size / 1e9).toFixed(2)} GB`);
    }
  }
  const folder = join(root, 'var/logs');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'growth.json'), JSON.stringify(rows, null, 1) + '\n');
} finally {
  await place.stop();
  closeLifeline();
}
