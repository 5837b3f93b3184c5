import { useInfiniteQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { applicationsQuery } from '../api/queries.ts';
import type { Application, ApplicationStatus, Presence } from '../api/types.ts';
import { useSwipes } from '../outbox/provider.tsx';
import { presenceWords } from '../shell/connection.tsx';
import { Button, Empty, Failed, LinkButton, Loading, Notice, Page } from '../ui/parts.tsx';
import { QueueItem } from './item.tsx';
import s from './queue.module.css';

const kRunning: readonly ApplicationStatus[] = ['CLAIMED', 'PROCESSING', 'NEEDS_REVIEW'];
const kWaiting: readonly ApplicationStatus[] = ['PENDING', 'QUEUED'];
const kEnded: readonly ApplicationStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED'];

function useList(statuses: readonly ApplicationStatus[], limit: number) {
  const query = useInfiniteQuery(applicationsQuery(statuses, limit));
  const rows = query.data?.pages.flatMap((page) => page.applications) ?? [];
  // A row that changed between two pages can be on both.
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  return { query, rows: unique, first: query.data?.pages[0] };
}

function byPosition(a: Application, b: Application): number {
  return (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER);
}

export default function QueueScreen() {
  const running = useList(kRunning, 50);
  const waiting = useList(kWaiting, 50);
  const ended = useList(kEnded, 20);
  const { unsent } = useSwipes();
  const lists = [running, waiting, ended];
  const first = running.first ?? waiting.first ?? ended.first;
  const desktop = first?.desktop;
  const counts = first?.counts ?? {};

  const failed = lists.find((list) => list.query.isError && list.query.data === undefined);
  const body = () => {
    if (failed !== undefined) return <Failed error={failed.query.error} retry={() => lists.forEach((list) => void list.query.refetch())} />;
    if (lists.some((list) => list.query.isPending)) return <Loading label="Loading your queue" />;
    if (lists.every((list) => list.rows.length === 0)) {
      return (
        <Empty icon={ListChecks} title="Nothing here yet" actions={<LinkButton variant="primary" to="/">Find jobs</LinkButton>}>
          <p>Swipe right on a job and it appears here, until your desktop has sent it.</p>
        </Empty>
      );
    }
    const review = running.rows.filter((row) => row.status === 'NEEDS_REVIEW');
    const active = running.rows.filter((row) => row.status !== 'NEEDS_REVIEW');
    return (
      <>
        <Group title="Needs you" rows={review} desktop={desktop} count={counts.NEEDS_REVIEW ?? review.length} />
        <Group title="On your desktop now" rows={active} desktop={desktop} count={(counts.CLAIMED ?? 0) + (counts.PROCESSING ?? 0)} />
        <Group
          title="Waiting"
          rows={waiting.rows.toSorted(byPosition)}
          desktop={desktop}
          count={(counts.PENDING ?? 0) + (counts.QUEUED ?? 0)}
          more={<More list={waiting.query} />}
        />
        <Ended rows={ended.rows} desktop={desktop} counts={counts} more={<More list={ended.query} />} />
      </>
    );
  };

  return (
    <Page title="Queue" lead={desktop !== undefined ? presenceWords(desktop) : undefined}>
      {desktop !== undefined && !desktop.paired ? (
        <Notice
          tone="warn"
          action={
            <LinkButton size="small" to="/devices">
              Pair a desktop
            </LinkButton>
          }
        >
          Applications are filled in by your own desktop. None is paired yet, so everything waits; nothing is lost.
        </Notice>
      ) : null}
      {unsent > 0 ? (
        <div className={s.unsent}>
          <Notice>
            {unsent === 1 ? 'One swipe is' : `${unsent} swipes are`} kept on this device and will be sent when the server answers.
          </Notice>
        </div>
      ) : null}
      {body()}
    </Page>
  );
}

function Group({
  title,
  rows,
  desktop,
  count,
  more,
}: {
  title: string;
  rows: readonly Application[];
  desktop: Presence | undefined;
  count: number;
  more?: ReactNode;
}) {
  if (rows.length === 0) return null;
  return (
    <section className={s.group} aria-label={title}>
      <h2>
        {title} <small>{Math.max(count, rows.length)}</small>
      </h2>
      <ul>
        {rows.map((row) => (
          <QueueItem key={row.id} application={row} desktop={desktop} />
        ))}
      </ul>
      {more}
    </section>
  );
}

const kEndedViews = [
  { value: 'all', label: 'All' },
  { value: 'COMPLETED', label: 'Sent' },
  { value: 'FAILED', label: 'Did not work' },
  { value: 'CANCELLED', label: 'Cancelled' },
] as const;

function Ended({
  rows,
  desktop,
  counts,
  more,
}: {
  rows: readonly Application[];
  desktop: Presence | undefined;
  counts: Record<string, number>;
  more: ReactNode;
}) {
  const [view, setView] = useState<(typeof kEndedViews)[number]['value']>('all');
  if (rows.length === 0) return null;
  const shown = view === 'all' ? rows : rows.filter((row) => row.status === view);
  const total = (counts.COMPLETED ?? 0) + (counts.FAILED ?? 0) + (counts.CANCELLED ?? 0);
  return (
    <section className={s.group} aria-label="Done">
      <h2>
        Done <small>{Math.max(total, rows.length)}</small>
      </h2>
      <div className={s.views} role="group" aria-label="Show">
        {kEndedViews.map(({ value, label }) => (
          <button key={value} type="button" aria-pressed={view === value} onClick={() => setView(value)}>
            {label}
            {value !== 'all' && (counts[value] ?? 0) > 0 ? <small>{counts[value]}</small> : null}
          </button>
        ))}
      </div>
      {shown.length > 0 ? (
        <ul>
          {shown.map((row) => (
            <QueueItem key={row.id} application={row} desktop={desktop} />
          ))}
        </ul>
      ) : (
        <p className={s.none}>None among those shown.</p>
      )}
      {more}
    </section>
  );
}

function More({ list }: { list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } }) {
  if (!list.hasNextPage) return null;
  return (
    <div className={s.more}>
      <Button size="small" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        Show more
      </Button>
    </div>
  );
}
