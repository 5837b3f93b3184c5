import { useQuery } from '@tanstack/react-query';
import { Inbox, Layers, ListChecks, Monitor, Settings, WifiOff, type LucideIcon } from 'lucide-react';
import { Suspense, useEffect } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';

import { summaryQuery } from '../api/queries.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { useStreamStatus } from '../stream/provider.tsx';
import { Loading } from '../ui/parts.tsx';
import { Connection, presenceWords } from './connection.tsx';
import { Logo } from './logo.tsx';
import s from './shell.module.css';

interface Place {
  to: string;
  label: Words;
  icon: LucideIcon;
  end?: boolean;
}

const kPlaces: readonly Place[] = [
  { to: '/', label: 'Jobs', icon: Layers, end: true },
  { to: '/queue', label: 'Queue', icon: ListChecks },
  { to: '/review', label: 'Review', icon: Inbox },
  { to: '/devices', label: 'Desktops', icon: Monitor },
  { to: '/settings', label: 'Settings', icon: Settings },
];

/** The frame around every screen of a person who is logged in. */
export function Shell() {
  const { data: summary } = useQuery(summaryQuery);
  const reviews = summary?.counts.NEEDS_REVIEW ?? 0;
  const { pathname } = useLocation();
  useBadge(reviews);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className={s.shell}>
      <a href="#main" className={s.skip}>
        {t('Skip to content')}
      </a>
      <header className={s.top}>
        <Logo />
        <Connection />
      </header>
      <nav className={s.nav} aria-label={t('Main')}>
        <ul>
          {kPlaces.map(({ to, label, icon: Icon, end }) => (
            <li key={to}>
              <NavLink to={to} end={end === true} className={s.place}>
                <Icon size={18} strokeWidth={1.8} aria-hidden />
                <span>{t(label)}</span>
                {to === '/review' && reviews > 0 ? (
                  <b className={s.count} data-testid="review-count">
                    {reviews > 99 ? '99+' : reviews}
                    <span className="visually-hidden"> {t('waiting for you')}</span>
                  </b>
                ) : null}
              </NavLink>
            </li>
          ))}
        </ul>
        {summary !== undefined ? (
          <NavLink to="/devices" className={s.presence} data-online={summary.desktop.online}>
            <i aria-hidden />
            {presenceWords(summary.desktop)}
          </NavLink>
        ) : null}
      </nav>
      <main id="main" className={s.main} tabIndex={-1}>
        <OfflineNotice />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}

function OfflineNotice() {
  const { state } = useStreamStatus();
  if (state !== 'offline') return null;
  return (
    <p className={s.offline} role="status">
      <WifiOff size={16} aria-hidden />
      {t('You are offline. What you see may be old; swipes are kept on this device and sent when you are back.')}
    </p>
  );
}

/** The number of what waits for the person, on the app's icon where the system shows one. */
function useBadge(reviews: number): void {
  useEffect(() => {
    if (!('setAppBadge' in navigator)) return;
    const set = reviews > 0 ? navigator.setAppBadge(reviews) : navigator.clearAppBadge();
    // Not every system has room for one.
    set.catch(() => undefined);
  }, [reviews]);
}
