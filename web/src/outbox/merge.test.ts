import { expect, test } from 'vitest';

import { merged, same, within } from './merge.ts';

test('what each device changed stands, field by field', () => {
  const base = { firstName: 'Ada', phone: '1', address: { city: 'Berlin', country: 'DE' }, links: ['a'] };
  const mine = { firstName: 'Ada', phone: '2', address: { city: 'Berlin', country: 'FR' }, links: ['a'] };
  const theirs = { firstName: 'Ada Maria', phone: '1', address: { city: 'Paris', country: 'DE' }, links: ['a', 'b'] };
  expect(merged(base, mine, theirs)).toEqual({ firstName: 'Ada Maria', phone: '2', address: { city: 'Paris', country: 'FR' }, links: ['a', 'b'] });
});

test('what the person took away goes, and what they never touched comes back from the other device', () => {
  expect(merged({ a: 1, b: 2 }, { b: 2 }, { a: 1, b: 3, c: 4 })).toEqual({ b: 3, c: 4 });
  expect(merged({}, { address: { city: 'Oslo' } }, { address: { country: 'NO' } })).toEqual({ address: { city: 'Oslo', country: 'NO' } });
});

test('where both changed the same field, what is sent last stands, and lists are one field', () => {
  expect(merged({ phone: '1', skills: ['x'] }, { phone: '2', skills: ['x', 'y'] }, { phone: '3', skills: ['z'] })).toEqual({ phone: '2', skills: ['x', 'y'] });
});

test('nothing changed leaves all as it is there', () => {
  expect(merged({ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } }, { a: 5 })).toEqual({ a: 5 });
  expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(same([1, 2], [2, 1])).toBe(false);
});

test('a form’s defaults count as changes of what was not there', () => {
  expect(within({ a: 1, consent: { policy: false, pool: true }, email: 'e' }, { a: 0, consent: { pool: false } })).toEqual({ a: 1, consent: { pool: true } });
});
