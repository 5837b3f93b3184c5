import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Application, Presence } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { application, kUser, problem, serve, type Answer } from '../testing/server.ts';
import Queue from './queue.tsx';

const id = (n: number) => `44444444-4444-4444-8444-${String(n).padStart(12, '0')}`;

function open(rows: Application[], desktop: Presence = { online: true, paired: true }, routes: Record<string, () => Answer> = {}, search: (query: URLSearchParams) => Application[] | Response = () => rows) {
  const seen = serve({
    'GET /api/applications/queue': ({ query }) => {
      const found = search(query);
      if (found instanceof Response) return found;
      const statuses = query.get('status')!.split(',');
      const counts: Record<string, number> = {};
      for (const row of rows) counts[row.status] = (counts[row.status] ?? 0) + 1;
      return { applications: found.filter((row) => statuses.includes(row.status)), nextCursor: null, counts, desktop, cursor: '1:1' };
    },
    ...routes,
  });
  renderAt(
    '/queue',
    <SwipesProvider userId={kUser.id}>
      <Queue />
    </SwipesProvider>,
  );
  return seen;
}

describe('the queue', () => {
  it('groups by state, the waiting ones by their place', async () => {
    open([
      application({ id: id(1), title: 'Second', position: 2 }),
      application({ id: id(2), title: 'First', position: 1 }),
      application({ id: id(3), title: 'Running', status: 'PROCESSING', progress: { step: 'filling', percent: 62 } }),
      application({ id: id(4), title: 'Asking', status: 'NEEDS_REVIEW', failure: { kind: 'captcha', detail: '' } }),
      application({ id: id(5), title: 'Done', status: 'COMPLETED' }),
    ]);
    const waiting = await screen.findByRole('region', { name: 'Waiting' });
    expect(within(waiting).getAllByRole('link').map((link) => link.textContent)).toEqual(['First', 'Second']);
    expect(within(screen.getByRole('region', { name: 'On your desktop now' })).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '62');
    expect(within(screen.getByRole('region', { name: 'Needs you' })).getByRole('link', { name: 'Review' })).toHaveAttribute('href', '/review');
    const items = screen.getAllByTestId('queue-item');
    expect(items).toHaveLength(5);
    expect(items.map((item) => [item.dataset.status, item.dataset.applicationId])).toContainEqual(['COMPLETED', id(5)]);
  });

  it('cancels, and says what the server says when it may not', async () => {
    const seen = open([application({ id: id(1), position: 1 })], undefined, {
      [`POST /api/applications/${id(1)}/cancel`]: () => problem(409, 'already_granted', 'It is being sent at this moment.'),
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Cancel Job/ }));
    expect(await screen.findByText('It is being sent at this moment.')).toBeInTheDocument();
    expect(seen.find(({ method }) => method === 'POST')?.headers.get('X-JobSwipe-Client')).toBe('web');
  });

  it('changes the priority', async () => {
    const seen = open([application({ id: id(1), position: 1 })], undefined, {
      [`POST /api/applications/${id(1)}/priority`]: () => application({ id: id(1), priority: 10 }),
    });
    await userEvent.selectOptions(await screen.findByLabelText(/^Priority/), 'First');
    await waitFor(() => expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({ priority: 10 }));
  });

  it('tries a failed one again', async () => {
    const seen = open([application({ id: id(1), status: 'FAILED', failure: { kind: 'timeout', detail: '' } })], undefined, {
      [`POST /api/applications/${id(1)}/retry`]: () => application({ id: id(1) }),
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Try again/ }));
    await waitFor(() => expect(seen.some(({ path }) => path.endsWith('/retry'))).toBe(true));
  });

  it('is searched by the server, which knows the places too', async () => {
    const rows = [application({ id: id(1), title: 'Gardener', position: 1 }), application({ id: id(2), title: 'Baker', position: 2 })];
    const seen = open(rows, undefined, {}, (query) => (query.get('q') === 'lyon' ? rows.slice(1) : rows));
    await userEvent.type(await screen.findByRole('searchbox'), 'lyon');
    await waitFor(() => expect(screen.queryByText('Gardener')).toBeNull());
    expect(screen.getByText('Baker')).toBeInTheDocument();
    expect(seen.some(({ query }) => query.get('q') === 'lyon' && query.get('status')!.includes('QUEUED'))).toBe(true);
  });

  it('looks through what is here when the server cannot search, and says so', async () => {
    const rows = [application({ id: id(1), title: 'Gardener', position: 1 }), application({ id: id(2), title: 'Baker', position: 2 })];
    open(rows, undefined, {}, (query) => (query.has('q') ? problem(503, 'unavailable', 'Later.') : rows));
    await userEvent.type(await screen.findByRole('searchbox'), 'bak');
    expect(await screen.findByText(/only what is on this device was looked through/)).toBeInTheDocument();
    expect(screen.getByText('Baker')).toBeInTheDocument();
    expect(screen.queryByText('Gardener')).toBeNull();
  });

  it('is narrowed to what came of those that were sent', async () => {
    const rows = [application({ id: id(1), title: 'Gardener', status: 'COMPLETED', outcome: { kind: 'offer', on: '2026-11-03' } }), application({ id: id(2), title: 'Baker', status: 'COMPLETED' })];
    open(rows, undefined, {}, (query) => rows.filter(({ outcome }) => !query.has('outcome') || (outcome?.kind ?? 'none') === query.get('outcome')));
    expect(await screen.findByText(/^Offer, Nov 3, 2026/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /^Sent/ }));
    await userEvent.selectOptions(screen.getByLabelText('What came of it'), 'Nothing yet');
    await waitFor(() => expect(screen.queryByText('Gardener')).toBeNull());
    expect(screen.getByText('Baker')).toBeInTheDocument();
  });

  it('says that a desktop must be paired', async () => {
    open([application({ position: 1 })], { online: false, paired: false });
    expect(await screen.findByRole('link', { name: 'Pair a desktop' })).toHaveAttribute('href', '/devices');
  });

  it('leads to the jobs when it is empty', async () => {
    open([]);
    expect(await screen.findByText('Nothing here yet')).toBeInTheDocument();
  });
});
