import type { DeckQuery, JobCard } from '../api/types.ts';

const kWorkModes = ['remote', 'hybrid', 'onsite'] as const;
export const kSeniorities = ['junior', 'mid', 'senior', 'lead'] as const;
export type Seniority = (typeof kSeniorities)[number];

/** The deck's filters as they stand in the address; anything unreadable there is left out. */
export type Filters = Pick<DeckQuery, 'q' | 'location' | 'salaryMin' | 'maxAgeDays'> & {
  workMode?: (typeof kWorkModes)[number];
  /** Read from the title's words on this device: postings do not say it otherwise. */
  seniority?: Seniority;
};

export const kFilterNames = ['q', 'location', 'workMode', 'salaryMin', 'maxAgeDays', 'seniority'] as const;

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

export function countFilters(filters: Filters): number {
  return Object.keys(filters).length;
}

/** What the server is asked; the rest is looked at here. */
export function serverFilters({ q, location, workMode, salaryMin, maxAgeDays }: Filters): DeckQuery {
  const all = { q, location, workMode, salaryMin, maxAgeDays };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const kLead = /\b(lead|head|principal|staff|director|vp|chief|leiter(in)?|leitung)\b/iu;
const kSenior = /\b(senior|sr\.?|expert(in)?|erfahrene?r?)\b/iu;
const kJunior = /\b(junior|jr\.?|entry[- ]level|graduate|trainee|intern(ship)?|apprentice|werkstudent(in)?|praktikum|praktikant(in)?|auszubildende[r]?|berufseinsteiger(in)?)\b/iu;

/** What the title says; a title that says nothing is for those in between. */
export function seniorityOf(title: string): Seniority {
  if (kJunior.test(title)) return 'junior';
  if (kLead.test(title)) return 'lead';
  return kSenior.test(title) ? 'senior' : 'mid';
}

export function normalEmployer(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Whether a card passes what is looked at on this device. */
export function passesHere(job: Pick<JobCard, 'title' | 'company'>, filters: Filters, blocked: ReadonlySet<string>): boolean {
  if (blocked.has(normalEmployer(job.company))) return false;
  return filters.seniority === undefined || seniorityOf(job.title) === filters.seniority;
}
