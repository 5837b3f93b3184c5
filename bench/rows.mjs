// The targets: what is measured, by whom, in which order, and what each row of the table needs to be met.
import {join} from 'node:path';
import {here, perUnit} from './places.mjs';
import {kSockets} from './ours.mjs';

const pg = {DB: 'pg', WORKERS: '1'};
const pgTwo = {DB: 'pg', WORKERS: '2'};
const prisma = {DB: 'prisma', WORKERS: '1'};
const shared = {DB: 'pg', WORKERS: '1', SNAPSHOT: 'shared'};

/** One measurement: `what`, the contender, and how its number is got. `c` holds ours, peer, place, queues and others. */
export const measurements = [
  {what: 'swipe64', who: 'ours', run: (c) => c.ours.swipe({connections: 64, seconds: c.seconds})},
  {what: 'swipe64', who: 'peer pg', run: (c) => c.peer?.swipe(pg, {connections: 64, seconds: c.seconds})},
  {what: 'swipe64', who: 'peer pg, shared snapshot', run: (c) => c.peer?.swipe(shared, {connections: 64, seconds: c.seconds})},
  {what: 'swipe64', who: 'peer pg, two processes', once: true, run: (c) => c.peer?.swipe(pgTwo, {connections: 64, seconds: c.seconds})},
  {what: 'swipe64', who: 'peer Prisma', run: (c) => c.peer?.swipe(prisma, {connections: 64, seconds: c.seconds})},
  {what: 'swipe64', who: 'pgbench, our rows', run: async (c) => (c.ours.reset(), c.place.pgbench(join(here, 'limit/swipe.sql'), {seconds: c.seconds}))},
  {what: 'swipe64', who: 'pgbench, peer’s rows', once: true, run: async (c) => c.peer && (c.peer.reset(), c.place.pgbench(join(c.peer.folder, 'bench/swipe_cte.sql'), {database: 'peer', seconds: c.seconds}))},
  {what: 'swipe64', who: 'pgbench, peer’s rows without snapshot', run: async (c) => c.peer && (c.peer.reset(), c.place.pgbench(join(c.peer.folder, 'bench/swipe_cte_nosnap.sql'), {database: 'peer', seconds: c.seconds}))},
  {what: 'swipe1000', who: 'ours', run: (c) => c.ours.swipe({connections: 1000, seconds: c.seconds})},
  {what: 'swipe1000', who: 'peer pg', run: (c) => c.peer?.swipe(pg, {connections: 1000, seconds: c.seconds})},
  {what: 'swipe1000', who: 'peer Prisma', once: true, run: (c) => c.peer?.swipe(prisma, {connections: 1000, seconds: c.seconds})},
  {what: 'delivery', who: 'ours', run: (c) => c.ours.delivery({sockets: 1000, rate: 100, seconds: c.seconds * 2})},
  {what: 'delivery', who: 'peer pg', run: (c) => c.peer?.delivery(pg, {sockets: 1000, rate: 100, seconds: c.seconds * 2})},
  {what: 'delivery', who: 'peer Prisma', once: true, run: (c) => c.peer?.delivery(prisma, {sockets: 1000, rate: 100, seconds: c.seconds * 2})},
  {what: 'list64', who: 'ours', run: (c) => c.ours.list({connections: 64, seconds: c.seconds})},
  {what: 'list64', who: 'ours, each made anew', run: (c) => c.oursForgetful.list({connections: 64, seconds: c.seconds})},
  {what: 'list64', who: 'peer pg', run: (c) => c.peer?.list(pg, {connections: 64, seconds: c.seconds})},
  {what: 'list64', who: 'peer Prisma', once: true, run: (c) => c.peer?.list(prisma, {connections: 64, seconds: c.seconds})},
  {what: 'deck64', who: 'ours', once: true, run: (c) => c.ours.deck({connections: 64, seconds: c.seconds})},
  {what: 'cycle64', who: 'ours', run: (c) => c.ours.claim({connections: 64, seconds: c.seconds, finish: true})},
  {what: 'cycle64', who: 'ours, claim only', run: (c) => c.ours.claim({connections: 64, seconds: c.seconds, finish: false})},
  {what: 'cycle64', who: 'peer pg, claim only', run: (c) => c.peer?.claim(pg, {connections: 64, seconds: c.seconds})},
  {what: 'cycle64', who: 'peer Prisma, claim only', once: true, run: (c) => c.peer?.claim(prisma, {connections: 64, seconds: c.seconds})},
  {what: 'queueAdd', who: 'ours', run: (c) => c.queues.ours('add')},
  {what: 'queueAdd', who: 'BullMQ in Node', run: (c) => c.queues.node('add')},
  {what: 'queueTake', who: 'ours', run: (c) => c.queues.ours('take')},
  {what: 'queueTake', who: 'BullMQ in Node', run: (c) => c.queues.node('take')},
  {what: 'sync', who: 'ours', run: (c) => c.ours.sync({seconds: c.seconds * 2})},
  {what: 'claimStart', who: 'ours', run: (c) => c.ours.claim({connections: 4, rate: 20, seconds: c.seconds * 2, finish: false})},
  {what: 'idle', who: 'ours', once: true, run: (c) => c.ours.idle({sockets: c.sockets})},
  {what: 'idle', who: 'peer pg', once: true, run: (c) => c.peer?.idle(pg, {sockets: Math.min(5000, c.sockets)})},
  {what: 'reconnect', who: 'ours', once: true, run: (c) => c.ours.reconnect({sockets: Math.min(10000, c.sockets)})},
  {what: 'application', who: 'ours', once: true, run: (c) => c.oneApplication()},
  {what: 'agentRest', who: 'ours', once: true, run: (c) => c.agentAtRest()},
  {what: 'rebuild', who: 'ours', once: true, run: (c) => c.rebuild()},
  {what: 'durability', who: 'ours', run: (c) => c.ours.durability({seconds: Math.min(3, c.seconds)})},
];

