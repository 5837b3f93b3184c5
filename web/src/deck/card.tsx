import { useEffect, useRef, type Ref } from 'react';

import { useQuery } from '@tanstack/react-query';

import { jobQuery } from '../api/queries.ts';
import type { JobCard, Profile } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { Badge } from '../ui/parts.tsx';
import { ago, isNew, kWorkModeWords, locationWords, salaryWords } from '../ui/words.ts';
import { flightMs, leaning, transformFor, useSwipeGesture, type Direction } from './gesture.ts';
import { matchReasons, type Reason } from './match.ts';
import s from './deck.module.css';

export interface CardProps {
  job: JobCard;
  /** 0 is on top. Only the top card can be touched and is read aloud. */
  depth: number;
  /** For the reasons why the job may suit. */
  profile: Profile | undefined;
  /** False when the card stays, because something must be asked or filled in first. */
  onSwipe: (direction: Direction) => boolean;
  onOpen: (id: string) => void;
  /** The card was swiped: it flies that way, then `onGone`. */
  leaving: Direction | null;
  onGone: (id: string) => void;
}

const kFlight = (ms: number) => `transform ${ms}ms cubic-bezier(0.3, 0.1, 0.6, 1), opacity ${ms}ms`;
const kReturn = 'transform 320ms cubic-bezier(0.2, 1.2, 0.4, 1)';

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function Card({ job, depth, profile, onSwipe, onOpen, leaving, onGone }: CardProps) {
  const element = useRef<HTMLElement>(null);
  /** How fast the finger let go, in pixels per millisecond: the card flies on at that speed. */
  const thrown = useRef(0);
  const top = depth === 0;

  useSwipeGesture(element, top && leaving === null, {
    move: ({ dx, dy }) => {
      const node = element.current;
      if (node === null) return;
      node.style.transition = 'none';
      node.style.transform = transformFor(dx, dy * 0.25, node.offsetWidth);
      node.style.setProperty('--lean', String(leaning(dx, node.offsetWidth)));
    },
    release: (direction, speed) => {
      thrown.current = Math.abs(speed);
      if (direction !== null && onSwipe(direction)) return;
      const node = element.current;
      if (node === null) return;
      node.style.transition = kReturn;
      node.style.transform = '';
      node.style.setProperty('--lean', '0');
    },
  });

  useEffect(() => {
    const node = element.current;
    if (leaving === null || node === null) return;
    let over = false;
    const finish = () => {
      if (over) return;
      over = true;
      onGone(job.id);
    };
    const way = node.offsetWidth + window.innerWidth / 2;
    const ms = flightMs(way, thrown.current);
    // A transition that never ends, as in a hidden tab, must not hold the deck.
    const timer = setTimeout(finish, reducedMotion() ? 0 : ms + 80);
    const sign = leaving === 'right' ? 1 : -1;
    node.style.setProperty('--lean', String(sign));
    if (reducedMotion()) {
      node.style.opacity = '0';
    } else {
      node.style.transition = kFlight(ms);
      node.style.transform = transformFor(sign * way, 40, node.offsetWidth);
      node.style.opacity = '0';
    }
    node.addEventListener('transitionend', finish, { once: true });
    return () => {
      clearTimeout(timer);
      node.removeEventListener('transitionend', finish);
      // Undone in flight: the same element is a card again.
      node.style.transition = '';
      node.style.transform = '';
      node.style.opacity = '';
      node.style.setProperty('--lean', '0');
    };
  }, [leaving, onGone, job.id]);

  return <CardFace ref={element} job={job} depth={depth} profile={profile} leaving={leaving} onOpen={onOpen} />;
}

function CardFace({ job, depth, profile, leaving, onOpen, ref }: Pick<CardProps, 'job' | 'depth' | 'profile' | 'leaving' | 'onOpen'> & { ref: Ref<HTMLElement> }) {
  const salary = salaryWords(job.salary);
  const top = depth === 0 && leaving === null;
  return (
    <article
      ref={ref}
      className={s.card}
      data-depth={depth}
      data-testid={top ? 'deck-card' : undefined}
      data-job-id={job.id}
      aria-label={t('{{title}} at {{company}}', { title: job.title, company: job.company })}
      aria-hidden={!top}
      inert={!top}
    >
      <span className={s.stamp} data-side="right" aria-hidden>
        {t('Apply')}
      </span>
      <span className={s.stamp} data-side="left" aria-hidden>
        {t('Pass')}
      </span>
      <header className={s.cardHead}>
        <span className={s.monogram} aria-hidden>
          {job.company.trim().charAt(0).toUpperCase()}
        </span>
        <div>
          <p className={s.company}>{job.company}</p>
          <p className={s.posted}>{ago(job.postedAt)}</p>
        </div>
        {isNew(job.postedAt) ? (
          <span className={s.badges}>
            <Badge tone="accent">{t('New')}</Badge>
          </span>
        ) : null}
      </header>
      <h2 className={s.title}>{job.title}</h2>
      <ul className={s.facts}>
        <li>{locationWords(job)}</li>
        {job.workMode ? <li>{t(kWorkModeWords[job.workMode])}</li> : null}
        {job.employmentType ? <li>{job.employmentType}</li> : null}
        {job.department ? <li>{job.department}</li> : null}
      </ul>
      {salary !== null ? <p className={s.salary}>{salary}</p> : null}
      {depth <= 1 && profile !== undefined ? <Reasons job={job} profile={profile} /> : null}
      {job.summary ? <p className={s.summary}>{job.summary}</p> : null}
      <button type="button" className={s.more} onClick={() => onOpen(job.id)}>
        {t('Read the posting')}
      </button>
    </article>
  );
}

function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case 'skills':
      return t('Names your skills: {{skills}}', { skills: reason.words.join(', ') });
    case 'workMode':
      return t('Work mode you want');
    case 'place':
      return t('Where you live');
    case 'salary':
      return t('Reaches the pay you want');
  }
}

/** Why it may suit, by words that are in both the posting and the profile; nothing when none are. */
function Reasons({ job, profile }: { job: JobCard; profile: Profile }) {
  // Read ahead by the deck; until it is there the card's own words decide.
  const { data } = useQuery({ ...jobQuery(job.id), enabled: false });
  const reasons = matchReasons(profile, job, data?.descriptionText);
  if (reasons.length === 0) return null;
  return (
    <ul className={s.reasonList} aria-label={t('Why it may suit you')}>
      {reasons.map((reason) => (
        <li key={reason.kind}>{reasonWords(reason)}</li>
      ))}
    </ul>
  );
}
