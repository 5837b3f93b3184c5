import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, ExternalLink, FileText, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { applicationQuery, logsQuery, summaryQuery } from '../api/queries.ts';
import type { AnswerSent, Application, ApplicationDetail, Event, Evidence, SimilarApplication } from '../api/types.ts';
import { Posting } from '../deck/posting.tsx';
import { t, type Words } from '../i18n/i18n.ts';
import { usePending } from '../outbox/provider.tsx';
import { kPriorities, nearestPriority, priorityWords } from '../queue/priority.ts';
import { ReviewForm } from '../review/form.tsx';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/fields.tsx';
import { Badge, Button, Failed, Loading, Notice, Page, ProgressBar, Section } from '../ui/parts.tsx';
import { ago, dateTime, percentWords, timeOfDay } from '../ui/words.ts';
import { allowed, useApplicationAction } from './actions.tsx';
import { outcomeWords } from './outcomes.ts';
import { ProgressSteps } from './steps.tsx';
import { Tracking } from './tracking.tsx';
import { eventWords, failureWords, kEvidenceWords, kProvenanceWords, nextLine, percentOf, statusLine } from './words.ts';
import s from './detail.module.css';

export default function ApplicationScreen() {
  const { id = '' } = useParams();
  const detail = useQuery(applicationQuery(id));
  if (detail.isPending) return <Loading label={t('Loading the application')} />;
  if (detail.data === undefined) {
    return (
      <Page title={t('Application')} back={{ to: '/queue', label: t('Queue') }}>
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
} as const satisfies Record<Application['status'], Words>;

function Detail({ detail }: { detail: ApplicationDetail }) {
  const { application, job, events, evidence, answersSent, resume, similarApplications } = detail;
  const { data: summary } = useQuery(summaryQuery);
  const pending = usePending(application.id);
  const running = application.status === 'CLAIMED' || application.status === 'PROCESSING';
  return (
    <Page title={application.title} lead={application.company} back={{ to: '/queue', label: t('Queue') }}>
      <div className={s.state} data-testid="application-state" data-status={application.status}>
        <p className={s.status}>
          <Badge tone={kTone[application.status]}>{t(kStatusWords[application.status])}</Badge>
          <span aria-live="polite">{statusLine(application, summary?.desktop)}</span>
        </p>
        {pending.length > 0 ? <Notice>{t('Your change waits on this device for the server.')}</Notice> : null}
        {application.status !== 'NEEDS_REVIEW' && application.status !== 'FAILED' ? (
          <p className={s.message}>{nextLine(application, summary?.desktop)}</p>
        ) : null}
        {running && application.progress ? (
          <>
            <ProgressBar percent={percentOf(application.progress)} label={t('Progress')} />
            <ProgressSteps progress={application.progress} />
            {application.progress.message ? <p className={s.message}>{application.progress.message}</p> : null}
          </>
        ) : null}
        {application.failure && application.status === 'FAILED' ? (
          <Notice tone="bad">
            {application.failure.detail} {t(failureWords(application.failure.kind).next)}
          </Notice>
        ) : null}
        <Actions application={application} />
        <Others application={application} others={similarApplications} />
      </div>

      {application.status === 'NEEDS_REVIEW' ? (
        <Section title={t('Needs you')}>
          <ReviewForm application={application} />
        </Section>
      ) : null}

      <Tracking detail={detail} />

      {evidence.length > 0 ? (
        <Section title={t('Proof')}>
          <Gallery evidence={evidence} />
        </Section>
      ) : null}

      {answersSent.length > 0 ? (
        <Section title={t('Answers given')}>
          <Answers answers={answersSent} />
        </Section>
      ) : null}

      <Section title={t('History')}>
        <Timeline events={events} />
      </Section>

      <Section title={t('What your desktop did')}>
        <Log id={application.id} />
      </Section>

      <Section title={t('The posting you saw')}>
        <details className={s.snapshot}>
          <summary>
            {t('As it stood when you swiped')}
            {resume ? (
              <span>
                <FileText size={14} aria-hidden /> {t('Résumé: {{name}}', { name: resume.name })}
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
          label={t('Priority')}
          options={kPriorities.map((value) => ({ value: String(value), label: priorityWords(value) }))}
          value={String(nearestPriority(application.priority))}
          disabled={action.isPending}
          onChange={(event) => action.mutate({ type: 'priority', priority: Number(event.target.value) })}
        />
      ) : null}
      <span className={s.attempts}>
        {t('Attempt {{attempt}} of {{most}}', {
          attempt: Math.max(application.attempts, application.status === 'PENDING' || application.status === 'QUEUED' ? application.attempts + 1 : 1),
          most: application.maxAttempts,
        })}
      </span>
      <a href={application.applyUrl} target="_blank" rel="noopener noreferrer" className={s.link}>
        {t('Employer’s page')} <ExternalLink size={14} aria-hidden />
      </a>
      {can.retry && application.status === 'FAILED' ? (
        <Button size="small" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })}>
          <RotateCw size={14} aria-hidden /> {t('Try again')}
        </Button>
      ) : null}
      {can.cancel && application.status !== 'NEEDS_REVIEW' ? (
        <Button size="small" variant="danger" onClick={() => setCancelling(true)}>
          <X size={14} aria-hidden /> {t('Cancel')}
        </Button>
      ) : null}
      {cancelling ? (
        <Confirm
          title={t('Cancel this application?')}
          action={t('Cancel it')}
          run={() => action.mutateAsync({ type: 'cancel' })}
          onClose={() => setCancelling(false)}
        >
          <p>{t('It leaves the queue and cannot be brought back. If your desktop is at work on it, it stops before sending.')}</p>
        </Confirm>
      ) : null}
    </div>
  );
}

