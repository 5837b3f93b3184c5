import { ChevronsUp, RotateCw, X } from 'lucide-react';
import { Link } from 'react-router';

import type { Application, Presence } from '../api/types.ts';
import { allowed, useApplicationAction } from '../application/actions.tsx';
import { percentOf, statusLine } from '../application/words.ts';
import { Button, LinkButton, ProgressBar } from '../ui/parts.tsx';
import s from './queue.module.css';

/** Priorities that can be chosen; the contract has ten, three are enough for a thumb. */
export const kPriorities = [
  { value: 10, label: 'First' },
  { value: 5, label: 'Normal' },
  { value: 1, label: 'Last' },
] as const;

export function nearestPriority(priority: number): number {
  return kPriorities.reduce((best, { value }) => (Math.abs(value - priority) < Math.abs(best - priority) ? value : best), 5);
}

const kTone: Record<Application['status'], string> = {
  PENDING: 'idle',
  QUEUED: 'idle',
  CLAIMED: 'busy',
  PROCESSING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'idle',
  NEEDS_REVIEW: 'warn',
};

export function QueueItem({ application, desktop }: { application: Application; desktop: Presence | undefined }) {
  const action = useApplicationAction(application);
  const can = allowed(application);
  const running = application.status === 'CLAIMED' || application.status === 'PROCESSING';
  const waiting = application.status === 'PENDING' || application.status === 'QUEUED';
  const name = `${application.title} at ${application.company}`;
  return (
    <li className={s.item} data-testid="queue-item" data-status={application.status} data-application-id={application.id}>
      <span className={s.place} data-tone={kTone[application.status]}>
        {waiting && application.position ? (
          <>
            <span className="visually-hidden">Place </span>
            {application.position}
          </>
        ) : (
          <i aria-hidden />
        )}
      </span>
      <div className={s.body}>
        <p className={s.name}>
          <Link to={`/applications/${application.id}`}>{application.title}</Link>
          <span>{application.company}</span>
        </p>
        <p className={s.line}>{statusLine(application, desktop)}</p>
        {running && application.progress ? <ProgressBar percent={percentOf(application.progress)} label={`Progress of ${name}`} /> : null}
      </div>
      <div className={s.actions}>
        {application.status === 'NEEDS_REVIEW' ? (
          <LinkButton size="small" variant="primary" to="/review">
            Review
          </LinkButton>
        ) : null}
        {can.priority ? (
          <label className={s.priority} title="Priority">
            <ChevronsUp size={15} aria-hidden />
            <span className="visually-hidden">Priority of {name}</span>
            <select
              value={nearestPriority(application.priority)}
              disabled={action.isPending}
              onChange={(event) => action.mutate({ type: 'priority', priority: Number(event.target.value) })}
            >
              {kPriorities.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {can.retry && application.status === 'FAILED' ? (
          <Button size="small" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })} aria-label={`Try again: ${name}`}>
            <RotateCw size={14} aria-hidden />
            Try again
          </Button>
        ) : null}
        {can.cancel && application.status !== 'NEEDS_REVIEW' ? (
          <Button size="small" variant="ghost" icon disabled={action.isPending} onClick={() => action.mutate({ type: 'cancel' })} aria-label={`Cancel ${name}`} title="Cancel">
            <X size={16} aria-hidden />
          </Button>
        ) : null}
      </div>
    </li>
  );
}
