import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import type { Application, ApplicationDetail, ApplicationPage, Event, Progress } from '../api/types.ts';

/** What an event says of progress, when it says it in the form the contract gives. */
function progressOf(event: Event): Progress | null {
  const progress = event.data.progress;
  if (typeof progress !== 'object' || progress === null || !('step' in progress)) return null;
  return progress as Progress;
}

/**
 * Brings what is cached up to date by one event.
 *
 * Progress is frequent and self-contained: it is written into the cached rows. Everything else changes positions, counts
 * or history, and is fetched again, at most once per `kSettleMs` however many events come.
 */
export class EventApplier {
  private readonly stale = new Map<string, readonly unknown[]>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly client: QueryClient) {}

  apply(event: Event): void {
    const id = event.applicationId ?? null;
    switch (event.type) {
      case 'application.progress': {
        const progress = progressOf(event);
        if (id !== null && progress !== null) this.patch(id, { progress, updatedAt: event.at }, event);
        if (id !== null) this.markStale(['applications', 'logs', id]);
        return;
      }
      case 'application.evidence_added':
        if (id !== null) this.markStale(['applications', 'one', id]);
        return;
      case 'device.paired':
      case 'device.revoked':
        this.markStale(['devices']);
        this.markStale(['applications', 'summary']);
        return;
      case 'profile.updated':
        this.markStale(['profile']);
        this.markStale(['answers']);
        return;
      case 'resume.added':
      case 'resume.removed':
        this.markStale(['resumes']);
        return;
      case 'resume_rules.updated':
        this.markStale(['resume_rules']);
        return;
      case 'blocked_employers.updated':
        this.markStale(['blocked_employers']);
        return;
      case 'settings.updated':
        this.markStale(['settings']);
        return;
      case 'application.answered':
        this.markStale(['answers']);
        this.markStale(['applications']);
        return;
      case 'application.swiped':
      case 'application.queued':
      case 'application.claimed':
      case 'application.processing':
      case 'application.submit_granted':
      case 'application.completed':
      case 'application.failed':
      case 'application.needs_review':
      case 'application.retry_scheduled':
      case 'application.lease_lapsed':
      case 'application.cancel_requested':
      case 'application.cancelled':
      case 'application.priority_changed':
      case 'application.resolved':
      case 'application.outcome_changed':
      case 'application.note_changed':
      case 'application.reminder_set':
      case 'application.reminder_removed':
      case 'application.reminder_due':
        this.markStale(['applications']);
        return;
      default:
        // A newer server's event: its meaning is unknown, its being a change is not.
        this.markStale(['applications']);
    }
  }

  /** The log begins at `cursor` for us: lists that were read at another place may have missed something. */
  joined(cursor: string): void {
    const lists = this.client.getQueriesData<ApplicationPage | InfiniteData<ApplicationPage>>({ queryKey: ['applications'] });
    for (const [key, data] of lists) {
      if (data === undefined) continue;
      const first = 'pages' in data ? data.pages[0] : data;
      if (first?.cursor === cursor) continue;
      void this.client.invalidateQueries({ queryKey: key, exact: true });
    }
  }

  refetch(): void {
    for (const key of ['applications', 'devices', 'profile', 'answers', 'resumes', 'settings', 'resume_rules', 'blocked_employers']) {
      void this.client.invalidateQueries({ queryKey: [key] });
    }
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.stale.clear();
  }

  private markStale(key: readonly unknown[]): void {
    this.stale.set(JSON.stringify(key), key);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const keys = [...this.stale.values()];
      this.stale.clear();
      for (const queryKey of keys) void this.client.invalidateQueries({ queryKey });
    }, kSettleMs);
  }

  private patch(id: string, change: Partial<Application>, event: Event): void {
    const patchPage = (page: ApplicationPage): ApplicationPage => ({
      ...page,
      applications: page.applications.map((row) => (row.id === id ? { ...row, ...change } : row)),
    });
    this.client.setQueriesData<InfiniteData<ApplicationPage>>({ queryKey: ['applications', 'list'] }, (data) =>
      data === undefined ? data : { ...data, pages: data.pages.map(patchPage) },
    );
    this.client.setQueryData<ApplicationDetail>(['applications', 'one', id], (data) =>
      data === undefined
        ? data
        : { ...data, application: { ...data.application, ...change }, events: [...data.events, event] },
    );
  }
}

export const kSettleMs = 250;
