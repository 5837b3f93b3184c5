import assert from 'node:assert/strict';
import {test} from 'node:test';
import {textViolations} from './text_rules.mjs';

const lines = (path, source) => textViolations(path, source).map(({line}) => line);

test('catches unfinished work', () => assert.deepEqual(lines('a.cpp', 'int x;\n// TO' + 'DO later\n'), [2]));
test('catches a path of one machine', () => assert.deepEqual(lines('a.md', 'see /wo' + 'rk/main and "/ro' + 'ot/x"'), [1]));
test('lets an API path pass', () => assert.deepEqual(lines('a.md', 'GET /api/work/x and docs/root/y'), []));
test('catches a foreign registry in a lockfile', () => assert.deepEqual(lines('package-lock.json', '"reso' + 'lved": "http://10.0.0.1/x.tgz"'), [1]));
test('catches SQL in a step', () => assert.deepEqual(lines('server/swipe/x.cpp', 'query("SELECT id FROM users");'), [1]));
test('lets SQL stand in a test', () => assert.deepEqual(lines('server/store/x_test.cpp', 'query("SELECT id FROM users");'), []));
test('lets words that only look like SQL pass', () => assert.deepEqual(lines('agent/answer/x.cpp', 'if (text == "Select one")'), []));
