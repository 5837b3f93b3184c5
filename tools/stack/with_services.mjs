// with_services.mjs COMMAND ARG…: runs a command beside a fresh private PostgreSQL and Redis, whose addresses it finds in
// JOBSWIPE_TEST_DATABASE_URL and JOBSWIPE_TEST_REDIS_URL, and ends with its exit code.
import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {closeLifeline} from './child.mjs';
import {Postgres} from './postgres.mjs';
import {Redis} from './redis.mjs';
import {root} from './stack.mjs';

mkdirSync(join(root, 'var'), {recursive: true, mode: 0o755});
const folder = mkdtempSync(join(root, 'var', `test-${process.pid}-`));
chmodSync(folder, 0o755);
const place = {folder, logs: folder};
const started = await Promise.allSettled([Postgres.start({...place, durable: false}), Redis.start(place)]);
const [postgres, redis] = started.map((result) => result.value);

async function finish(code) {
  await Promise.all([postgres?.discard(), redis?.stop()]);
  closeLifeline();
  if (code === 0) rmSync(folder, {recursive: true, force: true});
  else console.error(`The logs of PostgreSQL and Redis are in ${folder}.`);
  process.exit(code);
}

for (const result of started) {
  if (result.status === 'rejected') {
    console.error(`jobswipe: ${result.reason.message}`);
    await finish(1);
  }
}
const [command, ...args] = process.argv.slice(2);
const child = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
  stdio: 'inherit',
  env: {...process.env, JOBSWIPE_TEST_DATABASE_URL: postgres.url, JOBSWIPE_TEST_REDIS_URL: redis.url},
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', async (error) => {
  console.error(`jobswipe: ${command} could not be started: ${error.message}`);
  await finish(1);
});
child.on('exit', (code) => finish(code ?? 1));
