import type { JobCard } from '../api/types.ts';
import { locale, t, type Words } from '../i18n/i18n.ts';

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
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  for (const [unit, length] of kSteps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 10 ? t('in a moment') : t('just now');
}

export function dateTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

export function plainNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

export function percentWords(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

const kNewMs = 3 * 86_400_000;

export function isNew(postedAt: string, now: number = Date.now()): boolean {
  const age = now - Date.parse(postedAt);
  return age >= 0 && age < kNewMs;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function money(amount: number, currency: string, period: string): string {
  const compact = period === 'year' || period === 'month';
  try {
    return new Intl.NumberFormat(locale(), {
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
  const per = (amount: string) => t(kPer[period], { amount });
  if (low !== null && high !== null) return per(low === high ? low : `${low} – ${high}`);
  if (low !== null) return per(t('from {{amount}}', { amount: low }));
  if (high !== null) return per(t('up to {{amount}}', { amount: high }));
  return null;
}

const kPer: Record<'year' | 'month' | 'week' | 'day' | 'hour', Words> = {
  year: '{{amount}} a year',
  month: '{{amount}} a month',
  week: '{{amount}} a week',
  day: '{{amount}} a day',
  hour: '{{amount}} an hour',
};

export const kWorkModeWords = { remote: 'Remote', hybrid: 'Hybrid', onsite: 'On site' } as const satisfies Record<string, Words>;

export function locationWords(job: Pick<JobCard, 'locations'>): string {
  const [first, ...rest] = job.locations;
  if (first === undefined) return t('Location not given');
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}
