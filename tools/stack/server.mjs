// One jobswiped of an instance: its key, its environment, its readiness.
import {randomBytes} from 'node:crypto';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Child, jsonEvent} from './child.mjs';
import {freePort} from './ports.mjs';

export class Server {
  /**
   * @param {object} o
   * @param {string} o.folder of the instance
   * @param {string} o.logs
   * @param {string} o.binary path of jobswiped
   * @param {string} o.webDir the built web app
   * @param {string} o.databaseUrl
   * @param {string} o.redisUrl
   * @param {object} [o.env] further settings
   */
  constructor({folder, logs, binary, webDir, databaseUrl, redisUrl, env = {}}) {
    this.binary = binary;
    this.logs = logs;
    const key = join(folder, 'master.key');
    if (!existsSync(key)) writeFileSync(key, randomBytes(32).toString('hex') + '\n', {mode: 0o600});
    this.env = {
      JOBSWIPE_DATABASE_URL: databaseUrl,
      JOBSWIPE_REDIS_URL: redisUrl,
      JOBSWIPE_MASTER_KEY_FILE: key,
      JOBSWIPE_WEB_DIR: webDir,
      JOBSWIPE_ALLOW_PRIVATE: '1',
      // Nobody waits behind this server for its requests to end, as they would in production.
      JOBSWIPE_DRAIN_SECONDS: '2',
      ...env,
    };
  }

  #run(name, args, seconds) {
    const child = new Child({name, command: this.binary, args, env: this.env, log: join(this.logs, 'server.log')});
    const timer = setTimeout(() => child.kill(), seconds * 1000);
    return child.ended.then(({code, signal}) => {
      clearTimeout(timer);
      if (code !== 0) throw new Error(child.explain(`${name} ended with ${signal ?? `code ${code}`}`));
      return child.tail;
    });
  }

  migrate() {
    return this.#run('jobswiped migrate', ['migrate'], 120);
  }

  /** Imports the postings of one feed; gives what the command printed. */
  import(feed) {
    return this.#run(`jobswiped import ${feed}`, ['import', feed, '--allow-private'], 120);
  }

  /** Starts it and waits until it listens; also after a kill, on the same port. */
  async launch(wanted = this.port ?? 0) {
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort(wanted);
      this.child = new Child({
        name: 'jobswiped',
        command: this.binary,
        args: ['serve'],
        env: {...this.env, JOBSWIPE_LISTEN: `127.0.0.1:${this.port}`},
        log: join(this.logs, 'server.log'),
      });
      try {
        this.url = (await this.child.until(jsonEvent('listening'), 'listening')).url;
        return;
      } catch (error) {
        await this.child.stop();
        if (attempt === 5 || !this.child.tail.some((line) => /address already in use/i.test(line))) throw error;
        wanted = 0;
      }
    }
  }

  stop() {
    return this.child.stop(20);
  }
}
