// Applies the rules of this folder to every file that git knows or would add. Prints each violation as FILE:LINE: WHAT.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {coAwaitViolations} from './co_await_rule.mjs';
import {includeViolations} from './include_rules.mjs';
import {textViolations} from './text_rules.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {cwd: root, encoding: 'utf8', maxBuffer: 1 << 26})
  .split('\0')
  .filter((path) => path && existsSync(join(root, path)) && statSync(join(root, path)).isFile());
const isText = (path) => !/\.(png|jpg|ico|pdf|woff2?|docx|zip|gz)$/.test(path);
const read = (path) => readFileSync(join(root, path), 'utf8');

const checks = [
  ['who includes whom', (path) => /\.(cpp|hpp)$/.test(path), includeViolations],
  ['co_await statements', (path) => /\.(cpp|hpp)$/.test(path), (path, source) => coAwaitViolations(source)],
  ['texts', isText, textViolations],
];
let passed = 0;
let failed = 0;
function verdict(name, violations) {
  for (const {path, line, what} of violations) console.log(`${path}:${line}: ${what}`);
  console.log(`${violations.length ? '✖' : '✔'} ${name}${violations.length ? `: ${violations.length} violations` : ''}`);
  if (violations.length) failed++;
  else passed++;
}
for (const [name, applies, check] of checks) {
  verdict(name, files.filter(applies).flatMap((path) => check(path, read(path)).map((violation) => ({path, ...violation}))));
}

// Each folder with C++ opens with a README of at most a screen.
const folders = new Set(files.filter((path) => /^(core|io|server|agent|desktop)\/.+\/.*\.(cpp|hpp)$/.test(path)).map(dirname).filter((folder) => !folder.endsWith("/testing")));
const readmes = [...folders].flatMap((folder) => {
  const path = join(folder, 'README.md');
  if (!existsSync(join(root, path))) return [{path, line: 1, what: 'missing: purpose, what it guarantees, what it may lose'}];
  const length = read(path).split('\n').length;
  return length > 60 ? [{path, line: 60, what: `${length} lines; a screen holds 60`}] : [];
});
verdict('a README in each folder', readmes);

console.log(`rules: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
