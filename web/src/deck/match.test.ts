// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { jobCard } from '../testing/server.ts';
import { matchReasons, mentions } from './match.ts';

describe('a word in a posting', () => {
  it('is found as a word of its own only', () => {
    expect(mentions('We use Go and Rust.', 'go')).toBe(true);
    expect(mentions('We use Google Cloud.', 'Go')).toBe(false);
    expect(mentions('C++ and C#', 'C++')).toBe(true);
    expect(mentions('C++ and C#', 'C')).toBe(false);
    expect(mentions('a c to remember', 'C')).toBe(false);
    expect(mentions('(C, Fortran)', 'C')).toBe(true);
    expect(mentions('anything', ' ')).toBe(false);
  });
});

describe('why a job may suit', () => {
  const job = jobCard(1, { title: 'Backend Engineer', summary: 'Kotlin.', workMode: 'hybrid', salary: { min: 60_000, max: 70_000, currency: 'EUR', period: 'year' } });

  it('is said only from what the profile holds', () => {
    expect(matchReasons({}, job, 'C++ and Linux')).toEqual([]);
    expect(matchReasons({ skills: ['Linux', 'Cobol', 'kotlin'] }, job, 'C++ and Linux')).toEqual([{ kind: 'skills', words: ['Linux', 'kotlin'] }]);
    expect(matchReasons({ workModes: ['hybrid'], address: { city: 'Berlin' } }, job)).toEqual([{ kind: 'workMode' }, { kind: 'place', place: 'Berlin' }]);
  });

  it('compares pay in one currency, per year', () => {
    const wants = (amount: number, currency = 'EUR', period: 'year' | 'month' = 'year') => matchReasons({ salaryExpectation: { amount, currency, period } }, job);
    expect(wants(70_000)).toEqual([{ kind: 'salary' }]);
    expect(wants(70_001)).toEqual([]);
    expect(wants(5_800, 'EUR', 'month')).toEqual([{ kind: 'salary' }]);
    expect(wants(1, 'USD')).toEqual([]);
  });
});
