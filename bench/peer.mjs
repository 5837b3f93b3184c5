// The peer of PEER_DIR as a contender: a copy of it under var/, its own database in the same PostgreSQL, its own Redis.
import {cpSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {execFile, execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {Child} from '../tools/stack/child.mjs';
import {freePort} from '../tools/stack/ports.mjs';
import {root} from '../tools/stack/stack.mjs';
import {holdSockets} from './ours.mjs';

export class Peer {
  /** Installs a copy once per version of its lockfile; needs npm. */
  static async prepare(place, from) {
    const self = new Peer();
    self.place = place;
    self.folder = join(root, 'var', 'bench-peer');
    if (!existsSync(join(self.folder, '.installed'))) {
      mkdirSync(self.folder, {recursive: true});
      cpSync(from, self.folder, {recursive: true, mode: 0});
      execFileSync('chmod', ['-R', 'u+w', self.folder]);
      execFileSync('bash', ['scripts/install.sh'], {cwd: self.folder, stdio: ['ignore', 'inherit', 'inherit']});
      writeFileSync(join(self.folder, '.installed'), '');
    }
    self.redisPort = await freePort(0);
    self.redis = new Child({
      name: 'the peer’s Redis', command: 'redis-server', log: join(place.folder, 'peer-redis.log'),
      args: ['--port', String(self.redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--dir', place.folder],
    });
    await self.redis.until((line) => line.includes('Ready to accept connections'), 'ready');
    place.query('CREATE DATABASE peer');
    // Not synchronously: PostgreSQL logs what is slow, with its megabytes of parameters, and waits until we have read that.
    await promisify(execFile)(process.execPath, ['db/seed.mjs'], {cwd: self.folder, env: {...process.env, DATABASE_URL: place.url('peer')}});
    return self;
  }

  stop() {
    return this.redis?.stop();
  }

  get tokens() {
    return join(this.folder, 'bench/out/tokens.txt');
  }

  reset() {
    this.place.query('TRUNCATE application_queue, job_snapshots, audit_logs', 'peer');
    this.place.query('CHECKPOINT', 'peer');
    execFileSync('redis-cli', ['-p', String(this.redisPort), 'FLUSHALL']);
  }

  async applications(each) {
    this.reset();
    this.place.psql(join(import.meta.dirname, 'seed/peer_applications.sql'), {database: 'peer', variables: {each}});
  }

  async with(env, measure) {
    const port = await freePort(0);
    const child = new Child({
      name: 'the peer', command: process.execPath, args: ['src/server.js'], cwd: this.folder, log: join(this.place.folder, 'peer.log'),
      env: {NODE_ENV: 'production', PORT: String(port), REDIS_PORT: String(this.redisPort), DATABASE_URL: this.place.url('peer'), ...env},
    });
    try {
      await child.until((line) => line.includes('ready'), 'ready', 60);
      return await measure({
        url: `http://127.0.0.1:${port}`, tokens: this.tokens, people: 5000, jobs: 10000,
        watch: [`server=${child.pid}`, `postgres=${this.place.postgres.child.pid}`, `redis=${this.redis.pid}`],
      }, child);
    } finally {
      await child.stop();
    }
  }

  async swipe(env, {connections, seconds}) {
    this.reset();
    return this.with(env, (common) => this.place.load('work', {...common, connections, seconds, warmUp: 2.5}));
  }

  async list(env, {connections, seconds}) {
    await this.applications(25);
    return this.with(env, (common) => this.place.load('work', {...common, kind: 'request', target: '/api/applications/queue?limit=20', connections, seconds, warmUp: 2.5}));
  }

  async claim(env, {connections, seconds}) {
    await this.applications(20);
    return this.with(env, (common) => this.place.load('work', {
      ...common, kind: 'claim', target: '/api/applications/claim', body: '{"deviceId":"desk-1","max":1}', connections, seconds, warmUp: 1,
    }));
  }

  async delivery(env, {sockets, rate, seconds}) {
    this.reset();
    return this.with(env, (common) => this.place.load('delivery', {...common, people: sockets, sockets, socketTarget: '/ws?token=', connections: 16, rate, seconds, warmUp: 3}));
  }

  async idle(env, {sockets}) {
    this.reset();
    return this.with(env, (common, child) => holdSockets(this.place, child.pid, {url: common.url, tokens: this.tokens, sockets, socketTarget: '/ws?token='}));
  }
}
