// `./jobswipe dashboard`: serves Bull Board and the system's figures until it is told to end.
import {parseArgs} from 'node:util';
import {serveBoard} from './board.mjs';

let options;
try {
  options = parseArgs({
    options: {redis: {type: 'string'}, server: {type: 'string'}, prefix: {type: 'string', default: 'application'}, port: {type: 'string', default: '0'},
      'allow-changes': {type: 'boolean', default: false}},
  }).values;
  if (!/^\d{1,5}$/.test(options.port) || Number(options.port) > 65535) throw new Error(`--port needs a number up to 65535, not "${options.port}"`);
  if (!options.redis) throw new Error('--redis names no Redis');
  if (options.server && !URL.canParse(options.server)) throw new Error(`--server needs a URL, not "${options.server}"`);
  const board = await serveBoard({redisUrl: options.redis, serverUrl: options.server, prefix: options.prefix, port: Number(options.port), allowChanges: options['allow-changes']});
  console.log(`The queues are at ${board.url}${options['allow-changes'] ? '' : ' (to look at; --allow-changes lets it change them)'}`);
  console.log(`The system is at ${board.url}system`);
  console.log('Ctrl-C ends it.');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await board.close();
      process.exit(0);
    });
  }
} catch (error) {
  console.error(`jobswipe: ${error.message}\nSee: ./jobswipe dashboard --help`);
  process.exit(1);
}
