// flame.mjs [--seconds S] [--only A,B] [--to FOLDER]: where the server spends its time, as one flame graph a work: `perf` looks at it while
// the load generator asks. Needs perf (linux-perf) and the right to use it.
import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {closeLifeline} from '../tools/stack/child.mjs';
import {root} from '../tools/stack/stack.mjs';
import {fold, flames} from './folded.mjs';
import {Ours, kPeople} from './ours.mjs';
import {Place} from './places.mjs';

const works = {
  swipe: (ours, seconds) => ours.swipe({connections: 64, seconds}),
  claim: (ours, seconds) => ours.claim({connections: 64, seconds, finish: true}),
  list: (ours, seconds) => ours.list({connections: 64, seconds}),
  delivery: (ours, seconds) => ours.delivery({sockets: 1000, rate: 100, seconds}),
};
const {values} = parseArgs({options: {seconds: {type: 'string', default: '4'}, only: {type: 'string'}, to: {type: 'string', default: join(root, 'docs/performance')}}});
const seconds = Number(values.seconds), wanted = values.only?.split(',') ?? Object.keys(works);
const unknown = wanted.filter((name) => !(name in works));
if (!(seconds > 0) || unknown.length > 0) {
  console.error(`jobswipe: bench flames takes --seconds S and --only of ${Object.keys(works).join(',')}; not ${unknown.join(', ') || values.seconds}.`);
  process.exit(2);
}

/** As Ours, with perf beside the server while it is measured. */
class Watched extends Ours {
  async with(measure) {
    return super.with(async (server) => {
      this.recorded = join(this.place.folder, 'perf.data');
      const args = ['record', '-q', '-F', '199', '--call-graph', 'dwarf,4096', '-p', String(server.child.pid), '-o', this.recorded];
      const perf = spawn('perf', args, {stdio: ['ignore', 'ignore', 'inherit']});
      const ended = new Promise((resolve, reject) => {
        perf.once('close', resolve);
        perf.once('error', (error) => reject(new Error(`perf can't be run (${error.message}). Install linux-perf.`)));
      });
      try {
        return await Promise.race([measure(server), ended.then((code) => Promise.reject(new Error(`perf ended early with ${code}`)))]);
      } finally {
        perf.kill('SIGINT');
        await ended.catch(() => {});
      }
    });
  }
}

const place = await Place.start(process.env.JOBSWIPE_BENCH_BIN ?? join(root, 'build/release/bin'));
try {
  const ours = new Watched(place);
  await ours.prepare(kPeople);
  mkdirSync(values.to, {recursive: true});
  for (const name of wanted) {
    const result = await works[name](ours, seconds);
    const script = execFileSync('perf', ['script', '-i', ours.recorded, '-F', 'comm,ip,sym'], {encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore']});
    const stacks = fold(script);
    const title = `jobswiped, ${name}: ${Math.round(result.perSecond).toLocaleString('en-US')} /s`;
    writeFileSync(join(values.to, `flame-${name}.svg`), flames(title, stacks));
    rmSync(ours.recorded);
    console.log(`${title}: flame-${name}.svg`);
  }
} finally {
  await place.stop();
  closeLifeline();
}
