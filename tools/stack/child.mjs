// One child process: its log, its readiness, its end. A child never outlives this process: the kernel signals it when we
// die (PDEATHSIG), and lifeline.sh ends what did not listen.
import {spawn} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {fileURLToPath} from 'node:url';

let lifeline = null;
const alive = new Set();

function tellLifeline(line) {
  if (!lifeline) {
    lifeline = spawn('bash', [fileURLToPath(new URL('lifeline.sh', import.meta.url))], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    lifeline.on('error', () => {});
    lifeline.stdin.on('error', () => {});
    lifeline.unref();
    lifeline.stdin.unref?.();
  }
  lifeline.stdin.write(line + '\n');
}

/** To be called once everything has been stopped in order; children that still run are left to lifeline.sh to end. */
export function closeLifeline() {
  if (!lifeline) return;
  if (alive.size === 0) lifeline.stdin.write('bye\n');
  lifeline.stdin.end();
  lifeline = null;
}

export class Child {
  /**
   * @param {object} o
   * @param {string} o.name for messages
   * @param {string} o.command
   * @param {string[]} [o.args]
   * @param {object} [o.env] added to this process's environment
   * @param {string} [o.cwd]
   * @param {string} o.log file that its output is appended to
   * @param {string} [o.stopSignal] asks it to end; also what it gets when this process dies
   * @param {{uid: number, gid: number} | null} [o.user] run as somebody else; only root can
   */
  constructor({name, command, args = [], env = {}, cwd, log, stopSignal = 'SIGTERM', user = null}) {
    this.name = name;
    this.log = log;
    this.stopSignal = stopSignal;
    this.tail = [];
    this.listeners = new Set();
    const guard = ['--pdeathsig', stopSignal.replace('SIG', '')];
    if (user) guard.push('--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups');
    // A group of its own: Ctrl-C at the terminal reaches only us, and we stop the children in order.
    this.process = spawn('setpriv', [...guard, command, ...args], {
      cwd,
      env: {...process.env, ...env},
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.process.pid;
    const file = createWriteStream(log, {flags: 'a', mode: 0o600});
    for (const stream of [this.process.stdout, this.process.stderr]) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        file.write(text);
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        for (const line of lines) this.#heard(line);
      });
    }
    /** Resolves with `{code, signal}` when it has ended; never rejects. */
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => resolve({code: null, signal: null, error}));
      this.process.once('close', (code, signal) => resolve({code, signal}));
    }).then((end) => {
      this.end = end;
      if (this.pid) {
        alive.delete(this.pid);
        tellLifeline(`-${this.pid}`);
      }
      file.end();
      for (const listener of this.listeners) listener(null);
      return end;
    });
    if (this.pid) {
      alive.add(this.pid);
      tellLifeline(`+${this.pid}`);
    }
  }

  get running() {
    return !this.end;
  }

  #heard(line) {
    this.tail.push(line);
    if (this.tail.length > 200) this.tail.shift();
    for (const listener of this.listeners) listener(line);
  }

  /**
   * Waits for an output line for which `match` gives something, and gives that. Lines already heard count. Throws with the
   * last lines of its output when it ends first or `seconds` pass.
   */
  until(match, what, seconds = 60) {
    return new Promise((resolve, reject) => {
      const give = (found) => {
        clearTimeout(timer);
        this.listeners.delete(listener);
        resolve(found);
      };
      const refuse = (why) => {
        clearTimeout(timer);
        this.listeners.delete(listener);
        reject(new Error(this.explain(`${this.name} ${why} before it was ${what}`)));
      };
      const listener = (line) => {
        if (line === null) return refuse(this.#howEnded());
        const found = match(line);
        if (found) give(found);
      };
      const timer = setTimeout(() => refuse(`took more than ${seconds} s`), seconds * 1000);
      for (const line of this.tail) {
        const found = match(line);
        if (found) return give(found);
      }
      if (this.end) return refuse(this.#howEnded());
      this.listeners.add(listener);
    });
  }

  #howEnded() {
    const {code, signal, error} = this.end;
    return error ? `could not be started (${error.message})` : signal ? `was ended by ${signal}` : `ended with code ${code}`;
  }

  /** `what`, with the end of the output and where the rest is. */
  explain(what) {
    return [what, ...this.tail.slice(-15).map((line) => `  | ${line}`), `  Its whole output is in ${this.log}.`].join('\n');
  }

  signal(name) {
    if (this.running && this.pid) process.kill(this.pid, name);
  }

  /** Asks it to end, insists after `seconds`, and waits until it has. */
  async stop(seconds = 15) {
    if (!this.running || !this.pid) return this.ended;
    const insist = setTimeout(() => this.kill(), seconds * 1000);
    try {
      this.signal(this.stopSignal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    const end = await this.ended;
    clearTimeout(insist);
    return end;
  }

  /** SIGKILL to the process and its group, as a power cut would; gives its end. */
  kill() {
    if (this.running && this.pid) {
      try {
        process.kill(-this.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    }
    return this.ended;
  }
}

/** A matcher for `Child.until`: the JSON object on a line whose `event` is the given one. */
export function jsonEvent(event) {
  return (line) => {
    if (!line.startsWith('{')) return null;
    try {
      const value = JSON.parse(line);
      return value.event === event ? value : null;
    } catch {
      return null;
    }
  };
}
