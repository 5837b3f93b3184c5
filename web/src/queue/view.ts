import type { Application, ApplicationStatus } from '../api/types.ts';
import type { Group } from './use_queue.ts';

/** What of the queue is shown; it stands in the address. */
export const kViews = ['all', 'review', 'running', 'waiting', 'sent', 'failed', 'cancelled'] as const;
export type View = (typeof kViews)[number];

const kShown: Record<Exclude<View, 'all'>, readonly ApplicationStatus[]> = {
  review: ['NEEDS_REVIEW'],
  running: ['CLAIMED', 'PROCESSING'],
  waiting: ['PENDING', 'QUEUED'],
  sent: ['COMPLETED'],
  failed: ['FAILED'],
  cancelled: ['CANCELLED'],
};

export function readView(params: URLSearchParams): View {
  return kViews.find((view) => view === params.get('show')) ?? 'all';
}

export function countOf(view: View, counts: Readonly<Record<string, number>>): number {
  const statuses = view === 'all' ? Object.keys(counts) : kShown[view];
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** Every word typed must be in the title or the employer's name. */
export function matches(application: Pick<Application, 'title' | 'company'>, search: string): boolean {
  const text = `${application.title} ${application.company}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function filterGroups(groups: readonly Group[], view: View, search: string): Group[] {
  return groups.flatMap((group) => {
    const rows = group.rows.filter((row) => (view === 'all' || kShown[view].includes(row.status)) && matches(row, search));
    // While more may be hidden, the way to it stays.
    if (rows.length === 0 && (group.more === null || group.rows.length === 0)) return [];
    if (rows.length === 0 && view !== 'all' && !group.rows.some((row) => kShown[view].includes(row.status))) return [];
    return [{ ...group, rows, count: search === '' && view === 'all' ? group.count : rows.length }];
  });
}
