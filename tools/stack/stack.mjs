// A whole JobSwipe of its own: PostgreSQL, Redis, the server, the career sites. Used by the demo, by `up` and by the tests.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Agent} from './agent.mjs';
import {CareerSites} from './career_sites.mjs';
import {closeLifeline} from './child.mjs';
import {Postgres} from './postgres.mjs';
import {Redis} from './redis.mjs';
import {Server} from './server.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export class Stack {
  /**
   * @param {object} o
   * @param {string} o.folder of the instance; holds its data and logs
   * @param {'release' | 'dev' | string} o.preset whose programs to run
   * @param {boolean} [o.durable] fsync on
   * @param {object} [o.serverEnv] settings of the server beyond the defaults
   * @param {boolean} [o.sites] start the career sites and import their postings
   * @param {number} [o.port] of the web address; else the one of the last time, or a free one
   * @param {(line: string) => void} [o.progress]
   */
  constructor({folder, preset, durable = true, serverEnv = {}, sites = true, port, progress = () => {}}) {
    this.folder = folder;
    this.bin = join(root, 'build', preset, 'bin');
    this.durable = durable;
    this.serverEnv = serverEnv;
    this.withSites = sites;
    this.progress = progress;
    this.agents = [];
    this.logs = join(folder, 'logs');
    mkdirSync(this.logs, {recursive: true});
    const remembered = join(folder, 'ports.json');
    this.ports = existsSync(remembered) ? JSON.parse(readFileSync(remembered, 'utf8')) : {};
    if (port) this.ports.web = port;
    for (const name of ['jobswiped']) {
      if (!existsSync(join(this.bin, name))) throw new Error(`build/${preset}/bin/${name} is missing. Run: ./jobswipe build`);
    }
  }

  /** Starts everything, or stops what it had started and throws. */
  async start() {
    try {
      await this.startServices();
      this.progress('starting the server');
      this.server = new Server({
        folder: this.folder,
        logs: this.logs,
        binary: join(this.bin, 'jobswiped'),
        webDir: join(root, 'web/dist'),
        databaseUrl: this.postgres.url,
        redisUrl: this.redis.url,
        env: this.serverEnv,
      });
      await this.server.migrate();
      await this.server.launch(this.ports.web);
      if (this.withSites) {
        this.progress('starting three career sites and importing their postings');
        this.sites = await CareerSites.start({root, logs: this.logs, ports: this.ports.sites});
        for (const feed of this.sites.feeds) await this.server.import(feed);
      }
      writeFileSync(
        join(this.folder, 'ports.json'),
        JSON.stringify({web: this.server.port, postgres: this.postgres.port, redis: this.redis.port, sites: this.sites?.ports}) + '\n',
      );
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Only PostgreSQL and Redis. */
  async startServices() {
    this.progress('starting PostgreSQL and Redis');
    const place = {folder: this.folder, logs: this.logs};
    // Both are waited for even when one fails, so that stop() knows of both.
    const [postgres, redis] = await Promise.allSettled([
      Postgres.start({...place, durable: this.durable, port: this.ports.postgres}).then((it) => (this.postgres = it)),
      Redis.start({...place, port: this.ports.redis}).then((it) => (this.redis = it)),
    ]);
    for (const result of [postgres, redis]) if (result.status === 'rejected') throw result.reason;
  }

  /** An agent of this stack, not yet paired or running; stopped with the stack. */
  agent(name = 'agent', {pauseSeconds, env = {}} = {}) {
    const agent = new Agent({
      folder: this.folder,
      logs: this.logs,
      binary: join(this.bin, 'jobswipe-agent'),
      serverUrl: this.server.url,
      name,
      pauseSeconds,
      env: {JOBSWIPE_NODE: join(root, 'node_modules/.bin/node'), ...env},
    });
    this.agents.push(agent);
    return agent;
  }

  /** The process of every part that runs, by name. */
  get pids() {
    const parts = [
      ['postgres', this.postgres?.child],
      ['redis', this.redis?.child],
      ['server', this.server?.child],
      ['career_sites', this.sites?.child],
      ...this.agents.map((agent) => [agent.name, agent.child]),
    ];
    return Object.fromEntries(parts.filter(([, child]) => child?.running).map(([name, child]) => [name, child.pid]));
  }

  /** Resolves with a message when a part ends by itself. */
  async firstDeath() {
    const children = [this.postgres?.child, this.redis?.child, this.server?.child, this.sites?.child, ...this.agents.map((a) => a.child)];
    return Promise.race(
      children.filter(Boolean).map((child) => child.ended.then(({code, signal}) => child.explain(`${child.name} ended by itself with ${signal ?? `code ${code}`}.`))),
    );
  }

  /** What `status --json` prints. */
  status() {
    return {
      web_url: this.server.url,
      database_url: this.postgres.url,
      redis_url: this.redis.url,
      career_sites: this.sites?.sites ?? [],
      pids: this.pids,
    };
  }

  /** Stops everything in the reverse order of its start. May be called at any time, and more than once. */
  stop() {
    this.stopping ??= (async () => {
      await Promise.all(this.agents.map((agent) => agent.stop()));
      await this.sites?.stop();
      if (this.server?.child) await this.server.stop();
      await Promise.all([this.postgres?.stop(), this.redis?.stop()]);
      closeLifeline();
    })();
    return this.stopping;
  }
}
