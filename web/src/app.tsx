import { type QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { Compass } from 'lucide-react';
import { Component, lazy, Suspense, useDeferredValue, useEffect, useState, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Outlet, Route, Routes, useLocation } from 'react-router';

import { onSignedOut } from './api/client.ts';
import { explain } from './api/problem.ts';
import { makeQueryClient } from './api/query_client.ts';
import { t } from './i18n/i18n.ts';
import { SwipesProvider } from './outbox/provider.tsx';
import { loadDeck, loadQueue, loadReview } from './screens.ts';
import { changePerson, sessionQuery } from './session/session.ts';
import { StreamProvider } from './stream/provider.tsx';
import { News } from './shell/news.tsx';
import { Shell } from './shell/shell.tsx';
import { Button, Empty, Failed, LinkButton, Loading, Page } from './ui/parts.tsx';
import { ToastProvider } from './ui/toasts.tsx';

const Account = lazy(() => import('./settings/account.tsx'));
const Answers = lazy(() => import('./settings/answers.tsx'));
const Application = lazy(() => import('./application/detail.tsx'));
const Applying = lazy(() => import('./settings/applying.tsx'));
const Deck = lazy(loadDeck);
const Devices = lazy(() => import('./devices/devices.tsx'));
const Login = lazy(() => import('./session/sign.tsx').then((module) => ({ default: module.LoginScreen })));
const Notifications = lazy(() => import('./settings/notifications.tsx'));
const Onboarding = lazy(() => import('./onboarding/onboarding.tsx'));
const Pair = lazy(() => import('./devices/pair.tsx'));
const Profile = lazy(() => import('./settings/profile.tsx'));
const Queue = lazy(loadQueue);
const Register = lazy(() => import('./session/sign.tsx').then((module) => ({ default: module.RegisterScreen })));
const Resumes = lazy(() => import('./settings/resumes.tsx'));
const Review = lazy(loadReview);
const Insight = lazy(() => import('./insight/insight.tsx'));
const AppSettings = lazy(() => import('./settings/app.tsx'));
const Settings = lazy(() => import('./settings/settings.tsx'));

export function App({ client }: { client?: QueryClient }) {
  const [queryClient] = useState(() => client ?? makeQueryClient());
  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <ToastProvider>
          <Mishap>
            <Screens />
          </Mishap>
        </ToastProvider>
      </BrowserRouter>
    </QueryClientProvider>
  );
}

function Screens() {
  const client = useQueryClient();
  useEffect(() => onSignedOut(() => changePerson(client, null)), [client]);
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/login" element={<Login />} />
        <Route path="/register" element={<Register />} />
        <Route element={<Member />}>
          <Route path="/welcome" element={<Onboarding />} />
          <Route element={<Shell />}>
            <Route index element={<Deck />} />
            <Route path="/queue" element={<Queue />} />
            <Route path="/applications/:id" element={<Application />} />
            <Route path="/review" element={<Review />} />
            <Route path="/devices" element={<Devices />} />
            <Route path="/pair" element={<Pair />} />
            <Route path="/settings" element={<Settings />} />
            <Route path="/settings/profile" element={<Profile />} />
            <Route path="/settings/resumes" element={<Resumes />} />
            <Route path="/settings/answers" element={<Answers />} />
            <Route path="/settings/applying" element={<Applying />} />
            <Route path="/settings/notifications" element={<Notifications />} />
            <Route path="/settings/app" element={<AppSettings />} />
            <Route path="/insight" element={<Insight />} />
            <Route path="/settings/account" element={<Account />} />
            <Route path="*" element={<Nowhere />} />
          </Route>
        </Route>
      </Routes>
    </Suspense>
  );
}

/** Screens for somebody who is logged in; others are sent to log in and come back. */
function Member() {
  const session = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  // The whole app is built behind this: deferred, React does it in slices and lets presses in between.
  const user = useDeferredValue(session.data ?? null, null);
  if (session.isPending) return <Loading />;
  // What this device remembers is enough to begin with, when the server cannot be asked.
  if (session.data === undefined) return <Failed error={session.error} retry={() => void session.refetch()} />;
  if (session.data === null) {
    const here = pathname + search;
    return <Navigate to={here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`} replace />;
  }
  if (user?.id !== session.data.id) return <Loading />;
  // What lives as long as they are here.
  return (
    <StreamProvider key={user.id}>
      <SwipesProvider userId={user.id}>
        <News />
        <Outlet />
      </SwipesProvider>
    </StreamProvider>
  );
}

function Nowhere() {
  return (
    <Page title={t('There is nothing here')}>
      <p>{t('The address may be mistyped, or what was here is gone.')}</p>
      <p>
        <LinkButton to="/">{t('Go to jobs')}</LinkButton>
      </p>
    </Page>
  );
}

/** The last resort: says what broke instead of showing an empty page. */
class Mishap extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Empty
        icon={Compass}
        title={t('This screen broke')}
        actions={
          <Button variant="primary" onClick={() => location.reload()}>
            {t('Load it again')}
          </Button>
        }
      >
        <p>{explain(error)} {t('Nothing that you swiped is lost.')}</p>
      </Empty>
    );
  }
}
