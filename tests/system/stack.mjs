// A stack for one test file: its own PostgreSQL, Redis, server and demo employers on free ports, stopped when the file ends.
import {chmodSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {after, before} from 'node:test';
import {root, Stack} from '../../tools/stack/stack.mjs';

/**
 * To be called at the top of a test file. Gives an object whose `stack` is there once tests run; `ready(stack)` is called before.
 * The logs stay in var/test-…/logs for whoever looks for the cause of a failure; the next `./jobswipe test` removes them.
 */
export function useStack({serverEnv = {}, ready, ...options} = {}) {
  const use = {};
  before(async () => {
    mkdirSync(join(root, 'var'), {recursive: true});
    const folder = mkdtempSync(join(root, 'var', `test-${process.pid}-`));
    chmodSync(folder, 0o755);
    use.stack = new Stack({
      folder,
      preset: process.env.JOBSWIPE_TEST_PRESET ?? 'dev',
      durable: false,
      // Quick sweeps and retries, and no limits, unless a test is about them.
      serverEnv: {
        JOBSWIPE_RECONCILE_SECONDS: '2',
        JOBSWIPE_RETRY_BASE_SECONDS: '0',
        JOBSWIPE_REQUESTS_PER_SECOND: '100000',
        JOBSWIPE_LOGINS_PER_MINUTE: '100000',
        ...serverEnv,
      },
      ...options,
    });
    console.error(`  logs of this file's stack: ${use.stack.logs}`);
    try {
      await use.stack.start();
      await ready?.(use.stack);
    } catch (error) {
      // node:test says only that the tests were cancelled.
      console.error(`  the stack did not get ready: ${error.stack}`);
      throw error;
    }
  }, {timeout: 120_000});
  after(async () => {
    await use.stack?.stop();
    await use.stack?.postgres?.discard();
    if (use.stack) rmSync(join(use.stack.folder, 'redis'), {recursive: true, force: true});
  }, {timeout: 120_000});
  return use;
}
