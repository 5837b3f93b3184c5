// `./jobswipe demo`: everything on one machine, for a person to swipe in; with --once N, without a person.
import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {runStack} from '../stack/foreground.mjs';
import {root, Stack} from '../stack/stack.mjs';
import {demoAccount, pairOnce, signUpPerson} from './account.mjs';
import {applyToMany} from './once.mjs';

const {values} = parseArgs({
  options: {instance: {type: 'string', default: 'demo'}, preset: {type: 'string', default: 'release'}, port: {type: 'string'}, once: {type: 'string'}},
});
const count = values.once === undefined ? null : Number(values.once);
const folder = join(root, 'var', values.instance);
const progress = (line) => console.error(`  ${line}`);
const stack = new Stack({folder, preset: values.preset, port: Number(values.port) || undefined, progress});

await runStack(stack, values.instance, async () => {
  progress('signing the demo person up');
  // Someone who has swiped before would find the deck shorter, so each counted run has a person and a desktop of its own.
  const run = randomBytes(3).toString('hex');
  const api = count === null ? await demoAccount(stack.server.url, folder) : await signUpPerson(stack.server.url, `mara.${run}@example.com`);
  progress('pairing a headless desktop agent');
  const agent = stack.agent(count === null ? 'demo-desktop' : `demo-desktop-${run}`);
  await pairOnce(agent, api);
  agent.launch();
  if (count !== null) {
    const good = await Promise.race([applyToMany(api, stack.sites, count, console.log), stack.firstDeath().then((why) => Promise.reject(new Error(why)))]);
    return good ? 0 : 1;
  }
  console.log(`
JobSwipe runs at   ${stack.server.url}
Log in as          ${api.email}
with password      ${api.password}

Swipe right on a job: a headless agent on this machine opens the employer's form, fills it in and sends it.
What the employers received: ${stack.sites.sites.map((site) => `${site.url}/_admin/submissions`).join('  ')}
Logs are in ${folder}/logs. Ctrl-C stops everything.`);
});