/** Runs of progress are one line, the last of them: a history is read, not watched. */
export function condense(events: readonly Event[]): Event[] {
  return events.filter((event, index) => event.type !== 'application.progress' || events[index + 1]?.type !== 'application.progress');
}

const kActors = { person: 'you', desktop: 'desktop', server: 'server' } as const satisfies Record<Event['actor'], Words>;

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
            , {t(kActors[event.actor])}
          </small>
        </li>
      ))}
    </ol>
  );
}

function Gallery({ evidence }: { evidence: readonly Evidence[] }) {
  const [open, setOpen] = useState<number | null>(null);
  const shown = open === null ? undefined : evidence[open];
  return (
    <>
      <ul className={s.gallery}>
        {evidence.map((item, index) => (
          <li key={item.n}>
            <button type="button" onClick={() => setOpen(index)} aria-label={t('Enlarge: {{what}}', { what: t(kEvidenceWords[item.kind]) })}>
              <img src={item.url} alt={t('Screenshot: {{what}}', { what: t(kEvidenceWords[item.kind]) })} loading="lazy" data-testid="evidence-image" />
            </button>
            <p>
              {t(kEvidenceWords[item.kind])}
              <small>{dateTime(item.createdAt)}</small>
            </p>
          </li>
        ))}
      </ul>
      {open !== null && shown !== undefined ? (
        <Dialog title={t(kEvidenceWords[shown.kind])} kind="image" onClose={() => setOpen(null)}>
          <img src={shown.url} alt={t('Screenshot: {{what}}', { what: t(kEvidenceWords[shown.kind]) })} className={s.large} />
          <p className={s.hash}>
            {dateTime(shown.createdAt)} · SHA-256 {shown.sha256}
          </p>
          {evidence.length > 1 ? (
            <div className={s.turn}>
              <Button size="small" disabled={open === 0} onClick={() => setOpen(open - 1)}>
                <ChevronLeft size={15} aria-hidden /> {t('Before')}
              </Button>
              <span>{t('{{number}} of {{all}}', { number: open + 1, all: evidence.length })}</span>
              <Button size="small" disabled={open === evidence.length - 1} onClick={() => setOpen(open + 1)}>
                {t('After')} <ChevronRight size={15} aria-hidden />
              </Button>
            </div>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
}

/** Warns of other applications at the same employer: some refuse a second one, most notice it. */
function Others({ application, others }: { application: Application; others: readonly SimilarApplication[] }) {
  if (others.length === 0 || application.status === 'CANCELLED') return null;
  return (
    <Notice tone="warn">
      {others.some(({ sameTitle }) => sameTitle)
        ? t('You have applied at {{company}} before, once for what may be the same position:', { company: application.company })
        : t('You have more applications at {{company}}:', { company: application.company })}
      <ul className={s.others}>
        {others.slice(0, 5).map((other) => (
          <li key={other.id}>
            <Link to={`/applications/${other.id}`}>{other.title}</Link>, {other.outcome === null ? t(kStatusWords[other.status]) : outcomeWords(other.outcome)}, {ago(other.createdAt)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Answers({ answers }: { answers: readonly AnswerSent[] }) {
  return (
    <dl className={s.answers}>
      {answers.map((answer, index) => (
        <div key={`${answer.label}-${index}`}>
          <dt>{answer.label}</dt>
          <dd>
            <span>{answer.value === '' ? t('Left empty') : answer.value}</span>
            <small>
              {t(kProvenanceWords[answer.provenance])}
              {answer.provenance === 'model' && answer.confidence !== undefined ? t(', {{share}} sure', { share: percentWords(answer.confidence) }) : null}
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
      <summary>{t('Step by step')}</summary>
      {logs.isError ? (
        <Failed error={logs.error} retry={() => void logs.refetch()} />
      ) : logs.isPending ? (
        <Loading label={t('Loading the log')} />
      ) : lines.length === 0 ? (
        <p className={s.none}>{t('Nothing was noted yet.')}</p>
      ) : (
        <>
          <ol>
            {lines.map((line, index) => (
              <li key={index} data-level={line.level}>
                <time dateTime={line.at}>{timeOfDay(line.at)}</time>
                <code>{line.step}</code>
                <span>{line.message}</span>
              </li>
            ))}
          </ol>
          {logs.hasNextPage ? (
            <Button size="small" busy={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>
              {t('Show more')}
            </Button>
          ) : null}
        </>
      )}
    </details>
  );
}
