// Redis fails, and nothing matters but promptness (I8): swipes, claims and completions go on, and delivery catches up.
import assert from 'node:assert/strict';
import {cpSync, rmSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {faults, redisCli} from './injector.mjs';
import {scenarios} from './scenario.mjs';
import {eventually, useWorld} from './world.mjs';

const use = useWorld();
const load = {people: 2, desktops: 2, swipes: 6, pace: 150};

/** With Redis away the whole way is gone, from the swipe to the employer. */
async function worksWithout(crew, more = 3) {
  await crew.received(crew.total + more);
}
const readiness = async (world) => (await fetch(new URL('/readyz', world.server.url), {signal: AbortSignal.timeout(5000)})).json();

scenarios(use, [
  {
    name: 'absent when the server starts, back later', crew: load,
    async before(world) {
      await world.server.stop();
      await world.redis.child.kill();
      await world.server.launch();
    },
    async fault(world, crew) {
      await worksWithout(crew);
      assert.equal((await readiness(world)).redis, 'down');
      await world.redis.launch();
      await eventually(async () => (await readiness(world)).redis === 'up', 'the server has found Redis');
    },
  },
  {
    name: 'killed in the middle, back later', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(2);
      await world.redis.child.kill();
      await worksWithout(crew);
      await world.redis.launch();
    },
  },
  {
    name: 'emptied by FLUSHALL, three times', crew: load,
    async fault(world, crew) {
      for (const count of [2, 5, 9]) {
        await crew.swipesAcknowledged(count);
        redisCli(world, 'FLUSHALL');
      }
    },
    async then(world) {
      await eventually(() => redisCli(world, 'EXISTS', 'application:processing:meta') === '1', 'its queues are there again');
    },
  },
  {
    name: 'its scripts emptied by SCRIPT FLUSH', crew: load,
    async fault(world, crew) {
      for (const count of [2, 5, 9]) {
        await crew.swipesAcknowledged(count);
        redisCli(world, 'SCRIPT', 'FLUSH');
      }
    },
  },
  {
    name: 'out of memory while people swipe', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(2);
      redisCli(world, 'CONFIG', 'SET', 'maxmemory', '1');
      await worksWithout(crew);
      redisCli(world, 'CONFIG', 'SET', 'maxmemory', '0');
    },
  },
  {
    name: 'restarted with old data, in which ended work still waits', crew: load,
    async before(world) {
      const {redis} = world;
      await redis.child.kill();
      rmSync(`${redis.data}.old`, {recursive: true, force: true});
      cpSync(redis.data, `${redis.data}.old`, {recursive: true});
      await redis.launch();
    },
    async fault(world, crew) {
      const {redis} = world;
      await crew.swipesAcknowledged(5);
      await redis.child.kill();
      rmSync(redis.data, {recursive: true});
      cpSync(`${redis.data}.old`, redis.data, {recursive: true});
      await redis.launch();
    },
  },
  {
    name: 'stands still for two seconds', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      await faults['Redis stopped for two seconds'](world);
    },
  },
  {
    name: 'slow: every answer takes 400 ms', crew: load,
    async fault(world, crew) {
      world.proxies.redis.delay(200);
      await worksWithout(crew, 4);
    },
  },
  {
    name: 'half-open: connections stand and nothing passes', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(2);
      world.proxies.redis.freeze();
      await worksWithout(crew);
      world.proxies.redis.reset();
    },
  },
  {
    name: 'cut off, and connections reset again and again', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(2);
      world.proxies.redis.cut();
      await worksWithout(crew);
      world.proxies.redis.heal();
      for (let i = 0; i < 10; i++) {
        world.proxies.redis.reset();
        await pause(100);
      }
    },
  },
]);
