// The server dies: at each crash point, and wherever it is.
import {Server} from '../../tools/stack/server.mjs';
import {faults, redisCli} from './injector.mjs';
import {scenarios} from './scenario.mjs';
import {eventually, leaseMs, useWorld} from './world.mjs';

const use = useWorld();
const one = {people: 1, desktops: 1, swipes: 2};
const first = (crew) => crew.people[0].desks[0];
/** Whichever desktop begins falls silent past its lease, once; the work is done over. */
const silent = (_, crew) => crew.people[0].desks.forEach((desk) => desk.crashAt('begun', {stall: leaseMs + 3000}));
/** A desktop dies at the click, and a person decides. */
const unknown = (_, crew) => first(crew).crashAt('clicking');

scenarios(use, [
  // A row: where the server dies                                                     and what leads there
  {name: 'dies with the Idempotency-Key taken and nothing done', crash: 'idempotency.after_begin', crew: one},
  {name: 'dies with the work done and its answer not kept', crash: 'idempotency.before_finish', crew: one},
  {name: 'dies with the answer kept and not given', crash: 'idempotency.after_finish', crew: one},
  {name: 'dies before a swipe is committed', crash: 'swipe.before_commit', crew: one},
  {name: 'dies after a swipe is committed', crash: 'swipe.after_commit', crew: one},
  {name: 'dies before a claim is committed', crash: 'claim.before_commit', crew: one},
  {name: 'dies after a claim is committed', crash: 'claim.after_commit', crew: one},
  {name: 'dies before a submit intent is granted', crash: 'intent.before_commit', crew: one},
  {name: 'dies after a submit intent is granted', crash: 'intent.after_commit', crew: one},
  {name: 'dies before a report is committed', crash: 'report.before_commit:2', crew: one},
  {name: 'dies after a report is committed', crash: 'report.after_commit:2', crew: one},
  {name: 'dies after evidence is committed', crash: 'evidence.after_commit', crew: one},
  {name: 'dies after a person’s decision is committed', crash: 'decision.after_commit', crew: one, before: unknown},
  {name: 'the relay dies before it adds', crash: 'relay.before_add', crew: one},
  {name: 'the relay dies after it added, before it marks', crash: 'relay.after_add', crew: one},
  {name: 'the relay dies after it marked', crash: 'relay.after_mark', crew: one},
  {name: 'the sweep dies before it settles a lapsed lease', crash: 'sweep.before_lapse', crew: {...one, desktops: 2}, before: silent},
  {name: 'the sweep dies after it settled a lapsed lease', crash: 'sweep.after_lapse', crew: {...one, desktops: 2}, before: silent},
  {
    name: 'the sweep dies while it rebuilds an emptied Redis', crash: 'sweep.mid_rebuild', crew: one,
    fault: (world) => redisCli(world, 'FLUSHALL'),
  },
  {
    name: 'is killed wherever it is, five times under load', crew: {people: 3, desktops: 2, swipes: 12, pace: 100},
    async fault(world, crew) {
      for (const count of [2, 6, 10, 14, 18]) {
        await crew.swipesAcknowledged(count);
        await faults['server killed'](world);
      }
    },
  },
  {
    name: 'stands still for two seconds and goes on', crew: {people: 2, desktops: 2, swipes: 6, pace: 50},
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      await faults['server stopped for two seconds'](world);
    },
  },
  {
    name: 'one of two servers is killed: the other leads, relays and answers at once', crew: {people: 2, desktops: 2, swipes: 6, pace: 100},
    async before(world) {
      const {server} = world;
      world.second = new Server({
        folder: world.folder, logs: world.stack.logs, binary: server.binary, webDir: '', databaseUrl: world.postgres.url, redisUrl: world.redis.url,
        env: server.env,
      });
      await world.second.launch();
    },
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      await world.server.child.kill();
      // Clients are sent to the other by whatever balances the load: here the proxies.
      for (const place of ['front', 'desk']) world.proxies[place].to = () => ({port: world.second.port});
      await eventually(() => [...crew.statuses().values()].filter((status) => status === 'COMPLETED').length >= 6, 'the second server does the work');
      await world.server.launch();
      for (const place of ['front', 'desk']) world.proxies[place].to = () => ({port: world.server.port});
      await world.second.stop();
    },
  },
]);
