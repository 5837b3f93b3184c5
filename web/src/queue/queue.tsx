import { ListChecks, Search, SquareCheck } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useSearchParams } from 'react-router';

import { kOutcomes, kOutcomeWords } from '../application/outcomes.ts';
import { t, tn, type Words } from '../i18n/i18n.ts';
import { presenceWords } from '../shell/connection.tsx';
import { SelectField } from '../ui/fields.tsx';
import { Button, Empty, Failed, LinkButton, Loading, Notice, Page } from '../ui/parts.tsx';
import { BulkBar } from './bulk.tsx';
import { GroupList } from './list.tsx';
import { Unsent } from './unsent.tsx';
import { useQueue } from './use_queue.ts';
import { countOf, filterGroups, kViews, readSearch, readView, type View } from './view.ts';
import s from './queue.module.css';

const kViewWords: Record<View, Words> = {
  all: 'All',
  review: 'Needs you',
  running: 'Running',
  waiting: 'Waiting',
  sent: 'Sent',
  failed: 'Did not work',
  cancelled: 'Cancelled',
};

export default function QueueScreen() {
  const [params, setParams] = useSearchParams();
  const view = readView(params);
  const search = params.get('q') ?? '';
  const wanted = useDeferredValue(readSearch(params));
  const searched = wanted.q !== undefined || wanted.outcome !== undefined;
  const { groups, counts, desktop, pending, failed, stale, searching, partly, retry } = useQueue(wanted);
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);

  const set = (name: 'q' | 'show' | 'outcome', value: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === '' || value === 'all') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const toggle = (id: string) =>
    setPicked((ids) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  const shown = filterGroups(groups, view, searched);
  const rows = shown.flatMap((group) => group.rows);
  const empty = !searched && groups.every((group) => group.rows.length === 0);

  const body = () => {
    if (failed !== null) return <Failed error={failed} retry={retry} />;
    if (pending) return <Loading label={t('Loading your queue')} />;
    if (empty) {
      return (
        <Empty icon={ListChecks} title={t('Nothing here yet')} actions={<LinkButton variant="primary" to="/">{t('Find jobs')}</LinkButton>}>
          <p>{t('Swipe right on a job and it appears here, until your desktop has sent it.')}</p>
        </Empty>
      );
    }
    if (rows.length === 0 && !searching && shown.length === 0) return <p className={s.none}>{t('Nothing matches. Change the search, or show all.')}</p>;
    return (
      <>
        {shown.map((group) => (
          <GroupList key={group.name} group={group} desktop={desktop} picked={picked === null ? null : { ids: picked, toggle }} />
        ))}
        {searching ? <Loading label={t('Searching')} /> : null}
      </>
    );
  };

  return (
    <Page
      title={t('Queue')}
      lead={desktop !== undefined ? presenceWords(desktop) : undefined}
      actions={
        empty ? undefined : (
          <Button size="small" variant={picked === null ? 'secondary' : 'primary'} aria-pressed={picked !== null} onClick={() => setPicked(picked === null ? new Set() : null)}>
            <SquareCheck size={15} aria-hidden /> {t('Choose')}
          </Button>
        )
      }
    >
      {desktop !== undefined && !desktop.paired ? (
        <Notice
          tone="warn"
          action={
            <LinkButton size="small" to="/devices">
              {t('Pair a desktop')}
            </LinkButton>
          }
        >
          {t('Applications are filled in by your own desktop. None is paired yet, so everything waits; nothing is lost.')}
        </Notice>
      ) : null}
      {stale ? <Notice tone="warn">{t('This is how it stood when the server was last reached.')}</Notice> : null}
      {partly ? <Notice tone="warn">{t('The server could not be asked: only what is on this device was looked through.')}</Notice> : null}
      <Unsent />
      {empty ? null : (
        <div className={s.tools}>
          <label className={s.search}>
            <Search size={16} aria-hidden />
            <span className="visually-hidden">{t('Search by title, employer or place')}</span>
            <input type="search" placeholder={t('Search by title, employer or place')} value={search} maxLength={100} onChange={(event) => set('q', event.target.value)} />
          </label>
          <div className={s.views} role="group" aria-label={t('Show')}>
            {kViews.map((value) => {
              const count = countOf(value, counts);
              return (
                <button key={value} type="button" aria-pressed={view === value} onClick={() => set('show', value)}>
                  {t(kViewWords[value])}
                  {count > 0 ? <small>{count}</small> : null}
                </button>
              );
            })}
          </div>
          {view === 'sent' || wanted.outcome !== undefined ? (
            <SelectField
              label={t('What came of it')}
              options={[{ value: '', label: t('Anything') }, { value: 'none', label: t('Nothing yet') }, ...kOutcomes.map((value) => ({ value, label: t(kOutcomeWords[value]) }))]}
              value={wanted.outcome ?? ''}
              onChange={(event) => set('outcome', event.target.value)}
            />
          ) : null}
          {picked !== null ? (
            <div className={s.pickAll}>
              <Button size="small" variant="ghost" onClick={() => setPicked(new Set(rows.map(({ id }) => id)))}>
                {tn('Choose all {{count}} shown', rows.length)}
              </Button>
            </div>
          ) : null}
        </div>
      )}
      {body()}
      {picked !== null && !empty ? <BulkBar chosen={rows.filter(({ id }) => picked.has(id))} done={() => setPicked(null)} /> : null}
    </Page>
  );
}
