import type { DeckQuery } from '../api/types.ts';

const kWorkModes = ['remote', 'hybrid', 'onsite'] as const;
export const kSeniorities = ['intern', 'junior', 'mid', 'senior', 'lead', 'manager', 'director', 'executive'] as const;
export type Seniority = (typeof kSeniorities)[number];
/** The currencies that most postings name; without one, amounts are compared as numbers. */
export const kCurrencies = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD', 'INR', 'SEK', 'PLN'] as const;

/** The deck's filters as they stand in the address; anything unreadable there is left out. */
export type Filters = Pick<DeckQuery, 'q' | 'location' | 'orRemote' | 'salaryMin' | 'maxAgeDays'> & {
  workMode?: (typeof kWorkModes)[number];
  salaryCurrency?: (typeof kCurrencies)[number];
  seniority?: Seniority;
};

export const kFilterNames = ['q', 'location', 'orRemote', 'workMode', 'salaryMin', 'salaryCurrency', 'maxAgeDays', 'seniority'] as const;

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
    orRemote: params.get('orRemote') === 'true' && text(params.get('location'), 100) !== undefined ? true : undefined,
    workMode: kWorkModes.find((mode) => mode === params.get('workMode')),
    salaryMin: integer(params.get('salaryMin'), 1, 999_999_999),
    salaryCurrency: params.has('salaryMin') ? kCurrencies.find((currency) => currency === params.get('salaryCurrency')) : undefined,
    maxAgeDays: integer(params.get('maxAgeDays'), 1, 3650),
    seniority: kSeniorities.find((level) => level === params.get('seniority')),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Writes the filters into a copy of `params`, and leaves what is not a filter as it is. */
export function writeFilters(params: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const key of kFilterNames) {
    const value = filters[key];
    if (value === undefined || value === '') next.delete(key);
    else next.set(key, String(value));
  }
  return next;
}

/** Filters that mean nothing by themselves. */
const kBeside: readonly string[] = ['orRemote', 'salaryCurrency'];

export function countFilters(filters: Filters): number {
  return Object.keys(filters).filter((name) => !kBeside.includes(name)).length;
}

export function normalEmployer(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
