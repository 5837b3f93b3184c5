import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ExternalLink, FileText, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { useParams } from 'react-router';

import { applicationQuery, logsQuery, summaryQuery } from '../api/queries.ts';
import type { AnswerSent, Application, ApplicationDetail, Event, Evidence } from '../api/types.ts';
import { Posting } from '../deck/posting.tsx';
import { kPriorities, nearestPriority } from '../queue/item.tsx';
import { ReviewForm } from '../review/form.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/fields.tsx';
import { Badge, Button, Failed, Loading, Notice, Page, ProgressBar, Section } from '../ui/parts.tsx';
import { ago, dateTime } from '../ui/words.ts';
import { allowed, useApplicationAction } from './actions.tsx';
import { eventWords, failureWords, kEvidenceWords, kProvenanceWords, percentOf, statusLine } from './words.ts';
import s from './detail.module.css';

export default function ApplicationScreen() {
  const { id = '' } = useParams();
  const detail = useQuery(applicationQuery(id));
  if (detail.isPending) return <Loading label="Loading the application" />;
  if (detail.isError) {
    return (
      <Page title="Application" back={{ to: '/queue', label: 'Queue' }}>
        <Failed error={detail.error} retry={() => void detail.refetch()} />
      </Page>
    );
  }
  return <Detail detail={detail.data} key={id} />;
}

const kTone = {
  PENDING: undefined,
  QUEUED: undefined,
  CLAIMED: 'accent',
  PROCESSING: 'accent',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: undefined,
  NEEDS_REVIEW: 'warn',
} as const;

const kStatusWords = {
  PENDING: 'Waiting',
  QUEUED: 'Waiting',
  CLAIMED: 'On your desktop',
  PROCESSING: 'On your desktop',
  COMPLETED: 'Done',
  FAILED: 'Did not work',
  CANCELLED: 'Ended',
  NEEDS_REVIEW: 'Needs you',
} as const;

function Detail({ detail }: { detail: ApplicationDetail }) {
  const { application, job, events, evidence, answersSent, resume } = detail;
  const { data: summary } = useQuery(summaryQuery);
  const running = application.status === 'CLAIMED' || application.status === 'PROCESSING';
  return (
    <Page title={application.title} lead={application.company} back={{ to: '/queue', label: 'Queue' }}>
      <div className={s.state} data-testid="application-state" data-status={application.status}>
        <p className={s.status}>
          <Badge tone={kTone[application.status]}>{kStatusWords[application.status]}</Badge>
          <span aria-live="polite">{statusLine(application, summary?.desktop)}</span>
        </p>
        {running && application.progress ? (
          <>
            <ProgressBar percent={percentOf(application.progress)} label="Progress" />
            {application.progress.message ? <p className={s.message}>{application.progress.message}</p> : null}
          </>
        ) : null}
        {application.failure && application.status === 'FAILED' ? (
          <Notice tone="bad">
            {application.failure.detail} {failureWords(application.failure.kind).next}
          </Notice>
        ) : null}
        <Actions application={application} />
      </div>

      {application.status === 'NEEDS_REVIEW' ? (
        <Section title="Needs you">
          <ReviewForm application={application} />
        </Section>
      ) : null}

      {evidence.length > 0 ? (
        <Section title="Proof">
          <Gallery evidence={evidence} />
        </Section>
      ) : null}

      {answersSent.length > 0 ? (
        <Section title="Answers given">
          <Answers answers={answersSent} />
        </Section>
      ) : null}

      <Section title="History">
        <Timeline events={events} />
      </Section>

      <Section title="What your desktop did">
        <Log id={application.id} />
      </Section>

      <Section title="The posting you saw">
        <details className={s.snapshot}>
          <summary>
            As it stood when you swiped
            {resume ? (
              <span>
                <FileText size={14} aria-hidden /> Résumé: {resume.name}
              </span>
            ) : null}
          </summary>
          {job !== undefined ? <Posting job={job} heading={false} /> : null}
        </details>
      </Section>
    </Page>
  );
}

