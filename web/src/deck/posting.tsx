import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';

import { jobQuery } from '../api/queries.ts';
import type { Job, JobCard } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { Failed, Loading } from '../ui/parts.tsx';
import { kWorkModeWords, ago, salaryWords } from '../ui/words.ts';
import { renderPosting } from './html.ts';
import s from './posting.module.css';

export function PostingHtml({ html }: { html: string }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current !== null) renderPosting(element.current, html);
  }, [html]);
  return <div ref={element} className={s.html} />;
}

export function Facts({ job }: { job: JobCard }) {
  const salary = salaryWords(job.salary);
  const facts: [string, string | null | undefined][] = [
    [t('Location'), job.locations.join(' · ') || null],
    [t('Work mode'), job.workMode ? t(kWorkModeWords[job.workMode]) : null],
    [t('Salary'), salary],
    [t('Type'), job.employmentType],
    [t('Department'), job.department],
    [t('Posted'), ago(job.postedAt)],
  ];
  return (
    <dl className={s.facts}>
      {facts.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** A posting in full: facts, what the form will ask, and the employer's own words. */
export function Posting({ job, heading = true }: { job: Job; heading?: boolean }) {
  const questions = job.questions ?? [];
  return (
    <article className={s.posting}>
      {heading ? (
        <header>
          <p className={s.company}>{job.company}</p>
          <h2 className={s.title}>{job.title}</h2>
        </header>
      ) : null}
      <Facts job={job} />
      <PostingHtml html={job.descriptionHtml} />
      {questions.length > 0 ? (
        <section className={s.questions}>
          <h3>{t('The form asks')}</h3>
          <ul>
            {questions.map((question) => (
              <li key={question.label}>
                {question.label}
                {question.required ? null : <small> {t('optional')}</small>}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <p>
        <a href={job.applyUrl} target="_blank" rel="noopener noreferrer" className={s.original}>
          {t('The posting at {{company}}', { company: job.company })}
          <ExternalLink size={14} aria-hidden />
        </a>
      </p>
    </article>
  );
}

export function PostingById({ id, heading = true }: { id: string; heading?: boolean }) {
  const job = useQuery(jobQuery(id));
  if (job.isPending) return <Loading />;
  if (job.data === undefined) return <Failed error={job.error} retry={() => void job.refetch()} />;
  return <Posting job={job.data} heading={heading} />;
}
