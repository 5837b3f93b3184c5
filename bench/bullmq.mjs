// bullmq.mjs add|take REDIS_URL QUEUE COUNT: what jobswipe-queue-load does, by BullMQ in Node.
import {randomUUID} from 'node:crypto';
import {Queue, Worker} from 'bullmq';
import {Redis} from 'ioredis';

const [what, url, name, count] = [process.argv[2], process.argv[3], process.argv[4], Number(process.argv[5])];
const connect = () => new Redis(url, {maxRetriesPerRequest: null});
const connection = connect();
const queue = new Queue(name, {connection, prefix: 'application', defaultJobOptions: {attempts: 3, backoff: {type: 'exponential', delay: 1000}, removeOnComplete: true}});
await queue.waitUntilReady();
const data = {applicationId: '01a20aa3-2351-7161-a584-9900f9e4b4fd', userId: '20000000-0000-4000-8000-000000000000', jobId: '10000000-0000-4000-8000-000000000001', priority: 0};
const began = performance.now(), cpu = process.cpuUsage();
if (what === 'add') {
  let left = count;
  await Promise.all(Array.from({length: 50}, async () => {
    while (left-- > 0) await queue.add('apply', data, {jobId: randomUUID()});
  }));
} else {
  let done = 0;
  await new Promise((resolve) => {
    const worker = new Worker(name, async () => null, {connection: connect(), concurrency: 50, prefix: 'application'});
    worker.on('completed', () => {
      if (++done === count) resolve();
    });
  });
}
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({jobs: count, seconds: (performance.now() - began) / 1000, clientSeconds: (used.user + used.system) / 1e6}));
process.exit(0);
