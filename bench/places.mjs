// Where a run's parts stand: a folder under var/, its PostgreSQL (durable, as in production) and Redis, and how psql and
// jobswipe-load are called.
import {execFile, execFileSync} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {Postgres} from '../tools/stack/postgres.mjs';
import {Redis} from '../tools/stack/redis.mjs';
import {root} from '../tools/stack/stack.mjs';

const execute = promisify(execFile);
export const here = import.meta.dirname;
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export class Place {
  static async start(binaries) {
    const self = new Place();
    self.binaries = binaries;
    self.folder = join(root, 'var', `bench-${process.pid}`);
    mkdirSync(self.folder, {recursive: true, mode: 0o755});
    const place = {folder: self.folder, logs: self.folder};
    self.postgres = await Postgres.start({...place, durable: true});
    self.redis = await Redis.start(place);
    return self;
  }

  async stop({keep = false} = {}) {
    await this.redis?.stop();
    await this.postgres?.discard();
    if (!keep) rmSync(this.folder, {recursive: true, force: true});
  }

  url(database) {
    return this.postgres.url.replace(/\/jobswipe$/, `/${database}`);
  }

  #psql(file, {database = 'jobswipe', variables = {}}) {
    const set = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
    return ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...set, '-f', file, this.url(database)];
  }

  /** Runs a file of SQL with psql. */
  psql(file, {cwd = this.folder, ...options} = {}) {
    execFileSync(join(this.postgres.bin, 'psql'), this.#psql(file, options), {cwd, stdio: ['ignore', 'ignore', 'inherit']});
  }

  /** The same for what takes minutes: PostgreSQL writes its log through this process, and waits when that does not listen. */
  async fill(file, options = {}) {
    await execute(join(this.postgres.bin, 'psql'), this.#psql(file, options), {cwd: this.folder});
  }

  query(sql, database = 'jobswipe') {
    return this.postgres.query(sql, database);
  }

  /** What pgbench says of a script: transactions a second, and the CPU of PostgreSQL for each. */
  async pgbench(file, {database = 'jobswipe', clients = 32, seconds}) {
    const command = ['-n', '-M', 'prepared', '-D', 'i=0', '-c', clients, '-j', 2, '-T', seconds, '-f', file, this.url(database)];
    const {stdout} = await execute(join(this.postgres.bin, 'pgbench'), command.map(String));
    const rate = /^tps = ([\d.]+)/m.exec(stdout);
    if (!rate) throw new Error(`pgbench did not tell a rate: ${stdout}`);
    return {perSecond: Number(rate[1]), clients};
  }

  /** Runs jobswipe-load and gives the object that it prints. `settings` become flags. */
  async load(command, settings) {
    const {stdout} = await execute(join(this.binaries, 'jobswipe-load'), [command, ...flags(settings)], {maxBuffer: 1 << 24});
    return JSON.parse(stdout);
  }
}

export function flags(settings) {
  return Object.entries(settings).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => [`--${name.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase())}`, String(each)]));
}

/** Microseconds of CPU per unit of work, of each watched process. */
export function perUnit(result) {
  return Object.fromEntries(Object.entries(result.cpuSeconds).map(([name, seconds]) => [name, Math.round((seconds * 1e6) / Math.max(1, result.units))]));
}
