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

/** Making one of Intl's formatters takes milliseconds, using it none: each is made once per language. */
function kept<F>(make: (tag: string) => F): () => F {
  const made = new Map<string, F>();
  return () => {
    const tag = locale();
    const found = made.get(tag) ?? make(tag);
    made.set(tag, found);
    return found;
  };
}

const relative = kept((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
const dayAndTime = kept((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }));
const dayOnly = kept((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' }));
const plain = kept((tag) => new Intl.NumberFormat(tag));
const percent = kept((tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 }));
const clock = kept((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'medium' }));

/** "3 hours ago", "in 5 minutes", "just now". */
export function ago(time: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  if (Number.isNaN(seconds)) return '';
  for (const [unit, length] of kSteps) {
    if (Math.abs(seconds) >= length) return relative().format(Math.trunc(seconds / length), unit);
  }
  return seconds > 10 ? t('in a moment') : t('just now');
}

export function dateTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return dayAndTime().format(date);
}

/** A calendar day, given as `2026-11-03`. */
export function day(date: string): string {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? date : dayOnly().format(time);
}

/** The calendar day of a moment on this device's clock, as `2026-11-03`. */
export function dayOf(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** A moment as an `<input type="datetime-local">` has it, on this device's clock. */
export function localMinute(time: Date): string {
  return `${dayOf(time)}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** The time of day, to the second. */
export function timeOfDay(time: string): string {
  return clock().format(new Date(time));
}

export function plainNumber(value: number): string {
  return plain().format(value);
}

export function percentWords(share: number): string {
  return percent().format(share);
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

const currencies = new Map<string, Intl.NumberFormat>();
/** Throws a RangeError for what is no currency. */
function currencyFormat(currency: string, notation: 'compact' | 'standard'): Intl.NumberFormat {
  const name = [locale(), currency, notation].join();
  const found = currencies.get(name) ?? new Intl.NumberFormat(locale(), { style: 'currency', currency, maximumFractionDigits: 0, notation });
  currencies.set(name, found);
  return found;
}

function money(amount: number, currency: string, period: string): string {
  const compact = period === 'year' || period === 'month';
  try {
    return currencyFormat(currency, compact && amount >= 10_000 ? 'compact' : 'standard').format(amount);
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
