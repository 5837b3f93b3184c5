import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, ChevronUp, Layers, SlidersHorizontal, ThumbsDown, Undo2, WifiOff, X } from 'lucide-react';
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { jobQuery, profileQuery, resumesQuery, settingsQuery } from '../api/queries.ts';
import type { JobCard } from '../api/types.ts';
import { t, tn } from '../i18n/i18n.ts';
import { useSwipes, type Swipe, type SwipeDetails } from '../outbox/provider.tsx';
import { missingForApplying, type Missing } from '../profile/readiness.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Button, Empty, Failed, LinkButton, Loading, Notice, useTitle } from '../ui/parts.tsx';
import { Card } from './card.tsx';
import { ActiveFilters } from './active_filters.tsx';
import { countFilters, readFilters, writeFilters, type Filters } from './filters.ts';
import type { Direction } from './gesture.ts';
import { useDeckKeys } from './keys.ts';
import { openQuestions } from './open_questions.ts';
import { useBlocked } from './use_blocked.ts';
import { useCards } from './use_cards.ts';
import s from './deck.module.css';

// None is needed for the first card.
const FilterDialog = lazy(() => import('./filter_dialog.tsx').then((module) => ({ default: module.FilterDialog })));
const PostingById = lazy(() => import('./posting.tsx').then((module) => ({ default: module.PostingById })));
const ConfirmSheet = lazy(() => import('./confirm.tsx').then((module) => ({ default: module.ConfirmSheet })));
const PassReason = lazy(() => import('./pass_reason.tsx').then((module) => ({ default: module.PassReason })));

/** Cards that are drawn; the rest of the stack is only suggested. */
const kDrawn = 3;

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

type Question = { kind: 'confirm' | 'why'; job: JobCard };

