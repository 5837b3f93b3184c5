// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { readFilters, writeFilters } from './filters.ts';

describe('filters in the address', () => {
  it('come back as they were written', () => {
    const filters = { q: 'c++ & rust', location: 'Köln', workMode: 'remote', salaryMin: 60_000, maxAgeDays: 7 } as const;
    expect(readFilters(new URLSearchParams(writeFilters(new URLSearchParams(), filters).toString()))).toEqual(filters);
  });

  it('leave out what nobody could mean', () => {
    expect(readFilters(new URLSearchParams('q=%20%20&workMode=moon&salaryMin=-5&maxAgeDays=99999'))).toEqual({});
    expect(readFilters(new URLSearchParams('salaryMin=1e9&maxAgeDays=7.5'))).toEqual({});
  });

  it('leave the rest of the address alone, and go when they are cleared', () => {
    expect(writeFilters(new URLSearchParams('job=1&q=x'), {}).toString()).toBe('job=1');
  });
});
