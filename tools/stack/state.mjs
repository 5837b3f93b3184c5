// var/<instance>/state.json: what runs, for `status`, `down` and a second start. Written whole, then renamed.
import {existsSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** When a process started, in clock ticks since boot: with the pid it names one process for good. Null when it is gone. */
export function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return null;
  }
}

export function writeState(folder, state) {
  const path = join(folder, 'state.json');
  writeFileSync(path + '.new', JSON.stringify(state, null, 1) + '\n', {mode: 0o600});
  renameSync(path + '.new', path);
}

/** The state of an instance, or null when its supervisor no longer runs. */
export function readState(folder) {
  const path = join(folder, 'state.json');
  if (!existsSync(path)) return null;
  const state = JSON.parse(readFileSync(path, 'utf8'));
  return startTime(state.supervisor.pid) === state.supervisor.started ? state : null;
}

export function removeState(folder) {
  rmSync(join(folder, 'state.json'), {force: true});
}
