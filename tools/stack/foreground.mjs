// What `demo` and `up` share: run a stack until a signal or until a part dies, and leave nothing behind.
import {removeState, startTime, writeState} from './state.mjs';

/**
 * Starts `stack`, lets `work` do the rest, and stops all of it: after `work` when it gives an exit code, else on SIGINT,
 * SIGTERM or SIGHUP, else when a part dies. Ends this process.
 */
export async function runStack(stack, instance, work) {
  const interrupted = new Promise((resolve) => {
    let asked = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        // Asked twice means at once: exiting lets the kernel and lifeline.sh end the rest.
        if (++asked === 2) process.exit(130);
        resolve(signal);
      });
    }
  });
  let code = 1;
  try {
    const begun = (async () => {
      await stack.start();
      const save = () => writeState(stack.folder, {instance, supervisor: {pid: process.pid, started: startTime(process.pid)}, status: stack.status()});
      save();
      const result = await work(stack);
      save();
      return result ?? 'serve';
    })();
    const first = await Promise.race([begun, interrupted]);
    if (typeof first === 'number') {
      code = first;
    } else {
      const why = first === 'serve' ? await Promise.race([interrupted, stack.firstDeath()]) : first;
      begun.catch(() => {}); // an interrupted start fails; that is what was asked for
      if (/^SIG[A-Z]+$/.test(why)) {
        console.error('\nStopping…');
        code = first === 'serve' ? 0 : 130;
      } else {
        console.error(why);
      }
    }
  } catch (error) {
    console.error(`jobswipe: ${error.message}`);
    if (process.env.JOBSWIPE_TRACE) console.error(error.stack);
  }
  await stack.stop();
  removeState(stack.folder);
  process.exit(code);
}
