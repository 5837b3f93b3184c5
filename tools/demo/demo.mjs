// `./jobswipe demo`: everything on one machine, for a person to swipe in; with --once N, without a person.
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {runStack} from '../stack/foreground.mjs';
import {root, Stack} from '../stack/stack.mjs';
import {demoAccount, pairOnce} from './account.mjs';
import {applyToMany} from './once.mjs';

const {values} = parseArgs({
  options: {instance: {type: 'string', default: 'demo'}, preset: {type: 'string', default: 'release'}, port: {type: 'string'}, once: {type: 'string'}},
});
const count = values.once === undefined ? null : Number(values.once);
const folder = join(root, 'var', values.instance);
const progress = (line) => console.error(`  ${line}`);
const stack = new Stack({folder, preset: values.preset, port: Number(values.port) || undefined, progress});

await runStack(stack, values.instance, async () => {
  // A person who has swiped before would find the deck shorter.
  if (count !== null) rmSync(join(folder, 'account.json'), {force: true});
  progress('signing the demo person up');
  const api = await demoAccount(stack.server.url, folder);
  progress('pairing a headless desktop agent');
  const agent = stack.agent('demo-desktop');
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
