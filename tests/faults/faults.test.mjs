// Half a minute of faults in every test run; longer ones by hand: ./jobswipe test faults --minutes 30
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

test('half a minute of random faults loses, doubles, skips and stalls nothing', {timeout: 280_000}, () => {
  const script = fileURLToPath(new URL('run.mjs', import.meta.url));
  const {status, stdout, stderr} = spawnSync(process.execPath, [script, '--minutes', '0.5', '--people', '3'], {encoding: 'utf8', timeout: 270_000});
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stdout.trimEnd().split('\n').at(-1), /^faults [1-9]\d*, lost 0, duplicates 0, stream holes 0, stuck 0$/);
});
