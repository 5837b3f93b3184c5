// Runs a table of scenarios. A row: a crew at work, a fault, and at the end I1 to I8 by SQL and by the employer's own count.
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {Crew} from './world.mjs';

/** Gives what `promise` gives; throws when it takes longer. */
export function within(promise, seconds, what) {
  const late = pause(seconds * 1000, undefined, {ref: false}).then(() => {
    throw new Error(`${what} did not happen within ${seconds} s`);
  });
  return Promise.race([promise, late]);
}

/**
 * Each row: `name`; `crew` as for Crew.of; `crash`, the server's crash point that must be reached; `before`, what is
 * prepared; `plan(claim)` as for Desktop.apply; `fault`, what is done while they work; `then`, what must be true besides the
 * invariants. Everything is healed after `fault`.
 */
export function scenarios(use, rows) {
  for (const row of rows) test(row.name, {timeout: 150_000}, () => play(use.world, row));
}

export async function play(world, {crew: size, crash, before, plan, fault, then}) {
  const crew = await Crew.of(world, size);
  let armed;
  try {
    armed = crash && (await world.armed(crash));
    await before?.(world, crew);
    crew.start({plan});
    await fault?.(world, crew);
    if (armed) await within(armed.died, 40, `the server's death at ${crash}`);
  } catch (error) {
    crew.running = false;
    world.heal();
    throw error;
  }
  world.heal();
  await crew.finish();
  await then?.(world, crew);
}