function Actions({ application }: { application: Application }) {
  const action = useApplicationAction(application);
  const [cancelling, setCancelling] = useState(false);
  const can = allowed(application);
  return (
    <div className={s.actions}>
      {can.priority ? (
        <SelectField
          label="Priority"
          options={kPriorities.map(({ value, label }) => ({ value: String(value), label }))}
          value={String(nearestPriority(application.priority))}
          disabled={action.isPending}
          onChange={(event) => action.mutate({ type: 'priority', priority: Number(event.target.value) })}
        />
      ) : null}
      <span className={s.attempts}>
        Attempt {Math.max(application.attempts, application.status === 'PENDING' || application.status === 'QUEUED' ? application.attempts + 1 : 1)} of{' '}
        {application.maxAttempts}
      </span>
      <a href={application.applyUrl} target="_blank" rel="noopener noreferrer" className={s.link}>
        Employer’s page <ExternalLink size={14} aria-hidden />
      </a>
      {can.retry && application.status === 'FAILED' ? (
        <Button size="small" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })}>
          <RotateCw size={14} aria-hidden /> Try again
        </Button>
      ) : null}
      {can.cancel && application.status !== 'NEEDS_REVIEW' ? (
        <Button size="small" variant="danger" onClick={() => setCancelling(true)}>
          <X size={14} aria-hidden /> Cancel
        </Button>
      ) : null}
      {cancelling ? (
        <Confirm
          title="Cancel this application?"
          action="Cancel it"
          run={() => action.mutateAsync({ type: 'cancel' })}
          onClose={() => setCancelling(false)}
        >
          <p>It leaves the queue and cannot be brought back. If your desktop is at work on it, it stops before sending.</p>
        </Confirm>
      ) : null}
    </div>
  );
}

/** Runs of progress are one line, the last of them: a history is read, not watched. */
export function condense(events: readonly Event[]): Event[] {
  return events.filter((event, index) => event.type !== 'application.progress' || events[index + 1]?.type !== 'application.progress');
}

const kActors = { person: 'you', desktop: 'desktop', server: 'server' } as const;

function Timeline({ events }: { events: readonly Event[] }) {
  return (
    <ol className={s.timeline}>
      {condense(events).map((event) => (
        <li key={event.seq} data-type={event.type}>
          <span>{eventWords(event)}</span>
          <small>
            <time dateTime={event.at} title={ago(event.at)}>
              {dateTime(event.at)}
            </time>
            , {kActors[event.actor]}
          </small>
        </li>
      ))}
    </ol>
  );
}

function Gallery({ evidence }: { evidence: readonly Evidence[] }) {
  const [open, setOpen] = useState<Evidence | null>(null);
  return (
    <>
      <ul className={s.gallery}>
        {evidence.map((item) => (
          <li key={item.n}>
            <button type="button" onClick={() => setOpen(item)} aria-label={`Enlarge: ${kEvidenceWords[item.kind]}`}>
              <img src={item.url} alt={`Screenshot: ${kEvidenceWords[item.kind]}`} loading="lazy" data-testid="evidence-image" />
            </button>
            <p>
              {kEvidenceWords[item.kind]}
              <small>{dateTime(item.createdAt)}</small>
            </p>
          </li>
        ))}
      </ul>
      {open !== null ? (
        <Dialog title={kEvidenceWords[open.kind]} kind="image" onClose={() => setOpen(null)}>
          <img src={open.url} alt={`Screenshot: ${kEvidenceWords[open.kind]}`} className={s.large} />
          <p className={s.hash}>
            {dateTime(open.createdAt)} · SHA-256 {open.sha256}
          </p>
        </Dialog>
      ) : null}
    </>
  );
}

function Answers({ answers }: { answers: readonly AnswerSent[] }) {
  return (
    <dl className={s.answers}>
      {answers.map((answer, index) => (
        <div key={`${answer.label}-${index}`}>
          <dt>{answer.label}</dt>
          <dd>
            <span>{answer.value === '' ? 'Left empty' : answer.value}</span>
            <small>
              {kProvenanceWords[answer.provenance]}
              {answer.provenance === 'model' && answer.confidence !== undefined ? `, ${Math.round(answer.confidence * 100)} % sure` : null}
            </small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Log({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const logs = useInfiniteQuery({ ...logsQuery(id), enabled: open });
  const lines = logs.data?.pages.flatMap((page) => page.logs) ?? [];
  return (
    <details className={s.log} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Step by step</summary>
      {logs.isError ? (
        <Failed error={logs.error} retry={() => void logs.refetch()} />
      ) : logs.isPending ? (
        <Loading label="Loading the log" />
      ) : lines.length === 0 ? (
        <p className={s.none}>Nothing was noted yet.</p>
      ) : (
        <>
          <ol>
            {lines.map((line, index) => (
              <li key={index} data-level={line.level}>
                <time dateTime={line.at}>{new Date(line.at).toLocaleTimeString()}</time>
                <code>{line.step}</code>
                <span>{line.message}</span>
              </li>
            ))}
          </ol>
          {logs.hasNextPage ? (
            <Button size="small" busy={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>
              Show more
            </Button>
          ) : null}
        </>
      )}
    </details>
  );
}
