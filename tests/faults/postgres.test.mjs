// PostgreSQL fails, seen from outside: what was acknowledged stays, the server says 503 with Retry-After, and recovers by itself.
import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {restartPostgres, takeAllSlots, terminateBackends} from './injector.mjs';
import {scenarios} from './scenario.mjs';
import {Replica} from './replica.mjs';
import {eventually, useWorld} from './world.mjs';

const use = useWorld({durable: true});
const load = {people: 2, desktops: 2, swipes: 8, pace: 150};
const one = {people: 1, desktops: 1, swipes: 2};

/** What a client is told meanwhile: 503, with a time to come back at, and why in words. */
async function says503(world, crew, seconds = 20) {
  const {api} = crew.people[0];
  const answer = await eventually(async () => {
    const it = await api.raw('GET', '/api/jobs/deck', {timeout: 15_000});
    return it.status === 503 && it;
  }, 'the server says 503', seconds);
  assert.ok(Number(answer.headers.get('retry-after')) > 0, 'Retry-After is missing');
  assert.equal(answer.body.code, 'unavailable');
  const ready = await fetch(new URL('/readyz', world.server.url), {signal: AbortSignal.timeout(5000)});
  assert.equal(ready.status, 503, 'nor is it ready');
}

/** A statement whose reply is lost after its COMMIT, by a word of it. */
const replyLost = (statement) => async (world) => {
  await world.proxies.database.swallowReply(new RegExp(statement));
};

scenarios(use, [
  {
    name: 'stopped with -m immediate under load and started again, three times', crew: {...load, swipes: 12},
    async fault(world, crew) {
      for (const count of [3, 8, 14]) {
        await crew.swipesAcknowledged(count);
        await restartPostgres(world);
      }
    },
  },
  {
    name: 'killed with SIGKILL under load', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(4);
      await restartPostgres(world, 'SIGKILL');
    },
  },
  {
    name: 'all sessions terminated, five times', crew: load,
    async fault(world, crew) {
      for (const count of [1, 4, 7, 10, 13]) {
        await crew.swipesAcknowledged(count);
        terminateBackends(world);
      }
    },
  },
  {
    name: 'away for three seconds: 503 with Retry-After, then everything goes on by itself', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      await world.postgres.child.kill();
      await says503(world, crew);
      await pause(2000);
      await world.postgres.launch();
    },
  },
  {
    name: 'no connection slot is left: 503 with Retry-After, then everything goes on by itself', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      const release = await takeAllSlots(world);
      try {
        await says503(world, crew);
      } finally {
        release();
      }
    },
  },
  {
    name: 'absent when the server starts: the server waits for it', crew: one,
    async fault(world) {
      await world.server.child.kill();
      await world.postgres.child.kill();
      const listening = world.server.launch();
      await pause(1500);
      await world.postgres.launch();
      await listening;
    },
  },
  {name: 'the reply to a swipe lost after its COMMIT', crew: one, fault: replyLost('swipe_right')},
  {name: 'the reply to a claim lost after its COMMIT', crew: one, fault: replyLost('claim_take')},
  {name: 'the reply to a grant lost after its COMMIT', crew: one, fault: replyLost('claim_submit_intent')},
  {name: 'the reply to a report lost after its COMMIT', crew: one, fault: replyLost('report_transition')},
  {
    name: 'the reply to a decision lost after its COMMIT', crew: one, fault: replyLost('application_resolve'),
    before: (_, crew) => crew.people[0].desks[0].crashAt('clicked'),
  },
  {name: 'the reply to the relay’s mark lost after its COMMIT', crew: one, fault: replyLost('outbox_mark')},
  {
    name: 'slow: every answer takes 200 ms', crew: one,
    async fault(world, crew) {
      world.proxies.database.delay(100);
      await crew.received(2, 60);
    },
  },
  {
    name: 'half-open for four seconds: connections stand and nothing passes', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      world.proxies.database.freeze();
      await pause(4000);
      world.proxies.database.reset();
    },
  },
  {
    name: 'half-open, and what was held back arrives late', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      world.proxies.database.freeze();
      await pause(2500);
      world.proxies.database.heal();
    },
  },
  {
    name: 'cut off for three seconds', crew: load,
    async fault(world, crew) {
      await crew.swipesAcknowledged(3);
      world.proxies.database.cut();
      await says503(world, crew);
      await pause(1500);
    },
  },
  {
    // Last: from here on the replica is the database.
    name: 'fails over to a streaming replica: the server finds the one that takes writes', crew: load,
    async before(world) {
      world.replica = await Replica.follow(world);
      const [user, rest] = world.postgres.url.split('@');
      world.server.env.JOBSWIPE_DATABASE_URL = `${user}@127.0.0.1:${world.postgres.port},127.0.0.1:${world.replica.port}/${rest.split('/')[1]}?target_session_attrs=read-write`;
      await world.server.stop();
      await world.server.launch();
    },
    async fault(world, crew) {
      await crew.swipesAcknowledged(4);
      await world.postgres.child.kill();
      await world.replica.promote();
      world.database = world.replica;
    },
  },
]);
