import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Layers, SlidersHorizontal, Undo2, X } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { deckQuery, jobQuery, profileQuery, resumesQuery } from '../api/queries.ts';
import type { JobCard } from '../api/types.ts';
import { useSwipes, type Swipe } from '../outbox/provider.tsx';
import { useUser } from '../session/session.ts';
import { missingForApplying, type Missing } from '../profile/readiness.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Button, Empty, Failed, LinkButton, Loading, useTitle } from '../ui/parts.tsx';
import { Card } from './card.tsx';
import { countFilters, readFilters, writeFilters } from './filters.ts';
import type { Direction } from './gesture.ts';
import s from './deck.module.css';

// Neither is needed for the first card.
const FilterDialog = lazy(() => import('./filter_dialog.tsx').then((module) => ({ default: module.FilterDialog })));
const PostingById = lazy(() => import('./posting.tsx').then((module) => ({ default: module.PostingById })));

/** Cards that are drawn; the rest of the stack is only suggested. */
const kDrawn = 3;
/** Fewer cards than this left: fetch the next page. */
const kFetchBelow = 8;

function useWide(): boolean {
  const [wide, setWide] = useState(() => window.matchMedia('(min-width: 1180px)').matches);
  useEffect(() => {
    const query = window.matchMedia('(min-width: 1180px)');
    const change = () => setWide(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return wide;
}

export default function DeckScreen() {
  useTitle('Jobs');
  const user = useUser();
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => readFilters(params), [params]);
  const deck = useInfiniteQuery(deckQuery(user.id, filters));
  const { hidden, returned, last, swipe, undo } = useSwipes();
  const client = useQueryClient();
  const wide = useWide();
  const profile = useQuery(profileQuery);
  const resumes = useQuery(resumesQuery);
  const [flying, setFlying] = useState<readonly Swipe[]>([]);
  const [missing, setMissing] = useState<Missing[] | null>(null);
  const [filtering, setFiltering] = useState(false);
  const openJob = params.get('job');

  const cards = useMemo<JobCard[]>(() => {
    const seen = new Set<string>();
    return [...returned, ...(deck.data?.pages.flatMap((page) => page.jobs) ?? [])].filter((job) => {
      if (hidden.has(job.id) || seen.has(job.id)) return false;
      seen.add(job.id);
      return true;
    });
  }, [returned, deck.data, hidden]);
  const top = cards[0];

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = deck;
  useEffect(() => {
    if (cards.length < kFetchBelow && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [cards.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  useEffect(() => {
    if (top !== undefined && wide) void client.prefetchQuery(jobQuery(cards[1]?.id ?? top.id));
  }, [client, cards, top, wide]);

  const reader = useRef<HTMLElement>(null);
  const setOpen = useCallback(
    (id: string | null) => {
      // On a wide screen the top card's posting is already open beside it.
      if (id !== null && reader.current?.dataset.jobId === id) {
        reader.current.focus();
        return;
      }
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          if (id === null) next.delete('job');
          else next.set('job', id);
          return next;
        },
        { replace: id === null },
      );
    },
    [setParams],
  );

  const leave = useCallback(
    (direction: Direction) => {
      if (top === undefined) return;
      if (direction === 'right' && profile.data !== undefined && resumes.data !== undefined) {
        const lacks = missingForApplying(profile.data.profile, resumes.data.resumes);
        if (lacks.length > 0) {
          setMissing(lacks);
          return;
        }
      }
      if (openJob !== null) setOpen(null);
      // The swipe counts now, not when the card has flown off.
      swipe(top, direction);
      setFlying((swipes) => [...swipes, { job: top, direction }]);
    },
    [top, profile.data, resumes.data, openJob, setOpen, swipe],
  );

  const gone = useCallback((id: string) => setFlying((swipes) => swipes.filter((other) => other.job.id !== id)), []);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, [contenteditable]') != null || document.querySelector('dialog[open]') !== null) return;
      switch (event.key) {
        case 'ArrowLeft':
          leave('left');
          break;
        case 'ArrowRight':
          leave('right');
          break;
        case 'Enter':
          // On a button or link, Enter is theirs.
          if (target?.closest('button, a') != null || top === undefined) return;
          setOpen(top.id);
          break;
        case 'ArrowUp':
          // In the posting itself the key scrolls.
          if (top === undefined || reader.current?.contains(target) === true) return;
          setOpen(top.id);
          break;
        case 'u':
        case 'Backspace':
          undo();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [leave, undo, setOpen, top]);

  const active = countFilters(filters);
  const clear = () => setParams((now) => writeFilters(now, {}));

  return (
    <div className={s.screen}>
      <section className={s.left} aria-label="Jobs" aria-roledescription="deck">
        <header className={s.bar}>
          <h1>Jobs</h1>
          <Button size="small" variant={active > 0 ? 'secondary' : 'ghost'} onClick={() => setFiltering(true)}>
            <SlidersHorizontal size={15} aria-hidden />
            {active > 0 ? `Filters, ${active}` : 'Filters'}
          </Button>
        </header>
        {deck.isPending ? (
          <Loading label="Loading jobs" />
        ) : deck.isError && cards.length === 0 ? (
          <Failed error={deck.error} retry={() => void deck.refetch()} />
        ) : top === undefined && !deck.isFetchingNextPage ? (
          <NoMore filtered={active > 0} clear={clear} reload={() => void client.resetQueries({ queryKey: ['deck'] })} />
        ) : (
          <div className={s.stack}>
            {[
              ...flying.filter(({ job }) => !cards.some((card) => card.id === job.id)).map(({ job, direction }) => ({ job, direction, depth: 0 })),
              ...cards.slice(0, kDrawn).map((job, depth) => ({ job, direction: null, depth })),
            ]
              .map(({ job, direction, depth }) => (
                <Card key={job.id} job={job} depth={depth} onSwipe={leave} onOpen={setOpen} leaving={direction} onGone={gone} />
              ))
              .reverse()}
          </div>
        )}
        <p className="visually-hidden" aria-live="polite">
          {top !== undefined ? `${top.title} at ${top.company}` : ''}
        </p>
        <div className={s.controls}>
          <button type="button" className={s.round} data-kind="left" onClick={() => leave('left')} disabled={top === undefined} data-testid="swipe-left" aria-label="Pass" title="Pass (←)">
            <X size={24} aria-hidden />
          </button>
          <button type="button" className={s.round} data-kind="undo" onClick={undo} disabled={last === null} data-testid="undo" aria-label="Undo" title="Undo (u)">
            <Undo2 size={19} aria-hidden />
          </button>
          <button type="button" className={s.round} data-kind="right" onClick={() => leave('right')} disabled={top === undefined} data-testid="swipe-right" aria-label="Apply" title="Apply (→)">
            <Check size={24} aria-hidden />
          </button>
        </div>
        <p className={s.keys} aria-hidden>
          <kbd>←</kbd> pass <kbd>→</kbd> apply <kbd>↑</kbd> read <kbd>u</kbd> undo
        </p>
      </section>
      {wide && top !== undefined ? (
        <aside ref={reader} className={s.reader} aria-label="The posting" key={top.id} data-job-id={top.id} tabIndex={0}>
          <Suspense fallback={<Loading />}>
            <PostingById id={top.id} />
          </Suspense>
        </aside>
      ) : null}
      {openJob !== null && !(wide && openJob === top?.id) ? (
        <Dialog
          title="The posting"
          kind="sheet"
          onClose={() => setOpen(null)}
          foot={
            openJob === top?.id ? (
              <>
                <Button size="large" onClick={() => leave('left')}>
                  Pass
                </Button>
                <Button size="large" variant="primary" onClick={() => leave('right')}>
                  Apply
                </Button>
              </>
            ) : undefined
          }
        >
          <Suspense fallback={<Loading />}>
            <PostingById id={openJob} />
          </Suspense>
        </Dialog>
      ) : null}
      {missing !== null ? <NotReady missing={missing} onClose={() => setMissing(null)} /> : null}
      {filtering ? (
        <Suspense>
          <FilterDialog
            filters={filters}
            onClose={() => setFiltering(false)}
            onApply={(next) => {
              setParams((now) => writeFilters(now, next));
              setFiltering(false);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function NoMore({ filtered, clear, reload }: { filtered: boolean; clear: () => void; reload: () => void }) {
  return (
    <Empty
      icon={Layers}
      title={filtered ? 'No more jobs match' : 'That was all, for now'}
      actions={
        <>
          {filtered ? <Button onClick={clear}>Clear the filters</Button> : null}
          <Button onClick={reload}>Look again</Button>
          <LinkButton to="/queue">See your queue</LinkButton>
        </>
      }
    >
      <p>{filtered ? 'Widen the filters to see more of them.' : 'You have seen every open job. New ones arrive as employers post them.'}</p>
    </Empty>
  );
}

function NotReady({ missing, onClose }: { missing: Missing[]; onClose: () => void }) {
  return (
    <Dialog
      title="A little more before you apply"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Not now</Button>
          <LinkButton variant="primary" to="/welcome">
            Fill it in
          </LinkButton>
        </>
      }
    >
      <p>Your desktop fills in the form with what you have told it. Still missing:</p>
      <ul className={s.missing}>
        {missing.map(({ what, to }) => (
          <li key={what}>
            <Link to={to}>{what}</Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
