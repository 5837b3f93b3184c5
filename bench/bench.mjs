// bench.mjs [--rounds N] [--seconds S] [--minutes M] [--quick] [--only A,B] [--publish]: measures everything in rows.mjs in interleaved rounds and prints
// the table. PEER_DIR adds the peer. Built programs are expected in JOBSWIPE_BENCH_BIN.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {closeLifeline} from '../tools/stack/child.mjs';
import {root} from '../tools/stack/stack.mjs';
import {agentAtRest, rebuild} from './agent.mjs';
import {oneApplication} from './application.mjs';
import {Ours, kPeople, kSockets, possibleSockets} from './ours.mjs';
import {Peer} from './peer.mjs';
import {Place} from './places.mjs';
import {bars} from './plot.mjs';
import {Queues} from './queues.mjs';
import {conditions, cpuTable, judge, markdown, table} from './report.mjs';
import {measurements} from './rows.mjs';

const {values: options} = parseArgs({
  options: {
    rounds: {type: 'string'}, seconds: {type: 'string'}, minutes: {type: 'string', default: '18'}, quick: {type: 'boolean', default: false},
    only: {type: 'string'}, publish: {type: 'boolean', default: false},
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3)), seconds = Number(options.seconds ?? (options.quick ? 1 : 4));
const minutes = Number(options.minutes);
const only = options.only?.split(',');
const unknown = only?.filter((name) => !measurements.some((m) => m.what === name)) ?? [];
if (!(rounds >= 1) || !(seconds > 0) || !(minutes > 0) || unknown.length > 0) {
  console.error(`jobswipe: bench does not know ${unknown.join(', ') || 'these rounds, seconds or minutes'}. --only takes: ${[...new Set(measurements.map((m) => m.what))].join(' ')}`);
  process.exit(2);
}
const wanted = measurements.filter((m) => !only || only.includes(m.what));
const say = (text) => console.error(text);

let place, peer, failed = false, made = 0, onceMinutes = 0;
const results = [];
async function stop() {
  await peer?.stop();
  await place?.stop({keep: failed});
  closeLifeline();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, async () => {
    if (results.length > 0) console.log(`${table(chosen())}\n\nStopped by ${signal}: this holds what had been measured.`);
    await stop();
    process.exit(130);
  });

const chosen = () => judge(results).filter((row) => !only || only.includes(row.what));

/** A number to print while it goes on. */
function gist(result) {
  if (result.perSecond === undefined) return JSON.stringify(result);
  const latency = result.latency ? `, p99 ${result.latency.p99.toFixed(2)} ms` : '';
  const delivery = result.delivery ? `, delivered p50 ${result.delivery.p50.toFixed(2)} p99 ${result.delivery.p99.toFixed(2)} ms` : '';
  return `${Math.round(result.perSecond).toLocaleString('en-US')} /s${latency}${delivery}`;
}

try {
  const many = wanted.some((m) => m.what === 'idle' || m.what === 'reconnect');
  const sockets = many ? Math.min(possibleSockets(kSockets), options.quick ? 2000 : kSockets) : 0;
  if (sockets > 0 && sockets < kSockets && !options.quick) say(`Only ${sockets} idle sockets can be measured: raise the limit of open files (ulimit -n ${kSockets + 1000}).`);
  const started = conditions({rounds, seconds, peer: Boolean(process.env.PEER_DIR)});
  place = await Place.start(process.env.JOBSWIPE_BENCH_BIN ?? join(root, 'build/release/bin'));
  started.postgres = Object.fromEntries(['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size'].map((name) => [name, place.query(`SHOW ${name}`)]));
  say('Preparing people and postings');
  const ours = new Ours(place);
  await ours.prepare(Math.max(sockets, kPeople));
  if (process.env.PEER_DIR) {
    say('Preparing the peer');
    peer = await Peer.prepare(place, process.env.PEER_DIR);
  }
  const context = {
    place, ours, peer, seconds, sockets, rebuild, queues: new Queues(place),
    oursForgetful: new Ours(place, {env: {JOBSWIPE_LIST_MEGABYTES: '0'}}),
    agentAtRest: () => agentAtRest(place, ours, options.quick ? 5 : 20), oneApplication: () => oneApplication(place, options.quick ? 1 : 3),
  };
  const began = performance.now();
  const passed = () => (performance.now() - began) / 60_000;
  let longest = 0;
  for (let round = 0; round < rounds; round++) {
    // What is measured once comes in the first round, which is the longest.
    if (round > 0 && passed() + longest > minutes) {
      say(`After ${passed().toFixed(1)} minutes another round would not end within ${minutes}: ${round} of ${rounds} were made.`);
      break;
    }
    const from = passed();
    for (const {what, who, run, once} of wanted) {
      if (once && round > 0) continue;
      const start = performance.now();
      try {
        const result = await run(context);
        if (!result) continue;
        results.push({what, who, round, result});
        say(`  round ${round + 1}  ${what}  ${who}: ${gist(result)}`);
      } catch (error) {
        failed = true;
        results.push({what, who, round, error: String(error.message ?? error)});
        say(`  round ${round + 1}  ${what}  ${who}: failed: ${error.message}`);
      }
      if (once) onceMinutes += (performance.now() - start) / 60_000;
    }
    made = round + 1;
    longest = Math.max(0, passed() - from - onceMinutes);
  }
  const judged = chosen();
  console.log(`${table(judged)}\n\n${cpuTable(results)}`);
  const raw = {conditions: started, results, table: judged.map(({title, target, value, unit, others, verdict}) => ({title, target, value: value ?? null, unit, others, verdict}))};
  const to = options.publish ? join(root, 'docs/performance') : join(root, 'var/logs');
  mkdirSync(to, {recursive: true});
  const name = options.publish ? 'results.json' : 'bench.json';
  writeFileSync(join(to, name), JSON.stringify(raw, null, 1) + '\n');
  if (options.publish) publish(to, judged, started);
  console.log(`\nRaw results: ${join(to, name).replace(root + '/', '')}`);
} catch (error) {
  failed = true;
  console.error(`jobswipe: the benchmark ended: ${error.stack}`);
} finally {
  await stop();
  if (failed && place) console.error(`Logs are in ${place.folder.replace(root + '/', '')}.`);
}
process.exit(failed ? 1 : 0);

/** Puts table and plots into docs/performance/README.md, between its markers. */
function publish(to, judged, started) {
  const under = `${started.cores} cores, ${made === 1 ? `one round` : `medians of ${made} interleaved rounds`} of ${seconds} s, fsync on, ${started.at.slice(0, 10)}`;
  const plots = judged.filter((row) => row.measured && row.others.length > 0).map((row) => {
    const entries = [{who: 'ours', value: row.value}, ...row.others].map((e) => ({...e, shown: `${row.format(e.value)} ${row.unit}`.trim()}));
    const file = `${row.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}.svg`;
    writeFileSync(join(to, file), bars(row.title, under, entries));
    return `![${row.title}](${file})`;
  });
  const shown = `${under}; ${started.cpu}, ${started.memoryGB} GB, Linux ${started.kernel}, PostgreSQL ${started.postgres.server_version}, load ${started.loadBefore[0]} before the run.`;
  const readme = join(to, 'README.md');
  const text = readFileSync(readme, 'utf8').replace(/<!-- table -->.*<!-- end -->/s, () => `<!-- table -->\n${shown}\n\n${markdown(judged)}\n\n${plots.join('\n')}\n<!-- end -->`);
  writeFileSync(readme, text);
}
