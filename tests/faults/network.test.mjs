// The network fails between any two: people, desktops, server, employers. And desktops stop, stall, and have wrong clocks.
import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {scenarios} from './scenario.mjs';
import {leaseMs, useWorld} from './world.mjs';

const use = useWorld();
const load = {people: 2, desktops: 2, swipes: 6, pace: 120};
const one = {people: 1, desktops: 1, swipes: 2};
const two = {people: 1, desktops: 2, swipes: 2};
const first = (crew) => crew.people[0].desks[0];

/** The fault lies on this connection for so long, once two swipes are through. */
const on = (place, ms, inject) => async (world, crew) => {
  await crew.swipesAcknowledged(2);
  await inject(world.proxies[place]);
  await pause(ms);
};
const frozen = (proxy) => proxy.freeze();
const resets = async (proxy) => {
  for (let i = 0; i < 8; i++) {
    proxy.reset();
    await pause(150);
  }
};

scenarios(use, [
  // Between people and server
  {name: 'people and server: slow', crew: one, fault: on('front', 0, (proxy) => proxy.delay(100))},
  {name: 'people and server: cut off for two seconds', crew: load, fault: on('front', 2000, (proxy) => proxy.cut())},
  {name: 'people and server: half-open, what was held back is lost', crew: load, fault: on('front', 2000, (proxy) => (proxy.freeze(), setTimeout(() => proxy.reset(), 1900)))},
  {name: 'people and server: connections reset again and again', crew: load, fault: on('front', 0, resets)},
  {name: 'people and server: 3 kB a second', crew: one, fault: on('front', 1500, (proxy) => proxy.throttle(3000))},
  // Between desktops and server
  {name: 'desktops and server: cut off past the lease', crew: load, fault: on('desk', leaseMs + 1500, (proxy) => proxy.cut())},
  {name: 'desktops and server: half-open past the lease, what was held back comes late', crew: load, fault: on('desk', leaseMs + 1500, frozen)},
  {name: 'desktops and server: connections reset again and again', crew: load, fault: on('desk', 0, resets)},
  {name: 'desktops and server: the reply to a claim is lost', crew: one, fault: (world) => world.proxies.desk.swallowReply(/POST \/api\/desktop\/claim/)},
  {name: 'desktops and server: the reply to a grant is lost', crew: one, fault: (world) => world.proxies.desk.swallowReply(/submit-intent/)},
  {name: 'desktops and server: the reply to the final report is lost', crew: one, fault: (world) => world.proxies.desk.swallowReply(/"COMPLETED"/)},
  // Between desktops and employers
  {name: 'desktops and employer: cut off at the click', crew: one, fault: (world, crew) => (world.proxies.site.cut(), crew.swipesAcknowledged(2), pause(2500))},
  {name: 'desktops and employer: the confirmation is lost after the POST came', crew: one, fault: (world) => world.proxies.site.swallowReply(/POST \/jobs/)},
  {
    name: 'desktops and employer: half-open at the click', crew: one,
    async fault(world) {
      world.proxies.site.freeze();
      await pause(4000);
      world.proxies.site.reset();
    },
  },
  // Desktops
  {
    name: 'a desktop stalls before the intent past its lease: refused when it goes on, and another does the work', crew: two,
    before: (_, crew) => first(crew).crashAt('before_intent', {stall: leaseMs + 2500}),
    then: (_, crew) => assert.ok(first(crew).refusals.length > 0 || crew.total === 2),
  },
  {
    name: 'a desktop stalls after the click past its lease: its late report settles what was unknown', crew: {...two, swipes: 1},
    async before(world, crew) {
      first(crew).crashAt('before_report', {stall: leaseMs + 1500});
      crew.people[0].reader.settle = async () => {}; // the person looks away
    },
    then: (_, crew) => assert.deepEqual([...crew.statuses().values()], ['COMPLETED']),
  },
  {name: 'a desktop crashes with a claim in hand', crew: one, before: (_, crew) => first(crew).crashAt('claimed')},
  {name: 'a desktop crashes with the grant, before the click', crew: one, before: (_, crew) => first(crew).crashAt('granted')},
  {name: 'a desktop crashes at the click', crew: one, before: (_, crew) => first(crew).crashAt('clicking')},
  {name: 'a desktop crashes after the click', crew: one, before: (_, crew) => first(crew).crashAt('clicked')},
  {name: 'a desktop crashes after its report was taken', crew: one, before: (_, crew) => first(crew).crashAt('reported')},
  {
    name: 'no desktop for six seconds: waiting costs no attempt (I7)', crew: one,
    async before(world, crew) {
      const start = crew.start.bind(crew);
      crew.start = () => start({desktops: false});
    },
    async fault(world, crew) {
      await crew.swipesAcknowledged(2);
      await pause(6000);
      const attempts = world.database.query(`SELECT DISTINCT attempts, lease_epoch FROM application_queue WHERE user_id = '${crew.people[0].userId}'`);
      assert.equal(attempts, '0|0');
      crew.work(crew.people[0].desks);
    },
  },
  {
    name: 'a desktop’s wall clock is off by an hour: leases are the database’s', crew: two,
    async before(_, crew) {
      // What a desktop says of the time stands in its log lines alone.
      for (const [i, hour] of [3600_000, -3600_000].entries()) {
        const desk = crew.people[0].desks[i];
        const write = desk.write.bind(desk);
        desk.write = (method, id, rest, json, key) => {
          const logs = json.logs?.map((line) => ({...line, at: new Date(Date.now() + hour).toISOString()}));
          return write(method, id, rest, logs ? {...json, logs} : json, key);
        };
      }
    },
  },
  {
    name: 'the person cancels while the desktop works: nothing is sent', crew: {...one, swipes: 1},
    before: (_, crew) => first(crew).crashAt('before_intent', {stall: 1500}),
    async fault(world, crew) {
      await crew.swipesAcknowledged(1);
      const [id] = crew.people[0].reader.acknowledged;
      const {status} = await crew.people[0].api.raw('POST', `/api/applications/${id}/cancel`, {});
      assert.equal(status, 200);
    },
    then(_, crew) {
      assert.deepEqual([...crew.statuses().values()], ['CANCELLED']);
      assert.equal(crew.total, 0);
    },
  },
  {
    name: 'failures of every kind on the way: retried, asked and answered, ended', crew: {people: 1, desktops: 2, swipes: 8},
    async before(world, crew) {
      const kinds = ['network', 'timeout', 'portal_error', 'rate_limited', 'browser_crashed', 'posting_closed', 'captcha', 'question_unanswered'];
      const next = new Map();
      const plan = ({applicationId, attempt}) => {
        if (attempt > 1 || next.has(applicationId)) return {};
        const kind = kinds[next.size % kinds.length];
        next.set(applicationId, kind);
        const questions = kind === 'question_unanswered' ? [{id: 'q', label: 'May we?', kind: 'text', required: true}] : undefined;
        return {failure: {kind, detail: 'It was to fail.'}, questions};
      };
      const start = crew.start.bind(crew);
      crew.start = () => start({plan});
    },
    then(_, crew) {
      const statuses = [...crew.statuses().values()];
      assert.equal(statuses.filter((status) => status === 'COMPLETED').length, 7, 'all but the closed posting');
      assert.equal(statuses.filter((status) => status === 'FAILED').length, 1);
    },
  },
]);
