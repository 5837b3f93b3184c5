import type { DeckQuery } from '../api/types.ts';

/** The deck's filters as they stand in the address; anything unreadable there is left out. */
export type Filters = Pick<DeckQuery, 'q' | 'location' | 'workMode' | 'salaryMin' | 'maxAgeDays'>;

const kWorkModes = ['remote', 'hybrid', 'onsite'] as const;

function integer(value: string | null, least: number, most: number): number | undefined {
  if (value === null || !/^\d{1,9}$/.test(value)) return undefined;
  const number = Number(value);
  return number >= least && number <= most ? number : undefined;
}

function text(value: string | null, most: number): string | undefined {
  const trimmed = value?.trim().slice(0, most);
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}

export function readFilters(params: URLSearchParams): Filters {
  const all: Filters = {
    q: text(params.get('q'), 200),
    location: text(params.get('location'), 100),
    workMode: kWorkModes.find((mode) => mode === params.get('workMode')),
    salaryMin: integer(params.get('salaryMin'), 1, 999_999_999),
    maxAgeDays: integer(params.get('maxAgeDays'), 1, 3650),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Writes the filters into a copy of `params`, and leaves what is not a filter as it is. */
export function writeFilters(params: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const key of ['q', 'location', 'workMode', 'salaryMin', 'maxAgeDays'] as const) {
    const value = filters[key];
    if (value === undefined || value === '') next.delete(key);
    else next.set(key, String(value));
  }
  return next;
}

export function countFilters(filters: Filters): number {
  return Object.keys(filters).length;
}
