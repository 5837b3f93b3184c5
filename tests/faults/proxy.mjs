// A TCP proxy that fails on demand. It stands between any two parts and knows nothing of what they say, but that a
// trap may wait for bytes of a request.
import {createServer, connect} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';

const resetting = new WeakSet();

/** RST where that can be said; a socket with its end or data still under way is destroyed, since Node loses it in a reset. */
function reset(socket) {
  if (!socket || socket.destroyed || resetting.has(socket)) return;
  if (socket.connecting || socket.writableEnded || socket.writableLength > 0) return socket.destroy();
  resetting.add(socket);
  socket.resetAndDestroy();
}

/** Two sockets joined; what one side sends is passed on in order, under the proxy's rules of that moment. */
class Link {
  constructor(proxy, near) {
    this.proxy = proxy;
    this.near = near;
    near.setNoDelay(true);
    near.on('error', () => this.reset());
    near.pause();
    this.#join();
  }

  async #join() {
    await this.proxy.thawed();
    if (this.near.destroyed) return this.reset();
    const {host = '127.0.0.1', port} = this.proxy.to();
    this.far = connect({host, port, noDelay: true});
    this.far.on('error', () => this.reset());
    this.#pump(this.near, this.far, 'up');
    this.#pump(this.far, this.near, 'down');
  }

  #pump(from, to, direction) {
    let seen = '';
    from.on('data', async (chunk) => {
      from.pause();
      if (direction === 'up') {
        // A request may be split anywhere, so a little of what went before is looked at again.
        const text = seen + chunk.toString('latin1');
        seen = text.slice(-200);
        const trap = this.trap ? null : this.proxy.sprung(text);
        if (trap) {
          this.trap = trap;
          seen = '';
        }
        if (trap?.kind === 'break') {
          if (!to.destroyed) to.write(chunk.subarray(0, chunk.length >> 1));
          this.reset();
          trap.sprung();
          return;
        }
      } else if (this.trap) {
        const trap = this.trap;
        if (trap.kind === 'swallow') {
          this.reset();
          trap.sprung();
          return;
        }
        if (trap.kind === 'hold') {
          this.trap = null;
          await trap.work();
          trap.sprung();
        }
      }
      await this.proxy.pass(chunk);
      if (this.closed || to.destroyed) return;
      if (!to.write(chunk)) await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
      if (!this.closed) from.resume();
    });
    from.on('end', async () => {
      await this.proxy.thawed();
      to.end();
    });
    from.on('close', async () => {
      await this.proxy.thawed();
      if (to.destroyed) this.proxy.links.delete(this);
      else to.end();
    });
    from.resume();
  }

  /** Both sides see RST. */
  reset() {
    this.closed = true;
    this.proxy.links.delete(this);
    reset(this.near);
    reset(this.far);
  }

  /** Both sides see FIN, at once. */
  close() {
    this.closed = true;
    this.proxy.links.delete(this);
    for (const socket of [this.near, this.far]) if (socket && !resetting.has(socket)) socket.destroy();
  }
}

export class Proxy {
  links = new Set();
  #sockets = new Set();
  #traps = [];
  #frozen = null;
  #refusing = false;
  #delay = 0;
  #rate = Infinity;

  /** @param {() => {host?: string, port: number}} to read anew for each connection, since a restarted part may have moved */
  static async before(to) {
    const self = new Proxy();
    self.to = to;
    self.server = createServer({pauseOnConnect: true}, (near) => {
      self.#sockets.add(near);
      near.on('close', () => self.#sockets.delete(near));
      if (self.#refusing) reset(near);
      else self.links.add(new Link(self, near));
    });
    await new Promise((resolve, reject) => self.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    self.port = self.server.address().port;
    return self;
  }

  /** `url` with this proxy in the place of what it names. */
  instead(url) {
    const it = new URL(url);
    it.hostname = '127.0.0.1';
    it.port = String(this.port);
    return it.href.replace(/\/$/, '');
  }

  // The faults; each lasts until `heal`.

  /** Every piece is passed on so much later. */
  delay(ms) {
    this.#delay = ms;
  }
  /** Passes on so many bytes a second, of each connection. */
  throttle(bytesPerSecond) {
    this.#rate = bytesPerSecond;
  }
  /** Ends all connections in order and refuses new ones. */
  cut() {
    this.#refusing = true;
    for (const link of this.links) link.close();
  }
  /** Half-open: connections stand and are accepted, and nothing passes any more, not even their end. */
  freeze() {
    if (this.#frozen) return;
    let thaw;
    this.#frozen = new Promise((resolve) => (thaw = resolve));
    this.#frozen.thaw = thaw;
  }
  /** RST to both sides of all connections; new ones are welcome. */
  reset() {
    for (const link of this.links) link.reset();
  }
  /** Everything passes again. What was held back by `freeze` is passed on; `reset` before it to lose that. */
  heal() {
    this.#delay = 0;
    this.#rate = Infinity;
    this.#refusing = false;
    this.#traps = [];
    const {thaw} = this.#frozen ?? {};
    this.#frozen = null;
    thaw?.();
  }

  /**
   * The next request with `pattern` in it is passed on, and its reply never comes: the far side has done its work, the near side
   * sees a reset. Resolves when that has happened.
   */
  swallowReply(pattern) {
    return this.#trap({kind: 'swallow', pattern});
  }
  /** The next request with `pattern` in it comes through by half, then both sides see a reset. */
  breakRequest(pattern) {
    return this.#trap({kind: 'break', pattern});
  }
  /** The next request with `pattern` in it is passed on, and its reply is held back until `work` has ended. */
  holdReply(pattern, work) {
    return this.#trap({kind: 'hold', pattern, work});
  }

  #trap(trap) {
    return new Promise((resolve) => this.#traps.push({...trap, sprung: resolve}));
  }
  sprung(text) {
    const i = this.#traps.findIndex(({pattern}) => pattern.test(text));
    return i < 0 ? null : this.#traps.splice(i, 1)[0];
  }

  async thawed() {
    while (this.#frozen) await this.#frozen;
  }
  async pass(chunk) {
    if (this.#delay) await pause(this.#delay);
    if (this.#rate < Infinity) await pause((chunk.length / this.#rate) * 1000);
    await this.thawed();
  }

  async close() {
    this.heal();
    this.reset();
    for (const socket of this.#sockets) if (!resetting.has(socket)) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
