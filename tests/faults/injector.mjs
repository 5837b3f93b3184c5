// The faults, each injected into a real process or a connection, and undone where it does not mend itself.
import {execFileSync} from 'node:child_process';
import {connect} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';

export const redisCli = ({redis}, ...command) => execFileSync('redis-cli', ['-u', redis.url, ...command], {encoding: 'utf8'}).trim();

/** `pg_ctl stop -m immediate` and a new start: PostgreSQL recovers from its log. */
export async function restartPostgres({postgres}, signal = 'SIGQUIT') {
  postgres.child.signal(signal);
  await postgres.child.ended;
  await postgres.launch();
}

export function terminateBackends({postgres}) {
  postgres.query('SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()');
}

/**
 * Takes every connection slot of PostgreSQL: sessions that name themselves and never give their password. Gives what ends
 * them.
 */
export async function takeAllSlots(world) {
  const sockets = new Set();
  let open = true;
  const startup = (() => {
    const text = Buffer.from('user\0jobswipe\0database\0jobswipe\0\0', 'latin1');
    const head = Buffer.alloc(8);
    head.writeInt32BE(text.length + 8, 0);
    head.writeInt32BE(196608, 4); // protocol 3.0
    return Buffer.concat([head, text]);
  })();
  const squat = () => {
    if (!open) return;
    const socket = connect({host: '127.0.0.1', port: world.postgres.port}, () => socket.write(startup));
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => data[0] === 0x45 && socket.destroy()); // 'E': no slot was left for this one
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(squat, 20);
    });
  };
  for (let i = 0; i < 110; i++) squat();
  await pause(300);
  // Again and again: the server may be quicker than all of them at taking a slot that it has just lost.
  terminateBackendsOfServer(world);
  const again = setInterval(() => terminateBackendsOfServer(world), 200);
  return () => {
    open = false;
    clearInterval(again);
    for (const socket of sockets) socket.destroy();
  };
}

/** Without a session of our own, for there may be no slot: the proxy ends the server's connections. */
function terminateBackendsOfServer(world) {
  world.proxies.database.reset();
}

const network = {
  delay: (proxy) => proxy.delay(150),
  'cut off': (proxy) => proxy.cut(),
  'half-open': (proxy) => proxy.freeze(),
  throttled: (proxy) => proxy.throttle(20_000),
};
const between = {front: 'clients and server', desk: 'desktops and server', database: 'server and PostgreSQL', redis: 'server and Redis', site: 'desktops and employer'};

/** name → what injects it, and lasts until it is over. For the random composition. */
export const faults = {
  async 'server killed'(world) {
    await world.server.child.kill();
    await world.server.launch();
  },
  async 'server asked to stop'(world) {
    await world.server.stop();
    await world.server.launch();
  },
  async 'server stopped for two seconds'(world) {
    world.server.child.signal('SIGSTOP');
    await pause(2000);
    world.server.child.signal('SIGCONT');
  },
  async 'server dies at a crash point'(world, random) {
    const point = random.pick(serverPoints);
    const pass = 1 + random.below(4);
    const {died} = await world.armed(`${point}:${pass}`);
    const {child} = world.server;
    await Promise.race([died, pause(4000)]);
    // Not reached under this load: then it is killed wherever it is.
    if (child.running) await child.kill();
    await died;
  },
  async 'PostgreSQL stopped at once'(world) {
    await restartPostgres(world);
  },
  async 'PostgreSQL killed'(world) {
    await world.postgres.child.kill();
    await world.postgres.launch();
  },
  async 'connections to PostgreSQL terminated'(world) {
    terminateBackends(world);
  },
  async 'no connection slot left for two seconds'(world) {
    const release = await takeAllSlots(world);
    await pause(2000);
    release();
  },
  async 'Redis emptied'(world) {
    redisCli(world, 'FLUSHALL');
  },
  async 'scripts of Redis emptied'(world) {
    redisCli(world, 'SCRIPT', 'FLUSH');
  },
  async 'Redis killed'(world, random) {
    await world.redis.child.kill();
    await pause(random.below(3000));
    await world.redis.launch();
  },
  async 'Redis stopped for two seconds'(world) {
    world.redis.child.signal('SIGSTOP');
    await pause(2000);
    world.redis.child.signal('SIGCONT');
  },
  async 'Redis out of memory for two seconds'(world) {
    redisCli(world, 'CONFIG', 'SET', 'maxmemory', '1');
    await pause(2000);
    redisCli(world, 'CONFIG', 'SET', 'maxmemory', '0');
  },
};
for (const [place, parts] of Object.entries(between)) {
  const proxyOf = (world) => world.proxies[place];
  for (const [how, inject] of Object.entries(network)) {
    faults[`network ${how} between ${parts}`] = async (world, random) => {
      inject(proxyOf(world));
      await pause(500 + random.below(2500));
      // What a dead network held back never comes.
      if (how === 'half-open') proxyOf(world).reset();
      proxyOf(world).heal();
    };
  }
  faults[`connections reset between ${parts}`] = async (world) => proxyOf(world).reset();
  if (place === 'redis') continue;
  const pattern = {front: /POST \/api\//, desk: /(POST|PUT) \/api\//, database: /swipe_right|claim_take|claim_submit_intent|report_transition|application_resolve/, site: /POST \/jobs/}[place];
  faults[`a reply swallowed between ${parts}`] = async (world) => {
    await Promise.race([proxyOf(world).swallowReply(pattern), pause(3000)]);
    proxyOf(world).heal();
  };
}

/** Crash points that any load reaches. */
export const serverPoints = [
  'idempotency.after_begin', 'idempotency.before_finish', 'idempotency.after_finish', 'swipe.before_commit', 'swipe.after_commit',
  'claim.before_commit', 'claim.after_commit', 'intent.before_commit', 'intent.after_commit', 'report.before_commit', 'report.after_commit',
  'evidence.after_commit', 'decision.after_commit', 'relay.before_add', 'relay.after_add', 'relay.after_mark', 'sweep.before_lapse',
  'sweep.after_lapse',
];
