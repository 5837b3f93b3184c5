// The Node side of the interop tests: the real npm package on the same Redis.
//   node bullmq.mjs SOCKET PREFIX COMMAND [JSON]     prints one JSON value
import { createRequire } from 'node:module';
import { Queue, Worker } from 'bullmq';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { Redis } from 'ioredis';

const [socket, prefix, command, json = '{}'] = process.argv.slice(2);
const input = JSON.parse(json);
const connections = [];
const connection = () => {
  const redis = new Redis(socket, { maxRetriesPerRequest: null });
  connections.push(redis);
  return redis;
};
const queueOf = (name) => new Queue(name, { prefix, connection: connection() });

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
      const worker = new Worker(queue, process, { prefix, connection: connection(), ...options });
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
  async take({ queue, lockDuration }) {
    const worker = new Worker(queue, null, { prefix, connection: connection(), lockDuration, autorun: false });
    const job = await worker.getNextJob('a-lock-of-node');
    return job.id;
  },

  // {queue, ids} → {counts, version, jobs}
  async read({ queue, ids = [] }) {
    const opened = queueOf(queue);
    const jobs = {};
    for (const id of ids) {
      const job = await opened.getJob(id);
      jobs[id] = job ? await describe(job) : null;
    }
    return { counts: await opened.getJobCounts(), version: await opened.getVersion(), jobs };
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

const result = await commands[command](input);
await new Promise((resolve) => process.stdout.write(`${JSON.stringify(result)}\n`, resolve));
// Without goodbye: a taken job stays taken, as when a process dies.
process.exit(0);
