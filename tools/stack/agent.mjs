// One headless desktop agent of an instance: pairing it with an account, running it, killing it on purpose.
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {Child} from './child.mjs';

function userCodeOf(line) {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line).userCode ?? null;
  } catch {
    return null;
  }
}

export class Agent {
  constructor({folder, logs, binary, serverUrl, name = 'agent', pauseSeconds, env = {}}) {
    this.pause = pauseSeconds === undefined ? [] : ['--pause-seconds', String(pauseSeconds)];
    this.name = name;
    this.binary = binary;
    this.serverUrl = serverUrl;
    this.env = env;
    this.state = join(folder, name);
    this.log = join(logs, `${name}.log`);
    mkdirSync(this.state, {recursive: true, mode: 0o700});
  }

  #child(args, env = {}) {
    return new Child({name: this.name, command: this.binary, args, env: {...this.env, ...env}, log: this.log});
  }

  /** Pairs it with the account that `approve(userCode)` speaks for. */
  async pair(approve) {
    const child = this.#child(['pair', '--server', this.serverUrl, '--state', this.state, '--name', this.name, '--json']);
    try {
      await approve(await child.until(userCodeOf, 'given a pairing code', 30));
    } catch (error) {
      await child.stop();
      throw error;
    }
    const timer = setTimeout(() => child.kill(), 60_000);
    const {code, signal} = await child.ended;
    clearTimeout(timer);
    if (code !== 0) throw new Error(child.explain(`pairing ended with ${signal ?? `code ${code}`}`));
  }

  /**
   * Starts its work. `env` is for this run only, such as JOBSWIPE_CRASH_AT. `visible`: with a window for its person, so that it waits
   * for them where only they can go on.
   */
  launch(env = {}, {visible = false} = {}) {
    const window = visible ? '--visible' : '--headless';
    this.child = this.#child(['run', '--server', this.serverUrl, '--state', this.state, window, '--allow-private', ...this.pause], env);
  }

  /** What its person says at the desktop: `pause`, `resume`, `continue`. */
  async say(what) {
    const child = this.#child([what, '--state', this.state]);
    const {code, signal} = await child.ended;
    if (code !== 0) throw new Error(child.explain(`${what} ended with ${signal ?? `code ${code}`}`));
  }

  get running() {
    return this.child?.running ?? false;
  }

  stop() {
    return this.child?.stop(20);
  }
}
