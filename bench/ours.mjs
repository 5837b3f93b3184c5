// This system as a contender: its data, a fresh server for each measurement, and what is asked of it.
import {spawn, spawnSync} from 'node:child_process';
import {createInterface} from 'node:readline';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Server} from '../tools/stack/server.mjs';
import {flags, here} from './places.mjs';

export const kPeople = 5000;
export const kJobs = 10000;
export const kSockets = 50000;

const seed = (name) => join(here, 'seed', `${name}.sql`);

export class Ours {
  constructor(place, {env = {}, label = 'ours'} = {}) {
    this.place = place;
    this.label = label;
    this.server = new Server({
      folder: place.folder, logs: place.folder, binary: join(place.binaries, 'jobswiped'), webDir: '',
      databaseUrl: place.url('jobswipe'), redisUrl: place.redis.url,
      // The peer logs no requests either; warnings stay.
      env: {JOBSWIPE_LOG_LEVEL: 'warning', ...env},
    });
  }

  /** Once per run: schema, postings, people. More people than swipe, since each socket is another person's. */
  async prepare(people) {
    await this.server.migrate();
    await this.place.load('people', {masterKeyFile: join(this.place.folder, 'master.key'), count: people, folder: this.place.folder});
    this.place.psql(seed('people'));
    this.place.psql(seed('jobs'), {variables: {jobs: kJobs}});
    this.place.query('VACUUM ANALYZE');
    for (const kind of ['web', 'desktop']) {
      const tokens = readFileSync(join(this.place.folder, `${kind}.tokens`), 'utf8').split('\n');
      writeFileSync(join(this.place.folder, `${kind}-swiping.tokens`), tokens.slice(0, kPeople).join('\n') + '\n');
      writeFileSync(join(this.place.folder, `${kind}-few.tokens`), tokens.slice(0, 200).join('\n') + '\n');
    }
  }

  reset() {
    this.place.psql(seed('reset'));
  }

  applications(people, each) {
    this.place.psql(seed('applications'), {variables: {people, each, jobs: kJobs}});
    this.place.query('VACUUM ANALYZE application_queue, application_events, user_streams');
    this.place.query('CHECKPOINT');
  }

  tokens(kind) {
    return join(this.place.folder, `${kind}.tokens`);
  }

  async with(measure) {
    await this.server.launch();
    try {
      return await measure(this.server);
    } finally {
      await this.server.stop();
    }
  }

