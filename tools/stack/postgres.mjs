// A private PostgreSQL 15: its files in a folder of the instance, on a unix socket and on loopback with a password.
import {execFileSync, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Child} from './child.mjs';
import {freePort} from './ports.mjs';

function binaries() {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).filter((v) => Number(v) >= 15 && existsSync(join(base, v, 'bin/postgres'))) : [];
  if (versions.length === 0) throw new Error('PostgreSQL 15 is not installed. Run: apt-get install postgresql-15');
  return join(base, versions.sort((a, b) => b - a)[0], 'bin');
}

/** PostgreSQL refuses root, so root runs it as `postgres`, or as `nobody` where that user is missing. */
export function ordinaryUser() {
  if (process.getuid() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const entry = spawnSync('getent', ['passwd', name], {encoding: 'utf8'}).stdout?.split(':');
    if (entry?.length > 3) return {uid: Number(entry[2]), gid: Number(entry[3])};
  }
  throw new Error('no user to run PostgreSQL as: it refuses root. Create one: adduser --system postgres');
}

function asUser(user, command, args, options = {}) {
  const guard = user ? ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'] : [];
  return spawnSync('setpriv', [...guard, command, ...args], {encoding: 'utf8', ...options});
}

/** The instance's folder, or one below the system's temporary folder when PostgreSQL's user can't get at it. */
function dataFolder(folder, user) {
  mkdirSync(folder, {recursive: true, mode: 0o755});
  if (!user || asUser(user, 'test', ['-x', folder]).status === 0) return join(folder, 'postgres');
  const pointer = join(folder, 'postgres-is-at');
  if (existsSync(pointer) && existsSync(readFileSync(pointer, 'utf8'))) return join(readFileSync(pointer, 'utf8'), 'postgres');
  const elsewhere = mkdtempSync('/var/tmp/jobswipe-');
  chownSync(elsewhere, user.uid, user.gid);
  writeFileSync(pointer, elsewhere);
  return join(elsewhere, 'postgres');
}

/** A postmaster left behind with these files is stopped; the pid file of a dead one is removed. */
function clearStale(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  let command = '';
  try {
    command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // No such process: the file is stale.
  }
  if (!command.includes(data)) {
    rmSync(file);
    return;
  }
  process.kill(pid, 'SIGINT');
  const waited = spawnSync('timeout', ['30', 'tail', `--pid=${pid}`, '-f', '/dev/null']);
  if (waited.status !== 0) throw new Error(`a PostgreSQL (pid ${pid}) still holds ${data}. Stop it: kill -QUIT ${pid}`);
}

export class Postgres {
  /**
   * @param {object} o
   * @param {string} o.folder of the instance
   * @param {string} o.logs folder for its log
   * @param {boolean} o.durable fsync on, as in production; off makes tests quick
   * @param {number} [o.port] preferred
   */
  static async start({folder, logs, durable, port = 0}) {
    const self = new Postgres();
    self.bin = binaries();
    self.user = ordinaryUser();
    self.data = dataFolder(folder, self.user);
    self.logs = logs;
    self.durable = durable;
    const secret = join(folder, 'postgres.password');
    if (!existsSync(join(self.data, 'PG_VERSION'))) {
      const password = randomBytes(18).toString('base64url');
      writeFileSync(secret, password, {mode: 0o600});
      self.#create(password);
    }
    clearStale(self.data);
    self.password = readFileSync(secret, 'utf8');
    await self.launch(port);
    try {
      self.#createDatabase();
    } catch (error) {
      await self.stop();
      throw error;
    }
    return self;
  }

  #create(password) {
    rmSync(this.data, {recursive: true, force: true});
    mkdirSync(this.data, {mode: 0o700});
    if (this.user) chownSync(this.data, this.user.uid, this.user.gid);
    const drop = mkdtempSync(join(tmpdir(), 'jobswipe-initdb-'));
    const file = join(drop, 'password');
    writeFileSync(file, password + '\n', {mode: 0o600});
    if (this.user) for (const path of [drop, file]) chownSync(path, this.user.uid, this.user.gid);
    const made = asUser(
      this.user,
      join(this.bin, 'initdb'),
      ['-D', this.data, '-U', 'jobswipe', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256', `--pwfile=${file}`, '--no-sync'],
      {cwd: '/'},
    );
    rmSync(drop, {recursive: true});
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`);
  }

  /** Starts the postmaster; also after a kill. Keeps its port when it can. */
  async launch(wanted = this.port) {
    this.sockets ??= mkdtempSync(join(tmpdir(), 'jobswipe-pg-'));
    if (this.user) chownSync(this.sockets, this.user.uid, this.user.gid);
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort(wanted);
      const settings = {
        listen_addresses: '127.0.0.1',
        port: this.port,
        unix_socket_directories: this.sockets,
        max_connections: 100,
        shared_buffers: '128MB',
        log_min_duration_statement: '500',
        timezone: 'UTC',
        log_timezone: 'UTC',
        ...(this.durable ? {} : {fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off'}),
      };
      this.child = new Child({
        name: 'PostgreSQL',
        command: join(this.bin, 'postgres'),
        args: ['-D', this.data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
        cwd: '/',
        log: join(this.logs, 'postgres.log'),
        stopSignal: 'SIGINT', // "fast" shutdown
        user: this.user,
      });
      try {
        await this.child.until((line) => line.includes('database system is ready to accept connections'), 'ready');
        return;
      } catch (error) {
        await this.child.stop();
        if (attempt === 5 || !this.child.tail.some((line) => line.includes('Address already in use'))) throw error;
        wanted = 0;
      }
    }
  }

  #createDatabase() {
    if (this.query("SELECT 1 FROM pg_database WHERE datname = 'jobswipe'", 'postgres') === '1') return;
    this.query('CREATE DATABASE jobswipe', 'postgres');
  }

  get url() {
    return `postgresql://jobswipe:${this.password}@127.0.0.1:${this.port}/jobswipe`;
  }

  /** What one SQL statement gives, as psql prints it without headers; columns split by `|`. */
  query(sql, database = 'jobswipe') {
    const url = this.url.replace(/\/jobswipe$/, `/${database}`);
    return execFileSync(join(this.bin, 'psql'), ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, url], {encoding: 'utf8'}).trim();
  }

  /** Stops it and removes its data. */
  async discard() {
    await this.stop();
    rmSync(this.data, {recursive: true, force: true});
    if (this.data.startsWith('/var/tmp/jobswipe-')) rmSync(dirname(this.data), {recursive: true, force: true});
  }

  async stop() {
    const end = await this.child.stop(30);
    if (this.sockets) rmSync(this.sockets, {recursive: true, force: true});
    this.sockets = undefined;
    return end;
  }
}