export default function DeckScreen() {
  useTitle(t('Jobs'));
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => readFilters(params), [params]);
  const { deck, cards, kept } = useCards(filters);
  const { last, swipe, undo } = useSwipes();
  const client = useQueryClient();
  const wide = useWide();
  const profile = useQuery(profileQuery);
  const resumes = useQuery(resumesQuery);
  // Read now, so that the first swipe knows whether to ask.
  useQuery(settingsQuery);
  const [flying, setFlying] = useState<readonly Swipe[]>([]);
  const [missing, setMissing] = useState<Missing[] | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [filtering, setFiltering] = useState(false);
  const openJob = params.get('job');
  const top = cards[0];
  // The card's leaving is drawn first; the long text beside it may follow a moment later.
  const read = useDeferredValue(top?.id);

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

  const go = useCallback(
    (job: JobCard, direction: Direction, details?: SwipeDetails) => {
      if (openJob !== null) setOpen(null);
      setQuestion(null);
      // The swipe counts now, not when the card has flown off.
      swipe(job, direction, details);
      setFlying((swipes) => [...swipes, { job, direction }]);
    },
    [openJob, setOpen, swipe],
  );

  /** Whether the person wants to be asked before this one. What is not read yet is no reason to wait. */
  const mustAsk = useCallback(
    (job: JobCard): boolean => {
      const asking = client.getQueryData(settingsQuery.queryKey)?.confirmSwipe ?? 'never';
      if (asking !== 'needed') return asking === 'always';
      const detail = client.getQueryData(jobQuery(job.id).queryKey);
      return detail !== undefined && openQuestions(detail).some((asked) => asked.required === true);
    },
    [client],
  );

  const leave = useCallback(
    (direction: Direction, ask = false): boolean => {
      if (top === undefined) return false;
      if (direction === 'right') {
        if (profile.data !== undefined && resumes.data !== undefined) {
          const lacks = missingForApplying(profile.data.profile, resumes.data.resumes);
          if (lacks.length > 0) {
            setMissing(lacks);
            return false;
          }
        }
        if (ask || mustAsk(top)) {
          setQuestion({ kind: 'confirm', job: top });
          return false;
        }
      }
      go(top, direction);
      return true;
    },
    [top, profile.data, resumes.data, mustAsk, go],
  );

  const gone = useCallback((id: string) => setFlying((swipes) => swipes.filter((other) => other.job.id !== id)), []);

  const why = useCallback(() => {
    if (top !== undefined) setQuestion({ kind: 'why', job: top });
  }, [top]);

  useDeckKeys({
    pass: () => leave('left'),
    apply: () => leave('right'),
    ask: () => leave('right', true),
    why,
    undo,
    read: (target, byEnter) => {
      // In the posting itself the key scrolls.
      if (top === undefined || (!byEnter && reader.current?.contains(target) === true)) return false;
      setOpen(top.id);
      return true;
    },
  });

  const active = countFilters(filters);
  const apply = (next: Filters) => setParams((now) => writeFilters(now, next));

  return (
    <div className={s.screen}>
      <section className={s.left} aria-label={t('Jobs')}>
        <header className={s.bar}>
          <h1>{t('Jobs')}</h1>
          <Button size="small" variant={active > 0 ? 'secondary' : 'ghost'} onClick={() => setFiltering(true)}>
            <SlidersHorizontal size={15} aria-hidden />
            {active > 0 ? t('Filters, {{number}}', { number: active }) : t('Filters')}
          </Button>
        </header>
        <ActiveFilters filters={filters} onChange={apply} />
        {kept ? (
          <Notice>
            <WifiOff size={14} aria-hidden className={s.inlineIcon} /> {t('These are from your last visit. New ones come with the network; your swipes are kept.')}
          </Notice>
        ) : null}
        {deck.isPending ? (
          <Skeleton />
        ) : deck.isError && cards.length === 0 ? (
          <Failed error={deck.error} retry={() => void deck.refetch()} />
        ) : top === undefined && flying.length === 0 && !deck.isFetchingNextPage && !deck.hasNextPage ? (
          <NoMore filters={filters} change={apply} reload={() => void client.resetQueries({ queryKey: ['deck'] })} />
        ) : (
          <div className={s.stack}>
            {top === undefined && flying.length === 0 ? <Loading label={t('Loading jobs')} /> : null}
            {[
              ...flying.filter(({ job }) => !cards.some((card) => card.id === job.id)).map(({ job, direction }) => ({ job, direction, depth: 0 })),
              ...cards.slice(0, kDrawn).map((job, depth) => ({ job, direction: null, depth })),
            ]
              .map(({ job, direction, depth }) => (
                <Card
                  key={job.id}
                  job={job}
                  depth={depth}
                  profile={profile.data?.profile}
                  onSwipe={leave}
                  onOpen={setOpen}
                  leaving={direction}
                  onGone={gone}
                />
              ))
              .reverse()}
          </div>
        )}
        <p className="visually-hidden" aria-live="polite">
          {top !== undefined ? t('{{title}} at {{company}}', { title: top.title, company: top.company }) : ''}
        </p>
        <div className={s.controls}>
          <button type="button" className={s.round} data-kind="small" onClick={why} disabled={top === undefined} aria-label={t('Pass, and say why')} title={t('Pass, and say why (Shift ←)')}>
            <ThumbsDown size={17} aria-hidden />
          </button>
          <button type="button" className={s.round} data-kind="left" onClick={() => leave('left')} disabled={top === undefined} data-testid="swipe-left" aria-label={t('Pass')} title={t('Pass (←)')}>
            <X size={24} aria-hidden />
          </button>
          <button type="button" className={s.round} data-kind="small" onClick={undo} disabled={last === null} data-testid="undo" aria-label={t('Undo')} title={t('Undo (u)')}>
            <Undo2 size={18} aria-hidden />
          </button>
          <button type="button" className={s.round} data-kind="right" onClick={() => leave('right')} disabled={top === undefined} data-testid="swipe-right" aria-label={t('Apply')} title={t('Apply (→)')}>
            <Check size={24} aria-hidden />
          </button>
          <button
            type="button"
            className={s.round}
            data-kind="small"
            onClick={() => leave('right', true)}
            disabled={top === undefined}
            data-testid="swipe-options"
            aria-label={t('Apply with other choices')}
            title={t('Apply with other choices (Shift →)')}
          >
            <ChevronUp size={18} aria-hidden />
          </button>
        </div>
        <p className={s.keys} aria-hidden>
          <kbd>←</kbd> {t('pass')} <kbd>→</kbd> {t('apply')} <kbd>↑</kbd> {t('read')} <kbd>u</kbd> {t('undo')}
        </p>
      </section>
      {wide && read !== undefined ? (
        <aside ref={reader} className={s.reader} aria-label={t('The posting')} key={read} data-job-id={read} tabIndex={0}>
          <Suspense fallback={<Loading />}>
            <PostingById id={read} />
          </Suspense>
        </aside>
      ) : null}
      {openJob !== null && !(wide && openJob === top?.id) ? (
        <Dialog
          title={t('The posting')}
          kind="sheet"
          onClose={() => setOpen(null)}
          foot={
            openJob === top?.id ? (
              <>
                <Button size="large" onClick={() => leave('left')}>
                  {t('Pass')}
                </Button>
                <Button size="large" variant="primary" onClick={() => leave('right')}>
                  {t('Apply')}
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
      <Suspense>
        {question?.kind === 'confirm' ? (
          <ConfirmSheet job={question.job} onApply={(details) => go(question.job, 'right', details)} onClose={() => setQuestion(null)} />
        ) : null}
        {question?.kind === 'why' ? (
          <PassReason job={question.job} onPass={(reason) => go(question.job, 'left', { reason })} onClose={() => setQuestion(null)} />
        ) : null}
        {filtering ? (
          <FilterDialog
            filters={filters}
            onClose={() => setFiltering(false)}
            onApply={(next) => {
              apply(next);
              setFiltering(false);
            }}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

/** The shape of a card while the first one is fetched, so that nothing jumps. */
function Skeleton() {
  return (
    <div className={s.stack} role="status">
      <div className={s.card} data-skeleton aria-hidden>
        <i />
        <i />
        <i />
        <i />
      </div>
      <span className="visually-hidden">{t('Loading jobs')}</span>
    </div>
  );
}

function NoMore({ filters, change, reload }: { filters: Filters; change: (next: Filters) => void; reload: () => void }) {
  const { blocked } = useBlocked();
  const filtered = countFilters(filters) > 0;
  return (
    <Empty
      icon={Layers}
      title={filtered ? t('No more jobs match') : t('That was all, for now')}
      actions={
        <>
          {filtered ? <Button onClick={() => change({})}>{t('Clear the filters')}</Button> : null}
          <Button onClick={reload}>{t('Look again')}</Button>
          <LinkButton to="/queue">{t('See your queue')}</LinkButton>
        </>
      }
    >
      <p>{filtered ? t('Widen the filters to see more of them.') : t('You have seen every open job. New ones arrive as employers post them.')}</p>
      {blocked.length > 0 ? (
        <p>
          {tn('You hide {{count}} employers.', blocked.length)} <Link to="/settings/app">{t('Change that')}</Link>
        </p>
      ) : null}
    </Empty>
  );
}

function NotReady({ missing, onClose }: { missing: Missing[]; onClose: () => void }) {
  return (
    <Dialog
      title={t('A little more before you apply')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Not now')}</Button>
          <LinkButton variant="primary" to="/welcome">
            {t('Fill it in')}
          </LinkButton>
        </>
      }
    >
      <p>{t('Your desktop fills in the form with what you have told it. Still missing:')}</p>
      <ul className={s.missing}>
        {missing.map(({ what, to }) => (
          <li key={what}>
            <Link to={to}>{t(what)}</Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
