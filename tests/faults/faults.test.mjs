// Half a minute of random faults in every test run; longer ones by hand: ./jobswipe test faults --minutes 30
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

test('half a minute of random faults loses, doubles, skips and stalls nothing', {timeout: 280_000}, () => {
  const script = fileURLToPath(new URL('run.mjs', import.meta.url));
  const {status, stdout, stderr} = spawnSync(process.execPath, [script, '--minutes', '0.5', '--people', '3'], {encoding: 'utf8', timeout: 270_000});
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stdout.trimEnd().split('\n').at(-1), /^faults [1-9]\d*, lost 0, duplicates 0, stream holes 0, stuck 0$/);
});

test('every crash point of the programs is reached by a scenario', () => {
  const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const points = [...read('../../core/base/crash_point.hpp').matchAll(/^ {4}"([a-z]+\.[a-z_]+)",$/gm)].map(([, name]) => name);
  assert.ok(points.length > 30, 'the list of crash points was read');
  const tests = ['.', '../e2e', '../system'].flatMap((folder) => readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith('.test.mjs')).map((name) => read(`${folder}/${name}`))).join('\n');
  assert.deepEqual(points.filter((name) => !tests.includes(`'${name}'`) && !tests.includes(`'${name}:`)), []);
});
