// The faults, each injected into a real process, and undone where it does not mend itself.
import {execFileSync} from 'node:child_process';
import {setTimeout as pause} from 'node:timers/promises';

const redis = (stack, ...command) => execFileSync('redis-cli', ['-u', stack.redis.url, ...command], {stdio: 'ignore'});

export const faults = {
  async 'server killed'(stack) {
    await stack.server.child.kill();
    await stack.server.launch();
  },
  async 'server asked to stop'(stack) {
    await stack.server.stop();
    await stack.server.launch();
  },
  async 'server stopped for two seconds'(stack) {
    stack.server.child.signal('SIGSTOP');
    await pause(2000);
    stack.server.child.signal('SIGCONT');
  },
  async 'PostgreSQL stopped at once'(stack) {
    stack.postgres.child.signal('SIGQUIT'); // "immediate": recovers from its log
    await stack.postgres.child.ended;
    await stack.postgres.launch();
  },
  async 'connections to PostgreSQL cut'(stack) {
    stack.postgres.query('SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()');
  },
  async 'Redis emptied'(stack) {
    redis(stack, 'FLUSHALL');
  },
  async 'scripts of Redis emptied'(stack) {
    redis(stack, 'SCRIPT', 'FLUSH');
  },
  async 'Redis killed'(stack, random) {
    await stack.redis.child.kill();
    await pause(random.below(3000));
    await stack.redis.launch();
  },
  async 'Redis stopped for two seconds'(stack) {
    stack.redis.child.signal('SIGSTOP');
    await pause(2000);
    stack.redis.child.signal('SIGCONT');
  },
  async 'Redis out of memory for two seconds'(stack) {
    redis(stack, 'CONFIG', 'SET', 'maxmemory', '1');
    await pause(2000);
    redis(stack, 'CONFIG', 'SET', 'maxmemory', '0');
  },
};
