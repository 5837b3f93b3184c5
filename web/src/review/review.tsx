import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { Link } from 'react-router';

import { applicationsQuery } from '../api/queries.ts';
import { failureWords } from '../application/words.ts';
import { Button, Empty, Failed, LinkButton, Loading, Page } from '../ui/parts.tsx';
import { ago } from '../ui/words.ts';
import { ReviewForm } from './form.tsx';
import s from './review.module.css';

export default function ReviewScreen() {
  const list = useInfiniteQuery(applicationsQuery(['NEEDS_REVIEW'], 20));
  const rows = [...new Map(list.data?.pages.flatMap((page) => page.applications).map((row) => [row.id, row])).values()];
  const body = () => {
    if (list.isPending) return <Loading label="Loading" />;
    if (list.isError && list.data === undefined) return <Failed error={list.error} retry={() => void list.refetch()} />;
    if (rows.length === 0) {
      return (
        <Empty icon={Inbox} title="Nothing needs you" actions={<LinkButton to="/queue">See your queue</LinkButton>}>
          <p>When a form asks what you have not said yet, or only you can go on, it waits for you here.</p>
        </Empty>
      );
    }
    return (
      <>
        <ul className={s.list}>
          {rows.map((application) => (
            <li key={application.id} className={s.item} data-testid="review-item" data-application-id={application.id} data-kind={application.failure?.kind}>
              <header>
                <p>
                  {failureWords(application.failure?.kind).title}
                  <span> · {ago(application.updatedAt)}</span>
                </p>
                <h2>
                  <Link to={`/applications/${application.id}`}>{application.title}</Link> <span>{application.company}</span>
                </h2>
              </header>
              <ReviewForm application={application} />
            </li>
          ))}
        </ul>
        {list.hasNextPage ? (
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        ) : null}
      </>
    );
  };
  return (
    <Page title="Review" lead={rows.length > 0 ? 'These wait for you; everything else goes on.' : undefined}>
      {body()}
    </Page>
  );
}
