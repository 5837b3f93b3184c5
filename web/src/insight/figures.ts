import type { Application, ApplicationStatus } from '../api/types.ts';

/** What became of a person's swipes, from the applications themselves. */
export interface Figures {
  total: number;
  /** Each stage holds those that got at least that far. */
  funnel: readonly { stage: 'swiped' | 'begun' | 'sent'; count: number }[];
  waiting: number;
  review: number;
  failed: number;
  cancelled: number;
  /** By the site that took, or did not take, the application; busiest first. */
  portals: readonly { portal: string; sent: number; failed: number }[];
  /** From the swipe to the sent application, in milliseconds; null when none was sent. */
  medianMs: number | null;
  /** Monday to Sunday of the last weeks, oldest first. */
  weeks: readonly { start: string; swiped: number; sent: number }[];
}

const kBegun: readonly ApplicationStatus[] = ['CLAIMED', 'PROCESSING', 'COMPLETED', 'FAILED', 'NEEDS_REVIEW'];
const kWeeks = 8;
const kDayMs = 86_400_000;

export function portalOf(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return url;
  }
}

/** The local Monday of the week that `time` is in, as a date. */
export function weekOf(time: number): string {
  const date = new Date(time);
  date.setHours(12, 0, 0, 0);
  date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function figuresOf(applications: readonly Application[], now: number = Date.now()): Figures {
  const of = (...statuses: ApplicationStatus[]) => applications.filter(({ status }) => statuses.includes(status)).length;
  const sent = applications.filter(({ status }) => status === 'COMPLETED');

  const portals = new Map<string, { sent: number; failed: number }>();
  for (const { applyUrl, status } of applications) {
    if (status !== 'COMPLETED' && status !== 'FAILED') continue;
    const name = portalOf(applyUrl);
    const row = portals.get(name) ?? { sent: 0, failed: 0 };
    portals.set(name, status === 'COMPLETED' ? { ...row, sent: row.sent + 1 } : { ...row, failed: row.failed + 1 });
  }

  const weeks = Array.from({ length: kWeeks }, (_, back) => ({ start: weekOf(now - (kWeeks - 1 - back) * 7 * kDayMs), swiped: 0, sent: 0 }));
  const week = (time: string | null | undefined) => (time == null ? undefined : weeks.find(({ start }) => start === weekOf(Date.parse(time))));
  for (const application of applications) {
    const swiped = week(application.createdAt);
    if (swiped !== undefined) swiped.swiped += 1;
    const done = application.status === 'COMPLETED' ? week(application.finishedAt) : undefined;
    if (done !== undefined) done.sent += 1;
  }

  return {
    total: applications.length,
    funnel: [
      { stage: 'swiped', count: applications.length },
      { stage: 'begun', count: applications.filter(({ status, attempts }) => attempts > 0 || kBegun.includes(status)).length },
      { stage: 'sent', count: sent.length },
    ],
    waiting: of('PENDING', 'QUEUED'),
    review: of('NEEDS_REVIEW'),
    failed: of('FAILED'),
    cancelled: of('CANCELLED'),
    portals: [...portals].map(([portal, row]) => ({ portal, ...row })).toSorted((a, b) => b.sent + b.failed - (a.sent + a.failed)),
    medianMs: median(sent.flatMap(({ createdAt, finishedAt }) => (finishedAt == null ? [] : [Date.parse(finishedAt) - Date.parse(createdAt)]))),
    weeks,
  };
}
