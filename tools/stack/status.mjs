// `./jobswipe status [--json]` and `./jobswipe down`: what runs of the instances under var/, and its end.
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {root} from './stack.mjs';
import {readState} from './state.mjs';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {json: {type: 'boolean', default: false}, instance: {type: 'string'}},
});
const [command] = positionals;

const names = values.instance ? [values.instance] : ['dev', 'demo'];
if (!values.instance && existsSync(join(root, 'var'))) {
  for (const name of readdirSync(join(root, 'var'))) if (!names.includes(name) && existsSync(join(root, 'var', name, 'state.json'))) names.push(name);
}
const found = names.map((name) => ({name, state: readState(join(root, 'var', name))})).filter(({state}) => state);

if (command === 'status') {
  if (values.json) {
    const none = {web_url: null, database_url: null, redis_url: null, career_sites: [], pids: {}};
    console.log(JSON.stringify(found[0]?.state.status ?? none));
  } else {
    for (const {name, state} of found) {
      console.log(`${name}: up at ${state.status.web_url} (supervisor ${state.supervisor.pid})`);
      for (const [part, pid] of Object.entries(state.status.pids)) console.log(`  ${part.padEnd(14)} pid ${pid}`);
      for (const site of state.status.career_sites) console.log(`  ${'career site'.padEnd(14)} ${site.url}`);
    }
  }
  if (found.length === 0) console.error('Nothing is up. Start it with: ./jobswipe up   or   ./jobswipe demo');
  process.exit(found.length ? 0 : 1);
} else if (command === 'down') {
  for (const {name, state} of found) {
    const {pid} = state.supervisor;
    process.kill(pid, 'SIGTERM');
    const waited = spawnSync('timeout', ['60', 'tail', `--pid=${pid}`, '-f', '/dev/null']);
    if (waited.status !== 0) {
      console.error(`jobswipe: ${name} did not stop within 60 s. End it at once with: kill -9 ${pid}`);
      process.exit(1);
    }
    console.log(`${name}: stopped`);
  }
  for (const name of names) rmSync(join(root, 'var', name, 'state.json'), {force: true});
  if (found.length === 0) console.log('Nothing was up.');
} else {
  console.error(`status.mjs: unknown command ${command}`);
  process.exit(2);
}
