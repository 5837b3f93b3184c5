// Proves the model with spin, and shows that each wrong variant of it is caught.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

const model = readFileSync(new URL('claim.pml', import.meta.url), 'utf8');
let folder;
before(() => {
  if (spawnSync('spin', ['-V']).error) assert.fail('spin is missing. Run: apt-get install spin');
  folder = mkdtempSync(join(tmpdir(), 'jobswipe-model-'));
  writeFileSync(join(folder, 'claim.pml'), model);
});
after(() => folder && rmSync(folder, {recursive: true}));

/** Generates, compiles and runs the verifier of the model with `defines`. */
function verify(defines) {
  const run = (command, args) => execFileSync(command, args, {cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26});
  run('spin', ['-a', ...defines.map((name) => `-D${name}`), 'claim.pml']);
  run('gcc', [defines.length > 1 ? '-O1' : '-O2', '-DSAFETY', '-DCOLLAPSE', '-w', '-o', 'pan', 'pan.c']);
  const output = run('./pan', ['-m2000000']);
  const number = (pattern) => Number(output.match(pattern)?.[1] ?? assert.fail(`the verifier's output is not understood:\n${output}`));
  return {errors: number(/errors: (\d+)/), states: number(/(\d+) states, stored/), fault: output.match(/pan:1: (.*?) \(at/)?.[1] ?? '', output};
}

test('no order of events sends an application twice or lets an older epoch in', {timeout: 900_000}, (t) => {
  const {errors, states, output, fault} = verify(['EPOCHS=3']);
  t.diagnostic(`${states} states`);
  assert.equal(errors, 0, fault);
  assert.doesNotMatch(output, /max search depth too small|out of memory/i, 'the search was cut short');
  assert.ok(states > 1_000_000, 'a model with so few states leaves something out');
  // What is never reached was not looked at; the processes' ends are not to be reached.
  const unreached = output.split('\n').filter((line) => /claim\.pml:\d+, state/.test(line) && !/-end-/.test(line));
  assert.deepEqual(unreached, []);
});

// Each is wrong in one way; `fault` is the assertion that must fall.
const variants = [
  ['without the epoch, two desktops submit', ['NO_EPOCH', 'COUNT_ONLY'], /posts<=/],
  ['without the epoch, an older one changes the state', ['NO_EPOCH'], /e==epoch/],
  ['without the intent, two desktops submit', ['NO_INTENT', 'COUNT_ONLY'], /posts<=/],
  ['a retry after the grant submits twice', ['RETRY_AFTER_GRANT', 'COUNT_ONLY'], /posts<=/],
  ['a permission that never grows old submits twice', ['OLD_PERMISSION', 'COUNT_ONLY'], /posts<=/],
  ['a repeated grant with an old lease clicks after the person was asked', ['REPEAT_KEEPS_LEASE'], /holder==d/],
  ['a click that the journal does not know is made again', ['CLICK_FORGOTTEN', 'COUNT_ONLY'], /posts<=/],
  ['"not sent" that forgets the grant refuses the proof', ['RELEASE_FORGOTTEN'], /newest/],
  ['a late proof that is dropped is refused', ['LATE_DROPPED'], /newest/],
  ['a sweep without a guard leaves a final state', ['SWEEP_UNGUARDED'], /status!=/],
  ['a question after a click whose fate is not known submits twice', ['UNPROVEN_QUESTION', 'COUNT_ONLY'], /posts<=/],
  ['an intent in spite of a cancellation clicks after it', ['CANCEL_IGNORED'], /cancel/],
];
for (const [name, defines, fault] of variants) {
  test(`caught: ${name}`, {timeout: 300_000}, (t) => {
    const verdict = verify(['EPOCHS=3', ...defines]);
    t.diagnostic(`${verdict.states} states: ${verdict.fault}`);
    assert.equal(verdict.errors, 1, 'the variant was taken for right');
    assert.match(verdict.fault, fault);
  });
}
