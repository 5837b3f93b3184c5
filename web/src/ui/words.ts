import type { JobCard } from '../api/types.ts';

const kRelative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const kDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const kSteps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago", "in 5 minutes", "just now". */
export function ago(time: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  if (Number.isNaN(seconds)) return '';
  for (const [unit, length] of kSteps) {
    if (Math.abs(seconds) >= length) return kRelative.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 10 ? 'in a moment' : 'just now';
}

export function dateTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : kDate.format(date);
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function money(amount: number, currency: string, period: string): string {
  const compact = period === 'year' || period === 'month';
  try {
    return new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
      maximumFractionDigits: 0,
      notation: compact && amount >= 10_000 ? 'compact' : 'standard',
    }).format(amount);
  } catch {
    return `${amount} ${currency}`; // A feed's currency that is no ISO code.
  }
}

/** "€60K – €75K a year"; null when the posting names none. */
export function salaryWords(salary: JobCard['salary']): string | null {
  if (salary === null || salary === undefined) return null;
  const { min, max, currency, period } = salary;
  const low = min === null || min === undefined ? null : money(min, currency, period);
  const high = max === null || max === undefined ? null : money(max, currency, period);
  const per = period === 'hour' ? 'an hour' : `a ${period}`;
  if (low !== null && high !== null) return low === high ? `${low} ${per}` : `${low} – ${high} ${per}`;
  if (low !== null) return `from ${low} ${per}`;
  if (high !== null) return `up to ${high} ${per}`;
  return null;
}

export const kWorkModeWords = { remote: 'Remote', hybrid: 'Hybrid', onsite: 'On site' } as const;

export function locationWords(job: Pick<JobCard, 'locations'>): string {
  const [first, ...rest] = job.locations;
  if (first === undefined) return 'Location not given';
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}
