// `./jobswipe demo`: everything on one machine, for a person to swipe in; with --once N, without a person.
import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {runStack} from '../stack/foreground.mjs';
import {root, Stack} from '../stack/stack.mjs';
import {demoAccount, pairOnce, signUpPerson} from './account.mjs';
import {applyToAll} from './once.mjs';

const {values} = parseArgs({
  options: {instance: {type: 'string', default: 'demo'}, preset: {type: 'string', default: 'release'}, port: {type: 'string'}, once: {type: 'string'}},
});
const count = values.once === undefined ? null : Number(values.once);
const folder = join(root, 'var', values.instance);
const progress = (line) => console.error(`  ${line}`);
const stack = new Stack({folder, preset: values.preset, port: Number(values.port) || undefined, progress});

/** The demo's first person is the account that is printed; further ones only help `--once` with more jobs than there are. */
async function enrol(n) {
  progress(n === 0 ? 'signing the demo person up' : `signing person ${n + 1} up`);
  const api = n === 0 ? await demoAccount(stack.server.url, folder) : await signUpPerson(stack.server.url, `mara-${n + 1}@example.com`);
  await Promise.all(stack.agents.map((agent) => agent.stop()));
  progress('pairing a headless desktop agent');
  const agent = stack.agent(n === 0 ? 'demo-desktop' : `demo-desktop-${n + 1}`);
  await pairOnce(agent, api);
  agent.launch();
  return api;
}

await runStack(stack, values.instance, async () => {
  if (count !== null) {
    const parts = [stack.postgres, stack.redis, stack.server, stack.sites].map(({child}) =>
      child.ended.then(() => Promise.reject(new Error(child.explain(`${child.name} ended by itself.`)))),
    );
    const good = await Promise.race([applyToAll(enrol, stack.sites, count, console.log), ...parts]);
    for (const part of parts) part.catch(() => {}); // they end now, as they should
    return good ? 0 : 1;
  }
  const api = await enrol(0);
  console.log(`
JobSwipe runs at   ${stack.server.url}
Log in as          ${api.email}
with password      ${api.password}

Swipe right on a job: a headless agent on this machine opens the employer's form, fills it in and sends it.
What the employers received: ${stack.sites.sites.map((site) => `${site.url}/_admin/submissions`).join('  ')}
Logs are in ${folder}/logs. Ctrl-C stops everything.`);
});