const whole = (value) => Math.round(value).toLocaleString('en-US');
const short = (value) => (value >= 100 ? whole(value) : value.toPrecision(3));
const rate = (result) => result.perSecond;

/** `get(what, who)` is the median over the rounds of a number of that measurement, or undefined when it was not made. */
export const rows = [
  {
    title: 'swipe-right /s, 64 connections', target: '≥ 11,000, ≥ 1.0 × pgbench', unit: '/s', what: 'swipe64', value: rate, format: whole,
    met: (v, get) => v >= 11000 && v >= (get('swipe64', 'pgbench, peer’s rows without snapshot', rate) ?? get('swipe64', 'pgbench, our rows', rate)),
  },
  {
    title: 'swipe-right, 64 connections, against the peer with shared snapshots', target: '≥ 3 ×', unit: '×', what: 'swipe64', value: null, format: short,
    of: (get) => get('swipe64', 'ours', rate) / get('swipe64', 'peer pg, shared snapshot', rate), met: (v) => v >= 3,
  },
  {
    title: 'server CPU per swipe against that peer', target: '≤ 1/4', unit: '×', what: 'swipe64', value: null, format: short,
    of: (get) => get('swipe64', 'ours', (r) => perUnit(r).server) / get('swipe64', 'peer pg, shared snapshot', (r) => perUnit(r).server), met: (v) => v <= 0.25,
  },
  {title: 'swipe-right /s, 1,000 connections', target: '≥ 10,000', unit: '/s', what: 'swipe1000', value: rate, format: whole, met: (v) => v >= 10000},
  {title: 'swipe-right p99, 1,000 connections', target: '≤ 150 ms', unit: 'ms', what: 'swipe1000', value: (r) => r.latency.p99, format: short, met: (v) => v <= 150},
  {title: 'swipe-right p99, 100 /s offered, 1,000 people online', target: '≤ 3 ms', unit: 'ms', what: 'delivery', value: (r) => r.latency.p99, format: short, met: (v) => v <= 3},
  {title: 'queue list /s, 64 connections', target: '≥ 35,000', unit: '/s', what: 'list64', value: rate, format: whole, met: (v) => v >= 35000},
  {title: 'claim + finish cycles /s', target: '≥ 12,000', unit: '/s', what: 'cycle64', value: (r) => (r.units - r.empty) / r.seconds, format: whole, met: (v) => v >= 12000},
  {title: 'swipe → WebSocket at 100 /s, 1,000 sockets, p50', target: '≤ 1.2 ms', unit: 'ms', what: 'delivery', value: (r) => r.delivery.p50, format: short, met: (v) => v <= 1.2},
  {title: 'swipe → WebSocket at 100 /s, 1,000 sockets, p99', target: '≤ 3 ms', unit: 'ms', what: 'delivery', value: (r) => r.delivery.p99, format: short, met: (v) => v <= 3},
  {
    title: 'memory per idle WebSocket', target: `≤ 5 kB at ${whole(kSockets)}`, unit: 'kB', what: 'idle', value: (r) => r.kilobytesEach, format: short,
    met: (v, get) => v <= 5 && get('idle', 'ours', (r) => r.lost) === 0 && get('idle', 'ours', (r) => r.sockets) >= kSockets,
  },
  {
    title: '10,000 sockets that come back at once, until all stand', target: 'none lost, ≤ 2 queries each', unit: 's', what: 'reconnect', value: (r) => r.openedInSeconds, format: short,
    met: (v, get) => get('reconnect', 'ours', (r) => r.lost) === 0 && get('reconnect', 'ours', (r) => r.sockets) >= 10000 && get('reconnect', 'ours', (r) => r.queriesEach) <= 2,
  },
  {
    title: 'BullMQ add, part of what Redis can do', target: '≥ 0.95', unit: '', what: 'queueAdd', value: (r) => r.perSecond * r.redisMicroseconds / 1e6, format: short, met: (v) => v >= 0.95,
  },
  {title: 'BullMQ add, client CPU', target: '≤ 5 µs', unit: 'µs', what: 'queueAdd', value: (r) => r.clientMicroseconds, format: short, met: (v) => v <= 5},
  {
    title: 'BullMQ take + finish, part of what Redis can do', target: '≥ 0.95', unit: '', what: 'queueTake', value: (r) => r.perSecond * r.redisMicroseconds / 1e6, format: short, met: (v) => v >= 0.95,
  },
  {title: 'BullMQ take + finish, client CPU', target: '≤ 8 µs', unit: 'µs', what: 'queueTake', value: (r) => r.clientMicroseconds, format: short, met: (v) => v <= 8},
  {title: 'desktop sync after a week away, 500 waiting, p99', target: '≤ 20 ms', unit: 'ms', what: 'sync', value: (r) => r.latency.p99, format: short, met: (v) => v <= 20},
  {title: 'claim until the agent can begin: the server’s answer, p50', target: '≤ 5 ms', unit: 'ms', what: 'claimStart', value: (r) => r.latency.p50, format: short, met: (v) => v <= 5},
  {title: 'one application beside a playwright-core script', target: '≤ 1.3 ×', unit: '×', what: 'application', value: (r) => r.ratio, format: short, met: (v) => v <= 1.3},
  {title: 'agent at rest, memory', target: '≤ 15 MB', unit: 'MB', what: 'agentRest', value: (r) => r.megabytes, format: short, met: (v) => v <= 15},
  {title: 'agent at rest, CPU', target: '0.0 %', unit: '%', what: 'agentRest', value: (r) => r.cpuPercent, format: (v) => v.toFixed(2), met: (v) => v < 0.05},
  {title: 'demo rebuilt after a one-line change', target: '≤ 20 s', unit: 's', what: 'rebuild', value: (r) => r.seconds, format: short, met: (v) => v <= 20},
  {
    title: 'swipes answered 201 and lost by kill -9', target: '0', unit: '', what: 'durability', value: null, format: whole,
    of: (get, all) => all('durability', 'ours').reduce((sum, r) => sum + r.lost + r.lostEvents, 0), met: (v, get) => v === 0 && get('durability', 'ours', (r) => r.acknowledged) > 0,
  },
];
