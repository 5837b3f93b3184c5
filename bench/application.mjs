// One application of the agent beside a hand-written script for the same page: each from the start of its browser to the employer's
// confirmation, in turns.
import {execFile} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {chromium} from 'playwright-core';
import {CareerSites} from '../tools/stack/career_sites.mjs';
import {root} from '../tools/stack/stack.mjs';
import {fillers, resumePdf} from '../tests/career_sites/fill.js';
import profile from '../tools/demo/profile.json' with {type: 'json'};
import answers from '../tools/demo/answers.json' with {type: 'json'};
import {median} from './places.mjs';

const execute = promisify(execFile);
/** Those of server.js, in its order. */
const kSites = ['board', 'cards'];

async function byScript(kind, url) {
  const began = performance.now();
  const browser = await chromium.launch({
    executablePath: process.env.JOBSWIPE_CHROMIUM ?? '/usr/bin/chromium',
    args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    const form = await fillers[kind](page, url);
    await form.submit();
    await form.confirmation.waitFor();
    return (performance.now() - began) / 1000;
  } finally {
    await browser.close();
  }
}

/** The agent's own command, with its journal and evidence, in a folder of its own. */
async function byAgent(place, files, url) {
  const began = performance.now();
  const {stdout} = await execute(join(place.binaries, 'jobswipe-agent'), [
    'apply', url, '--profile', files.profile, '--resume', files.resume, '--state', join(place.folder, 'bench-agent'), '--allow-private', '--json',
  ], {timeout: 120_000});
  const outcome = JSON.parse(stdout);
  if (outcome.status !== 'completed') throw new Error(`the agent's application to ${url} ended as ${stdout.slice(0, 500)}`);
  return (performance.now() - began) / 1000;
}

/** Medians of `times` turns on each page, in seconds, and how many times the script's time the agent takes. */
export async function oneApplication(place, times = 3) {
  const files = {profile: join(place.folder, 'bench-profile.json'), resume: join(place.folder, 'Resume.pdf')};
  writeFileSync(files.profile, JSON.stringify({profile, answers}));
  writeFileSync(files.resume, resumePdf);
  const sites = await CareerSites.start({root, logs: place.folder});
  try {
    const all = {agent: [], script: []}, pages = {};
    for (const [at, kind] of kSites.entries()) {
      const url = sites.sites[at].postings[0].url;
      const agent = [], script = [];
      for (let i = 0; i < times; i++) {
        script.push(await byScript(kind, url));
        agent.push(await byAgent(place, files, url));
      }
      pages[kind] = {agentSeconds: median(agent), scriptSeconds: median(script)};
      all.agent.push(median(agent));
      all.script.push(median(script));
    }
    const sum = (values) => values.reduce((a, b) => a + b, 0);
    return {ratio: sum(all.agent) / sum(all.script), pages, times};
  } finally {
    await sites.child.stop();
  }
}