  #common(server) {
    return {
      url: server.url, people: kPeople, jobs: kJobs,
      watch: [`server=${server.child.pid}`, `postgres=${this.place.postgres.child.pid}`, `redis=${this.place.redis.child.pid}`],
    };
  }

  async swipe({connections, seconds, warmUp = 1.5}) {
    this.reset();
    const result = await this.with((server) =>
      this.place.load('work', {...this.#common(server), tokens: this.tokens('web-swiping'), connections, seconds, warmUp}));
    return {...result, rows: Number(this.place.query('SELECT count(*) FROM application_queue'))};
  }

  /** SIGKILL under full load; every 201 must be in the table. */
  async durability({seconds}) {
    this.reset();
    await this.server.launch();
    const acknowledged = join(this.place.folder, 'acknowledged');
    const result = await this.place.load('work', {
      ...this.#common(this.server), tokens: this.tokens('web-swiping'), connections: 64, seconds, warmUp: 0.5, acknowledged, kill: this.server.child.pid,
    });
    await this.server.child.ended;
    this.place.psql(join(here, 'seed', 'acknowledged.sql'));
    const lost = Number(this.place.query('SELECT count(*) FROM bench_acknowledged b WHERE NOT EXISTS (SELECT FROM application_queue a WHERE a.id = b.id)'));
    const events = Number(this.place.query(`SELECT count(*) FROM bench_acknowledged b WHERE NOT EXISTS (
      SELECT FROM application_queue a JOIN application_events e USING (user_id) WHERE a.id = b.id AND e.application_id = b.id)`));
    return {acknowledged: result.acknowledged, broken: result.broken, lost, lostEvents: events};
  }

  async list({connections, seconds}) {
    this.reset();
    this.applications(kPeople, 25);
    return this.with((server) => this.place.load('work', {
      ...this.#common(server), kind: 'request', target: '/api/applications/queue?limit=20', tokens: this.tokens('web-swiping'), connections, seconds, warmUp: 1.5,
    }));
  }

  async deck({connections, seconds}) {
    this.reset();
    this.applications(kPeople, 25);
    return this.with((server) => this.place.load('work', {
      ...this.#common(server), kind: 'request', target: '/api/jobs/deck?limit=20', tokens: this.tokens('web-swiping'), connections, seconds, warmUp: 1.5,
    }));
  }

  async claim({connections, seconds, finish, rate = 0}) {
    this.reset();
    this.applications(kPeople, 20);
    return this.with((server) => this.place.load('work', {
      ...this.#common(server), kind: finish ? 'cycle' : 'claim', target: '/api/desktop/claim', body: '{"max":1,"wait":0}',
      tokens: this.tokens('desktop-swiping'), connections, seconds, rate, warmUp: 1,
    }));
  }

  async sync({seconds}) {
    this.reset();
    this.applications(200, 500);
    const epoch = this.place.query("SELECT value FROM server_settings WHERE key = 'stream_epoch'");
    return this.with((server) => this.place.load('work', {
      ...this.#common(server), kind: 'request', method: 'POST', target: '/api/desktop/sync', body: JSON.stringify({cursor: `${epoch}:0`}),
      tokens: this.tokens('desktop-few'), connections: 8, rate: 20, seconds, warmUp: 1,
    }));
  }

  async delivery({sockets, rate, seconds}) {
    this.reset();
    return this.with((server) => this.place.load('delivery', {
      ...this.#common(server), people: sockets, sockets, tokens: this.tokens('web-swiping'), connections: 16, rate, seconds, warmUp: 2,
    }));
  }

  async idle({sockets}) {
    this.reset();
    return this.with((server) => holdSockets(this.place, server.child.pid, {url: server.url, tokens: this.tokens('web'), sockets}));
  }

  /** All at once, each with the cursor that it had: as after a node was lost. Tells what that asks of PostgreSQL. */
  async reconnect({sockets}) {
    this.reset();
    const epoch = this.place.query("SELECT value FROM server_settings WHERE key = 'stream_epoch'");
    const queries = () => Number(this.place.query('SELECT pg_stat_force_next_flush(); SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()').split('\n').pop());
    return this.with(async (server) => {
      const before = queries();
      const held = await openSockets(this.place, {url: server.url, tokens: this.tokens('web'), sockets, atOnce: sockets, socketTarget: `/api/ws?after=${epoch}:0`}, queries);
      return {sockets: held.open, openedInSeconds: held.seconds, lost: held.lost, queriesEach: (held.seen - before) / held.open};
    });
  }
}

/** How many sockets the server may hold open here: those wanted, or what the limit of open files leaves. */
export function possibleSockets(wanted) {
  const room = 1000;
  const raised = spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${wanted + room}:${wanted + room}`]).status === 0;
  if (raised) return wanted;
  const allowed = Number(spawnSync('bash', ['-c', 'ulimit -n'], {encoding: 'utf8'}).stdout);
  return Math.min(wanted, allowed - room);
}

/** Resident memory in kB of a process and its children. */
export function memory(pid) {
  const resident = (id) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]);
  };
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean);
  return [pid, ...children].reduce((sum, id) => sum + resident(id), 0);
}

/** Opens sockets and closes them again; `whileOpen` looks at something between. */
async function openSockets(place, settings, whileOpen) {
  const child = spawn(join(place.binaries, 'jobswipe-load'), ['idle', ...flags(settings)], {stdio: ['pipe', 'pipe', 'inherit']});
  const ended = new Promise((resolve) => child.once('close', resolve));
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error(`${settings.sockets} sockets could not be opened`);
  const opened = JSON.parse(first.value);
  await new Promise((resolve) => setTimeout(resolve, 3000)); // what opening left behind is given back
  const seen = whileOpen?.();
  child.stdin.end();
  const last = JSON.parse((await lines.next()).value);
  await ended;
  return {...opened, ...last, seen};
}

/** Memory that each of many sockets costs, after a few have been opened and closed once. */
export async function holdSockets(place, pid, settings) {
  await openSockets(place, {...settings, sockets: 200});
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = memory(pid);
  const held = await openSockets(place, settings, () => memory(pid));
  return {sockets: held.open, openedInSeconds: held.seconds, lost: held.lost, kilobytesEach: (held.seen - before) / held.open, kilobytesBefore: before};
}
