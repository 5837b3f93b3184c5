import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';

import type { Presence } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { Button } from '../ui/parts.tsx';
import { QueueItem, type Picking } from './item.tsx';
import type { Group, GroupName } from './use_queue.ts';
import s from './queue.module.css';

const kTitles: Record<GroupName, Words> = { review: 'Needs you', running: 'On your desktop now', waiting: 'Waiting', ended: 'Done' };
/** Shorter groups are drawn whole: a browser's own search and a screen reader's lists then see everything. */
const kDrawWhole = 60;
const kRowHeight = 84;

export interface Picked {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
}

export function GroupList({ group, desktop, picked }: { group: Group; desktop: Presence | undefined; picked: Picked | null }) {
  const title = t(kTitles[group.name]);
  const pickingOf = (id: string): Picking | null => (picked === null ? null : { picked: picked.ids.has(id), onPick: picked.toggle });
  return (
    <section className={s.group} aria-label={title}>
      <h2>
        {title} <small>{group.count}</small>
      </h2>
      {group.rows.length > kDrawWhole ? (
        <Windowed group={group} desktop={desktop} pickingOf={pickingOf} />
      ) : (
        <ul>
          {group.rows.map((row) => (
            <QueueItem key={row.id} application={row} desktop={desktop} picking={pickingOf(row.id)} />
          ))}
        </ul>
      )}
      {group.more !== null ? (
        <div className={s.more}>
          <Button size="small" busy={group.more.busy} onClick={group.more.run}>
            {t('Show more')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** Draws only the rows near the window, however many there are. */
function Windowed({ group, desktop, pickingOf }: { group: Group; desktop: Presence | undefined; pickingOf: (id: string) => Picking | null }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const { rows } = group;
  useLayoutEffect(() => {
    const place = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    place();
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  }, [rows.length]);
  const windowed = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => kRowHeight,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  return (
    <ul ref={list} className={s.windowed} style={{ height: windowed.getTotalSize() }}>
      {windowed.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          <li
            key={item.key}
            ref={windowed.measureElement}
            data-index={item.index}
            aria-setsize={group.count}
            aria-posinset={item.index + 1}
            style={{ transform: `translateY(${item.start - top}px)` }}
          >
            <ul>
              <QueueItem application={row} desktop={desktop} picking={pickingOf(row.id)} />
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
