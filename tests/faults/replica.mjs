// A streaming replica of a world's PostgreSQL. The primary waits for it with every commit, so that nothing acknowledged is on one
// of them only.
import {execFileSync, spawnSync} from 'node:child_process';
import {chownSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {Child} from '../../tools/stack/child.mjs';
import {freePort} from '../../tools/stack/ports.mjs';
import {eventually} from './world.mjs';

export class Replica {
  static async follow(world) {
    const self = new Replica();
    const {postgres} = world;
    Object.assign(self, {primary: postgres, data: `${postgres.data}-replica`, sockets: postgres.sockets});
    mkdirSync(self.data, {mode: 0o700});
    if (postgres.user) chownSync(self.data, postgres.user.uid, postgres.user.gid);
    const guard = postgres.user ? ['--reuid', String(postgres.user.uid), '--regid', String(postgres.user.gid), '--clear-groups'] : [];
    const copied = spawnSync('setpriv', [...guard, join(postgres.bin, 'pg_basebackup'), '-d', postgres.url, '-D', self.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'], {
      encoding: 'utf8', cwd: '/',
    });
    if (copied.status !== 0) throw new Error(`pg_basebackup failed: ${copied.stderr}`);
    self.port = await freePort();
    self.child = new Child({
      name: 'replica', command: join(postgres.bin, 'postgres'), cwd: '/', log: join(world.stack.logs, 'replica.log'), stopSignal: 'SIGINT', user: postgres.user,
      args: ['-D', self.data, ...Object.entries({listen_addresses: '127.0.0.1', port: self.port, unix_socket_directories: self.sockets, max_connections: 100, synchronous_standby_names: ''}).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    });
    world.stack.agents.push({name: 'replica', child: self.child, stop: () => self.child.stop()}); // stopped with the stack
    await self.child.until((line) => line.includes('ready to accept read-only connections'), 'following');
    postgres.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
    postgres.query('SELECT pg_reload_conf()');
    await eventually(() => postgres.query("SELECT sync_state FROM pg_stat_replication") === 'sync', 'the primary waits for its replica');
    return self;
  }

  /** Makes it the primary. */
  async promote() {
    this.query('SELECT pg_promote(wait => true)');
  }

  query(sql) {
    return execFileSync('psql', ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, this.primary.url.replace(`:${this.primary.port}/`, `:${this.port}/`)], {encoding: 'utf8'}).trim();
  }
}
