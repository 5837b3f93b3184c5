import type { Search } from '../api/queries.ts';
import type { Application, ApplicationStatus } from '../api/types.ts';
import { kOutcomes } from '../application/outcomes.ts';
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

/** As the server matches, as far as a row tells: it knows the place too. */
export function matches(application: Pick<Application, 'title' | 'company' | 'outcome'>, { q = '', outcome }: Search): boolean {
  if (outcome !== undefined && (application.outcome?.kind ?? 'none') !== outcome) return false;
  const text = `${application.title} ${application.company}`.toLocaleLowerCase();
  return q
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What is looked for; it stands in the address. */
export function readSearch(params: URLSearchParams): Search {
  const q = (params.get('q') ?? '').trim();
  const outcome = [...kOutcomes, 'none' as const].find((kind) => kind === params.get('outcome'));
  return { ...(q === '' ? {} : { q }), ...(outcome === undefined ? {} : { outcome }) };
}

export function filterGroups(groups: readonly Group[], view: View, searched: boolean): Group[] {
  return groups.flatMap((group) => {
    const rows = group.rows.filter((row) => view === 'all' || kShown[view].includes(row.status));
    // While more may be hidden, the way to it stays.
    if (rows.length === 0 && (group.more === null || group.rows.length === 0)) return [];
    if (rows.length === 0 && view !== 'all' && !group.rows.some((row) => kShown[view].includes(row.status))) return [];
    return [{ ...group, rows, count: !searched && view === 'all' ? group.count : rows.length }];
  });
}
