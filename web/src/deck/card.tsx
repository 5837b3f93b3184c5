import { useEffect, useRef, type Ref } from 'react';

import type { JobCard } from '../api/types.ts';
import { kWorkModeWords, ago, locationWords, salaryWords } from '../ui/words.ts';
import { leaning, transformFor, useSwipeGesture, type Direction } from './gesture.ts';
import s from './deck.module.css';

export interface CardProps {
  job: JobCard;
  /** 0 is on top. Only the top card can be touched and is read aloud. */
  depth: number;
  onSwipe: (direction: Direction) => void;
  onOpen: (id: string) => void;
  /** The card was swiped: it flies that way, then `onGone`. */
  leaving: Direction | null;
  onGone: (id: string) => void;
}

const kFlight = 'transform 240ms cubic-bezier(0.3, 0.1, 0.6, 1), opacity 240ms';
const kReturn = 'transform 320ms cubic-bezier(0.2, 1.2, 0.4, 1)';

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function Card({ job, depth, onSwipe, onOpen, leaving, onGone }: CardProps) {
  const element = useRef<HTMLElement>(null);
  const top = depth === 0;

  useSwipeGesture(element, top && leaving === null, {
    move: ({ dx, dy }) => {
      const node = element.current;
      if (node === null) return;
      node.style.transition = 'none';
      node.style.transform = transformFor(dx, dy * 0.25, node.offsetWidth);
      node.style.setProperty('--lean', String(leaning(dx, node.offsetWidth)));
    },
    release: (direction) => {
      if (direction !== null) {
        onSwipe(direction);
        return;
      }
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
    // A transition that never ends, as in a hidden tab, must not hold the deck.
    const timer = setTimeout(finish, reducedMotion() ? 0 : 320);
    const sign = leaving === 'right' ? 1 : -1;
    node.style.setProperty('--lean', String(sign));
    if (reducedMotion()) {
      node.style.opacity = '0';
    } else {
      node.style.transition = kFlight;
      node.style.transform = transformFor(sign * (node.offsetWidth + window.innerWidth / 2), 40, node.offsetWidth);
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

  return <CardFace ref={element} job={job} depth={depth} leaving={leaving} onOpen={onOpen} />;
}

function CardFace({ job, depth, leaving, onOpen, ref }: Pick<CardProps, 'job' | 'depth' | 'leaving' | 'onOpen'> & { ref: Ref<HTMLElement> }) {
  const salary = salaryWords(job.salary);
  const top = depth === 0 && leaving === null;
  return (
    <article
      ref={ref}
      className={s.card}
      data-depth={depth}
      data-testid={top ? 'deck-card' : undefined}
      data-job-id={job.id}
      aria-label={`${job.title} at ${job.company}`}
      aria-hidden={!top}
      inert={!top}
    >
      <span className={s.stamp} data-side="right" aria-hidden>
        Apply
      </span>
      <span className={s.stamp} data-side="left" aria-hidden>
        Pass
      </span>
      <header className={s.cardHead}>
        <span className={s.monogram} aria-hidden>
          {job.company.trim().charAt(0).toUpperCase()}
        </span>
        <div>
          <p className={s.company}>{job.company}</p>
          <p className={s.posted}>{ago(job.postedAt)}</p>
        </div>
      </header>
      <h2 className={s.title}>{job.title}</h2>
      <ul className={s.facts}>
        <li>{locationWords(job)}</li>
        {job.workMode ? <li>{kWorkModeWords[job.workMode]}</li> : null}
        {job.employmentType ? <li>{job.employmentType}</li> : null}
        {job.department ? <li>{job.department}</li> : null}
      </ul>
      {salary !== null ? <p className={s.salary}>{salary}</p> : null}
      {job.summary ? <p className={s.summary}>{job.summary}</p> : null}
      <button type="button" className={s.more} onClick={() => onOpen(job.id)}>
        Read the posting
      </button>
    </article>
  );
}
