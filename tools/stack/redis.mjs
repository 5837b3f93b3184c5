// A private Redis: loopback only, append-only file, and the eviction policy that BullMQ's keys need.
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {Child} from './child.mjs';
import {freePort} from './ports.mjs';

export class Redis {
  static async start({folder, logs, port = 0}) {
    const self = new Redis();
    self.data = join(folder, 'redis');
    self.logs = logs;
    mkdirSync(self.data, {recursive: true, mode: 0o700});
    await self.launch(port);
    return self;
  }

  /** Starts the server; also after a kill. Keeps its port when it can. */
  async launch(wanted = this.port) {
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort(wanted);
      this.child = new Child({
        name: 'Redis',
        command: 'redis-server',
        args: [
          ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.data, '--daemonize', 'no', '--save', ''],
          ...['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
        ],
        log: join(this.logs, 'redis.log'),
      });
      try {
        await this.child.until((line) => line.includes('Ready to accept connections'), 'ready');
        return;
      } catch (error) {
        await this.child.stop();
        if (attempt === 5 || !this.child.tail.some((line) => line.includes('Address already in use'))) throw error;
        wanted = 0;
      }
    }
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  stop() {
    return this.child.stop();
  }
}
