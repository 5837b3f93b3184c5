#!/usr/bin/env node
// Three employers' career sites for demonstrations and tests; see README.md beside this file.
import {realpathSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {startBoard} from './board/site.js';
import {startCards} from './cards/site.js';
import {startWizard} from './wizard/site.js';

const HELP = `Usage: node tests/career_sites/server.js [options]

Starts three career sites and prints one line of JSON about them.

  --port N           port of the first site, the next ones follow it; 0 (default) takes free ones
  --frame-port N     port from which the "board" site's form is served; 0 (default) takes a free one
  --host ADDRESS     address to bind and to name in links (default 127.0.0.1)
  --frame-host NAME  host name of the form's origin (default localhost)
  --exit-with-parent end when standard input closes or the parent process goes away
  --help             this text`;

export async function startSites({host = '127.0.0.1', port = 0, frameHost = 'localhost', framePort = 0} = {}) {
  const next = (step) => (port === 0 ? 0 : port + step);
  const sites = [];
  try {
    sites.push(await startBoard({host, port: next(0), frameHost, framePort}));
    sites.push(await startCards({host, port: next(1)}));
    sites.push(await startWizard({host, port: next(2)}));
  } catch (error) {
    await Promise.all(sites.map((site) => site.close()));
    throw error;
  }
  return sites;
}

function portOf(text, name) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65532) throw new Error(`--${name} must be a whole number from 0 to 65532, not "${text}"`);
  return port;
}

async function main() {
  const {values} = parseArgs({options: {
    port: {type: 'string', default: '0'},
    'frame-port': {type: 'string', default: '0'},
    host: {type: 'string', default: '127.0.0.1'},
    'frame-host': {type: 'string', default: 'localhost'},
    'exit-with-parent': {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  }});
  if (values.help) return console.log(HELP);
  const sites = await startSites({host: values.host, port: portOf(values.port, 'port'), frameHost: values['frame-host'], framePort: portOf(values['frame-port'], 'frame-port')});
  const stop = async () => {
    await Promise.all(sites.map((site) => site.close()));
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (values['exit-with-parent']) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), 1000).unref();
    process.stdin.on('end', stop).on('error', stop).resume();
  }
  console.log(JSON.stringify({sites: sites.map(({close, ...site}) => site)}));
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  main().catch((error) => {
    console.error(`career_sites: ${error.message}`);
    process.exit(1);
  });
