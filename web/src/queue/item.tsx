import { useQuery } from '@tanstack/react-query';
import { ChevronsUp, CloudUpload, RotateCw, X } from 'lucide-react';
import { Link } from 'react-router';

import { applicationQuery } from '../api/queries.ts';
import type { Application, Presence } from '../api/types.ts';
import { allowed, useApplicationAction } from '../application/actions.tsx';
import { outcomeWords } from '../application/outcomes.ts';
import { ProgressSteps } from '../application/steps.tsx';
import { kEvidenceWords, nextLine, percentOf, statusLine } from '../application/words.ts';
import { t } from '../i18n/i18n.ts';
import { usePending } from '../outbox/provider.tsx';
import { Button, LinkButton, ProgressBar } from '../ui/parts.tsx';
import { kPriorities, nearestPriority, priorityWords } from './priority.ts';
import s from './queue.module.css';

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

export interface Picking {
  picked: boolean;
  onPick: (id: string) => void;
}

export function QueueItem({ application, desktop, picking }: { application: Application; desktop: Presence | undefined; picking: Picking | null }) {
  const action = useApplicationAction(application);
  const pending = usePending(application.id);
  const can = allowed(application);
  const running = application.status === 'CLAIMED' || application.status === 'PROCESSING';
  const waiting = application.status === 'PENDING' || application.status === 'QUEUED';
  const name = t('{{title}} at {{company}}', { title: application.title, company: application.company });
  const next = nextLine(application, desktop);
  return (
    <li className={s.item} data-testid="queue-item" data-status={application.status} data-application-id={application.id} data-picked={picking?.picked}>
      {picking !== null ? (
        <label className={s.pick}>
          <input type="checkbox" checked={picking.picked} onChange={() => picking.onPick(application.id)} />
          <span className="visually-hidden">{t('Choose {{name}}', { name })}</span>
        </label>
      ) : (
        <span className={s.place} data-tone={kTone[application.status]}>
          {waiting && application.position ? (
            <>
              <span className="visually-hidden">{t('Place')} </span>
              {application.position}
            </>
          ) : (
            <i aria-hidden />
          )}
        </span>
      )}
      <div className={s.body}>
        <p className={s.name}>
          <Link to={`/applications/${application.id}`}>{application.title}</Link>
          <span>{application.company}</span>
        </p>
        <p className={s.line}>
          {application.outcome != null ? `${outcomeWords(application.outcome)} · ` : null}
          {statusLine(application, desktop)}
        </p>
        {pending.length > 0 ? (
          <p className={s.unsentLine}>
            <CloudUpload size={13} aria-hidden /> {t('Your change waits on this device for the server.')}
          </p>
        ) : next !== '' && application.status !== 'CANCELLED' ? (
          <p className={s.next}>{next}</p>
        ) : null}
        {running && application.progress ? (
          <>
            <ProgressBar percent={percentOf(application.progress)} label={t('Progress of {{name}}', { name })} />
            <ProgressSteps progress={application.progress} />
          </>
        ) : null}
      </div>
      {running ? <Latest id={application.id} /> : null}
      <div className={s.actions}>
        {application.status === 'NEEDS_REVIEW' ? (
          <LinkButton size="small" variant="primary" to="/review">
            {t('Review')}
          </LinkButton>
        ) : null}
        {can.priority ? (
          <label className={s.priority} title={t('Priority')}>
            <ChevronsUp size={15} aria-hidden />
            <span className="visually-hidden">{t('Priority of {{name}}', { name })}</span>
            <select
              value={nearestPriority(application.priority)}
              disabled={action.isPending}
              onChange={(event) => action.mutate({ type: 'priority', priority: Number(event.target.value) })}
            >
              {kPriorities.map((value) => (
                <option key={value} value={value}>
                  {priorityWords(value)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {can.retry && application.status === 'FAILED' ? (
          <Button size="small" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })} aria-label={t('Try again: {{name}}', { name })}>
            <RotateCw size={14} aria-hidden />
            {t('Try again')}
          </Button>
        ) : null}
        {can.cancel && application.status !== 'NEEDS_REVIEW' ? (
          <Button
            size="small"
            variant="ghost"
            icon
            disabled={action.isPending}
            onClick={() => action.mutate({ type: 'cancel' })}
            aria-label={t('Cancel {{name}}', { name })}
            title={t('Cancel')}
          >
            <X size={16} aria-hidden />
          </Button>
        ) : null}
      </div>
    </li>
  );
}

/** The newest picture from the desktop, while it works. */
function Latest({ id }: { id: string }) {
  const { data } = useQuery(applicationQuery(id));
  const picture = data?.evidence.at(-1);
  if (picture === undefined) return null;
  return (
    <Link to={`/applications/${id}`} className={s.latest}>
      <img src={picture.url} alt={t('Screenshot: {{what}}', { what: t(kEvidenceWords[picture.kind]) })} loading="lazy" />
    </Link>
  );
}
