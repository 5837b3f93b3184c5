// `./jobswipe up`: the development stack in the background. Run with --daemon it is the supervisor itself; without, it
// starts one, shows its progress, and ends when the stack is up. Descriptor 9 is the instance's lock, held by the caller.
import {spawn} from 'node:child_process';
import {mkdirSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {runStack} from './foreground.mjs';
import {root, Stack} from './stack.mjs';

const {values} = parseArgs({
  options: {
    instance: {type: 'string', default: 'dev'},
    preset: {type: 'string', default: 'dev'},
    port: {type: 'string'},
    daemon: {type: 'boolean', default: false},
  },
});
const folder = join(root, 'var', values.instance);

if (values.daemon) {
  process.on('disconnect', () => {});
  const tell = (message) => process.connected && process.send(message);
  const stack = new Stack({folder, preset: values.preset, port: Number(values.port) || undefined, progress: (line) => tell({progress: line})});
  await runStack(stack, values.instance, async () => {
    tell({up: stack.status()});
    if (process.connected) process.disconnect();
  });
} else {
  mkdirSync(join(folder, 'logs'), {recursive: true});
  const path = join(folder, 'logs', 'supervisor.log');
  const log = openSync(path, 'a', 0o600);
  const daemon = spawn(process.execPath, [fileURLToPath(import.meta.url), '--daemon', ...process.argv.slice(2)], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 9],
  });
  daemon.on('message', ({progress, up}) => {
    if (progress) console.error(`  ${progress}`);
    if (!up) return;
    console.log(`JobSwipe is up: ${up.web_url}`);
    console.log('Stop it with: ./jobswipe down');
    process.exit(0);
  });
  daemon.on('exit', (code, signal) => {
    console.error(`jobswipe: the stack did not come up (${signal ?? `code ${code}`}); see ${path}`);
    process.exit(1);
  });
}
