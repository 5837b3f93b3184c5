// The Node side of the interop tests: the real npm package on the same Redis. Reads one JSON object a line,
// {command, redis: {socket} or {cluster: [port…]}, prefix, …}, and answers each with one line: {value} or {error}.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { Cluster, Redis } from 'ioredis';

let input = {};
let connections = [];
let opened = [];
const keep = (thing) => {
  thing.on('error', () => {});  // a connection that is closed below
  opened.push(thing);
  return thing;
};
const connection = () => {
  const {socket, cluster} = input.redis;
  const redis = cluster
    ? new Cluster(cluster.map((port) => ({host: '127.0.0.1', port})), {redisOptions: {maxRetriesPerRequest: null}})
    : new Redis(socket, {maxRetriesPerRequest: null});
  connections.push(redis);
  return redis;
};
const queueOf = (name) => keep(new Queue(name, { prefix: input.prefix, connection: connection() }));

const outcome = async (call) => {
  try {
    const value = await call();
    return value === undefined || typeof value === 'object' ? 'ok' : value;
  } catch (error) {
    return { error: error.message };
  }
};

const describe = async (job) => ({
  id: job.id,
  name: job.name,
  data: job.data,
  state: await job.getState(),
  priority: job.priority,
  delay: job.delay,
  attempts: job.opts.attempts,
  backoff: job.opts.backoff ?? null,
  removeOnComplete: job.opts.removeOnComplete ?? null,
  attemptsMade: job.attemptsMade,
  attemptsStarted: job.attemptsStarted,
  stalled: job.stalledCounter,
  failedReason: job.failedReason ?? null,
  stacktrace: job.stacktrace,
  returnvalue: job.returnvalue ?? null,
  processedBy: job.processedBy ?? null,
});

const commands = {
  // {queue, jobs: [{name, data, opts}]} → ids
  async add({ queue, jobs }) {
    const added = await queueOf(queue).addBulk(jobs);
    return added.map((job) => job.id);
  },

  // {queue, count, options} → what ended, in order. A job fails while its data.failures exceeds its ended attempts.
  async work({ queue, count, options }) {
    const ended = [];
    await new Promise((resolve, reject) => {
      const process = async (job) => {
        if ((job.data.failures ?? 0) > job.attemptsMade) throw new Error(job.data.reason ?? 'asked to fail');
        return { by: 'node', echo: job.data };
      };
      const worker = new Worker(queue, process, { prefix: input.prefix, connection: connection(), ...options });
      const record = (outcome) => (job, detail) => {
        ended.push({ id: job.id, outcome, attemptsMade: job.attemptsMade, detail: detail?.message ?? detail });
        if (ended.length === count) worker.close().then(resolve, reject);
      };
      worker.on('completed', record('completed'));
      worker.on('failed', record('failed'));
      worker.on('error', reject);
    });
    return ended;
  },

  // {queue} → the id of a job that this process takes and never finishes
  async take({ queue, lockDuration, block = true }) {
    const worker = keep(new Worker(queue, null, { prefix: input.prefix, connection: connection(), lockDuration, autorun: false }));
    const job = await worker.getNextJob('a-lock-of-node', { block });
    return job?.id ?? null;
  },

  // {queue, calls: [[method, …arguments]]} of the queue itself → what each returned, or its error
  async onQueue({ queue, calls }) {
    const target = queueOf(queue);
    const results = [];
    for (const [method, ...given] of calls) results.push((await outcome(() => target[method](...given))) ?? null);
    return results;
  },

  // {queue, id, calls: [[method, …arguments]]} of a job → what each returned, or its error
  async onJob({ queue, id, calls }) {
    const results = [];
    for (const [method, ...given] of calls) {
      const job = await queueOf(queue).getJob(id);
      results.push((await outcome(() => job[method](...given))) ?? null);
    }
    return results;
  },

  // {queue, until} → the names of the queue's events, from the oldest to the first `until`, with their jobs
  async events({ queue, until }) {
    const listener = new QueueEvents(queue, { prefix: input.prefix, connection: connection(), lastEventId: '0-0' });
    const seen = [];
    await new Promise((resolve) => {
      const names = ['added', 'waiting', 'active', 'completed', 'failed', 'delayed', 'stalled', 'paused', 'resumed', 'drained',
        'removed', 'duplicated', 'retries-exhausted'];
      for (const name of names) {
        listener.on(name, (args) => {
          seen.push([name, args?.jobId ?? null]);
          if (name === until) resolve();
        });
      }
    });
    await listener.close();
    return seen;
  },

  // {queue, ids} → {counts, version, jobs}
  async read({ queue, ids = [] }) {
    const target = queueOf(queue);
    const jobs = {};
    for (const id of ids) {
      const job = await target.getJob(id);
      jobs[id] = job ? await describe(job) : null;
    }
    return { counts: await target.getJobCounts(), version: await target.getVersion(), jobs };
  },

  // {queues} → the counts that Bull Board shows for each
  async board({ queues }) {
    let routes;
    let boardQueues;
    const adapter = new Proxy(
      {},
      {
        get: (_, name) => (value) => {
          if (name === 'setApiRoutes') routes = value;
          if (name === 'setQueues') boardQueues = value;
          return adapter;
        },
      },
    );
    createBullBoard({
      queues: queues.map((name) => new BullMQAdapter(queueOf(name))),
      serverAdapter: adapter,
      options: { uiBasePath: createRequire(import.meta.url).resolve('@bull-board/api'), uiConfig: {} },
    });
    const route = routes.find(({ route }) => [route].flat().includes('/api/queues'));
    const { body } = await route.handler({ queues: boardQueues, query: {}, params: {}, body: {}, headers: {} });
    return Object.fromEntries(body.queues.map(({ name, counts }) => [name, counts]));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    input = JSON.parse(line);
    answer = { value: await commands[input.command](input) };
  } catch (error) {
    answer = { error: error.stack };
  }
  // By force: a taken job stays taken, as when a process dies.
  await Promise.all(opened.map((thing) => (thing instanceof Worker ? thing.close(true) : thing.close())));
  for (const redis of connections) redis.disconnect();
  [opened, connections] = [[], []];
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve));
}
process.exit(0);
