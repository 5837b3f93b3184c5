import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { applicationsQuery } from '../api/queries.ts';
import type { Application } from '../api/types.ts';
import { allowed } from '../application/actions.tsx';
import { failureWords } from '../application/words.ts';
import { t, tn, type Words } from '../i18n/i18n.ts';
import { Button, Empty, Failed, LinkButton, Loading, Notice, Page } from '../ui/parts.tsx';
import { ago } from '../ui/words.ts';
import { BulkBar } from '../queue/bulk.tsx';
import { ReviewForm } from './form.tsx';
import { isReview } from './questions.ts';
import { SettleTogether } from './settle.tsx';
import { SharedQuestions } from './shared_questions.tsx';
import s from './review.module.css';

/** What is asked in the same way stands together. */
const kSections = ['Was it sent?', 'Read before it is sent', 'Questions', 'At your desktop', 'Other obstacles'] as const satisfies readonly Words[];

function sectionOf({ failure, questions = [] }: Application): (typeof kSections)[number] {
  const kind = failure?.kind;
  if (kind === 'outcome_unknown') return 'Was it sent?';
  if (kind === 'question_unanswered') return isReview(questions) ? 'Read before it is sent' : 'Questions';
  if (kind === 'captcha' || kind === 'login_required' || kind === 'email_code') return 'At your desktop';
  return 'Other obstacles';
}

/** What stands at the head of an item. */
function titleOf(application: Application): Words {
  const section = sectionOf(application);
  return section === 'Read before it is sent' ? section : failureWords(application.failure?.kind).title;
}

export default function ReviewScreen() {
  const list = useInfiniteQuery(applicationsQuery(['NEEDS_REVIEW'], 20));
  const rows = [...new Map(list.data?.pages.flatMap((page) => page.applications).map((row) => [row.id, row])).values()];
  const body = () => {
    if (list.isPending) return <Loading label={t('Loading')} />;
    if (list.isError && list.data === undefined) return <Failed error={list.error} retry={() => void list.refetch()} />;
    if (rows.length === 0) {
      return (
        <Empty icon={Inbox} title={t('Nothing needs you')} actions={<LinkButton to="/queue">{t('See your queue')}</LinkButton>}>
          <p>{t('When a form asks what you have not said yet, or only you can go on, it waits for you here.')}</p>
        </Empty>
      );
    }
    return (
      <>
        <Together rows={rows} />
        {kSections.map((title) => {
          const these = rows.filter((row) => sectionOf(row) === title);
          if (these.length === 0) return null;
          return (
            <section key={title} aria-label={t(title)} className={s.section}>
              <h2 className={s.sectionTitle}>
                {t(title)} <small>{these.length}</small>
              </h2>
              {title === 'Questions' ? <SharedQuestions applications={these} /> : null}
              {title === 'Was it sent?' ? <SettleTogether applications={these} /> : null}
              <ul className={s.list}>
                {these.map((application) => (
                  <li
                    key={application.id}
                    className={s.item}
                    data-testid="review-item"
                    data-application-id={application.id}
                    data-kind={application.failure?.kind}
                  >
                    <header>
                      <p>
                        {t(titleOf(application))}
                        <span> · {ago(application.updatedAt)}</span>
                      </p>
                      <h3>
                        <Link to={`/applications/${application.id}`}>{application.title}</Link> <span>{application.company}</span>
                      </h3>
                    </header>
                    <ReviewForm application={application} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {list.hasNextPage ? (
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('Show more')}
          </Button>
        ) : null}
      </>
    );
  };
  return (
    <Page title={t('Review')} lead={rows.length > 0 ? t('These wait for you; everything else goes on.') : undefined}>
      {body()}
    </Page>
  );
}

/** Many that only wait for a word can get it at once. */
function Together({ rows }: { rows: readonly Application[] }) {
  const retriable = rows.filter((row) => allowed(row).retry);
  const [choosing, setChoosing] = useState(false);
  if (retriable.length < 2) return null;
  return choosing ? (
    <BulkBar chosen={retriable} done={() => setChoosing(false)} />
  ) : (
    <Notice action={<Button size="small" onClick={() => setChoosing(true)}>{t('Decide for all')}</Button>}>
      {tn('{{count}} can be tried again as they are, once you have done your part.', retriable.length)}
    </Notice>
  );
}
