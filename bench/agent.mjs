// The desktop agent at rest, and how soon a changed line runs.
import {spawnSync} from 'node:child_process';
import {readFileSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {signUpPerson} from '../tools/demo/account.mjs';
import {Agent} from '../tools/stack/agent.mjs';
import {root} from '../tools/stack/stack.mjs';
import {memory} from './ours.mjs';

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A paired agent with nothing to do: its memory and CPU, with its children. */
export async function agentAtRest(place, ours, seconds = 20) {
  ours.reset();
  return ours.with(async (server) => {
    const agent = new Agent({folder: place.folder, logs: place.folder, binary: join(place.binaries, 'jobswipe-agent'), serverUrl: server.url});
    const person = await signUpPerson(server.url, `rest-${Date.now()}@example.com`);
    await agent.pair((userCode) => person.post('/api/device/approve', {userCode}));
    agent.launch();
    try {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      const before = cpuSeconds(agent.child.pid);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      if (!agent.running) throw new Error(agent.child.explain('the agent ended'));
      return {megabytes: memory(agent.child.pid) / 1024, cpuPercent: ((cpuSeconds(agent.child.pid) - before) / seconds) * 100, seconds};
    } finally {
      await agent.stop();
    }
  });
}

/** The time from a saved file to programs that hold it, as the demo builds them. The file's text is left alone; its time is moved. */
export async function rebuild() {
  const file = join(root, 'server/swipe/swipe_api.cpp');
  const build = () => spawnSync('cmake', ['--build', join(root, 'build/release'), '--target', 'jobswiped', 'jobswipe-agent'], {
    encoding: 'utf8', env: {...process.env, CCACHE_RECACHE: '1', CCACHE_BASEDIR: root, CCACHE_NOHASHDIR: '1'},
  });
  const first = build();
  if (first.status !== 0) throw new Error(`the release preset does not build: ${first.stdout.slice(-2000)}`);
  utimesSync(file, new Date(), new Date());
  const began = performance.now();
  if (build().status !== 0) throw new Error('the release preset does not build after a change');
  return {seconds: (performance.now() - began) / 1000, file: 'server/swipe/swipe_api.cpp'};
}
