import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { makeQueryClient } from './api/query_client.ts';
import { App } from './app.tsx';
import { application, json, kProfile, kResume, kSettings, kUser, problem, serve, type Answer, type Seen } from './testing/server.ts';

/** A WebSocket that the test speaks through. */
class Line {
  static opened: Line[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: URL) {
    Line.opened.push(this);
  }
  close(): void {}
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

interface World {
  signedIn: boolean;
  rows: ReturnType<typeof application>[];
}

function world(state: Partial<World> = {}, more: Record<string, (seen: Seen) => Answer> = {}) {
  const now: World = { signedIn: true, rows: [], ...state };
  const guard = (answer: (seen: Seen) => Answer) => (seen: Seen) => (now.signedIn ? answer(seen) : problem(401, 'unauthenticated', 'Log in.'));
  const seen = serve({
    'GET /api/session': guard(() => ({ user: kUser })),
    'POST /api/auth/refresh': guard(() => json(200, {})),
    'POST /api/auth/login': () => {
      now.signedIn = true;
      return { user: kUser, accessToken: 'x', tokenType: 'Bearer', expiresIn: 900 };
    },
    'POST /api/auth/logout': () => {
      now.signedIn = false;
      return null;
    },
    'GET /api/profile': guard(() => ({ profile: kProfile, version: 1 })),
    'GET /api/resumes': guard(() => ({ resumes: [kResume] })),
    'GET /api/settings': guard(() => kSettings),
    'GET /api/answers': guard(() => ({ answers: [] })),
    'GET /api/applications/queue': guard(({ query }) => {
      const counts: Record<string, number> = {};
      for (const row of now.rows) counts[row.status] = (counts[row.status] ?? 0) + 1;
      const statuses = query.get('status')!.split(',');
      return { applications: now.rows.filter((row) => statuses.includes(row.status)), nextCursor: null, counts, cursor: '1:1', desktop: { online: true, paired: true } };
    }),
    ...more,
  });
  return { now, seen };
}

function start(path: string) {
  window.history.replaceState(null, '', path);
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { retry: false, staleTime: 15_000 } });
  return render(<App client={client} />);
}

const where = () => location.pathname + location.search;

beforeEach(() => {
  Line.opened = [];
  vi.stubGlobal('WebSocket', Line);
});

describe('the app', () => {
  it('asks a stranger to log in and brings them to where they were going', async () => {
    world({ signedIn: false });
    start('/queue');
    await waitFor(() => expect(where()).toBe('/login?next=%2Fqueue'), { timeout: 5_000 });
    await userEvent.type(await screen.findByLabelText('E-mail'), 'ada@example.org');
    await userEvent.type(screen.getByLabelText('Password'), 'a long password');
    await userEvent.click(screen.getByTestId('login-submit'));
    expect(await screen.findByText('Nothing here yet', {}, { timeout: 5_000 })).toBeInTheDocument();
    expect(where()).toBe('/queue');
  });

  it('shows an application move by its events, without a reload', async () => {
    const { now } = world({ rows: [application({ position: 1 })] });
    start('/queue');
    const item = await screen.findByTestId('queue-item', {}, { timeout: 5_000 });
    expect(item).toHaveAttribute('data-status', 'QUEUED');
    const line = Line.opened[0]!;
    expect(line.url.pathname).toBe('/api/ws');
    line.say({ type: 'hello', cursor: '1:1' });
    await waitFor(() => expect(screen.getByTestId('connection')).toHaveAttribute('data-state', 'live'));
    now.rows = [application({ status: 'PROCESSING', progress: { step: 'opening', percent: 10 } })];
    const event = { cursor: '1:2', seq: 2, type: 'application.processing', applicationId: now.rows[0]!.id, data: { status: 'PROCESSING' }, actor: 'desktop', at: '2026-11-24T12:00:00Z' };
    line.say({ type: 'event', event });
    await waitFor(() => expect(screen.getByTestId('queue-item')).toHaveAttribute('data-status', 'PROCESSING'));
    line.say({ type: 'event', event: { ...event, cursor: '1:3', seq: 3, type: 'application.progress', data: { progress: { step: 'filling', percent: 55 } } } });
    await waitFor(() => expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '55'));
    expect(screen.getByText('Filling in the form on your desktop…')).toBeInTheDocument();
  });

  it('shows how many applications wait for the person', async () => {
    world({ rows: [application({ status: 'NEEDS_REVIEW', failure: { kind: 'captcha', detail: '' } })] });
    start('/settings');
    expect(await screen.findByTestId('review-count', {}, { timeout: 5_000 })).toHaveTextContent('1 waiting for you');
  });

  it('asks to log in again when the session ends while it is used', async () => {
    const { now } = world();
    start('/settings');
    const link = await screen.findByRole('link', { name: /Queue/ }, { timeout: 5_000 });
    now.signedIn = false;
    await userEvent.click(link);
    // Whichever screen's request meets the end first says where to come back to.
    await waitFor(() => expect(where()).toMatch(/^\/login\?next=%2F(queue|settings)$/), { timeout: 5_000 });
  });

  it('logs out, closes the stream and forgets', async () => {
    world();
    start('/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Log out' }, { timeout: 5_000 }));
    await waitFor(() => expect(where()).toBe('/login'));
    await waitFor(() => expect(screen.queryByTestId('connection')).toBeNull());
  });

  it('says so and offers to try again when the server is away at the start', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    start('/');
    expect(await screen.findByText(/Check your connection/, {}, { timeout: 5_000 })).toBeInTheDocument();
    world();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId('connection', {}, { timeout: 5_000 })).toBeInTheDocument();
  });

  it('says that the person is offline, and that swipes are kept', async () => {
    world();
    start('/settings');
    await screen.findByTestId('connection', {}, { timeout: 5_000 });
    window.dispatchEvent(new Event('offline'));
    expect(await screen.findByText(/swipes are kept on this device/)).toBeInTheDocument();
    expect(screen.getByTestId('connection')).toHaveAttribute('data-state', 'offline');
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(screen.getByTestId('connection')).toHaveAttribute('data-state', 'connecting'));
  });
});
