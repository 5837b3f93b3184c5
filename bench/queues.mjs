// BullMQ's queue by our client and by Node's, on the run's Redis.
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {here} from './places.mjs';

const execute = promisify(execFile);
const kJobs = 20000;

export class Queues {
  constructor(place) {
    this.place = place;
    this.runs = 0;
  }

  #redisSeconds() {
    const fields = readFileSync(`/proc/${this.place.redis.child.pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async #run(program, args, what, name) {
    const before = this.#redisSeconds();
    const {stdout} = await execute(program, [...args, what, this.place.redis.url, name, String(kJobs)]);
    const redis = this.#redisSeconds() - before;
    const result = JSON.parse(stdout);
    return {...result, perSecond: result.jobs / result.seconds, clientMicroseconds: (result.clientSeconds / result.jobs) * 1e6, redisMicroseconds: (redis / result.jobs) * 1e6};
  }

  async #measure(program, args, what) {
    const name = `bench${++this.runs}`;
    // What is taken must have been added, by the same side.
    const added = await this.#run(program, args, 'add', name);
    return what === 'add' ? added : this.#run(program, args, 'take', name);
  }

  ours(what) {
    return this.#measure(join(this.place.binaries, 'jobswipe-queue-load'), [], what);
  }

  node(what) {
    return this.#measure(process.execPath, [join(here, 'bullmq.mjs')], what);
  }
}
