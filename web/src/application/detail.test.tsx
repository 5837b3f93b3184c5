import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';

import type { Application } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { application, event, jobCard, kResume, kUser, problem, serve, type Answer } from '../testing/server.ts';
import Detail from './detail.tsx';

const kId = application().id;

function open(more: Partial<Application> = {}, routes: Record<string, () => Answer> = {}) {
  const seen = serve({
    'GET /api/applications/queue': () => ({ applications: [], nextCursor: null, counts: {}, cursor: '1:1', desktop: { online: true, paired: true } }),
    [`GET /api/applications/${kId}`]: () => ({
      application: application(more),
      job: { ...jobCard(1), descriptionHtml: '<p>As you saw it</p>', descriptionText: '', snapshotHash: 'x' },
      events: [event(1, 'application.swiped', { actor: 'person' }), event(2, 'application.completed', { actor: 'desktop' })],
      evidence: [{ n: 1, kind: 'confirmation', contentType: 'image/png', bytes: 9, sha256: 'f00d', url: `/api/applications/${kId}/evidence/1`, createdAt: '2026-11-24T12:00:00Z' }],
      answersSent: [
        { label: 'Notice period', value: '30', provenance: 'profile' },
        { label: 'Why us?', value: 'Quiet', provenance: 'model', confidence: 0.91 },
      ],
      resume: kResume,
      customFields: {},
    }),
    [`GET /api/applications/${kId}/logs`]: () => ({ logs: [{ at: '2026-11-24T12:00:00Z', epoch: 1, level: 'info', step: 'open', message: 'Opened the page' }], nextCursor: null }),
    ...routes,
  });
  renderAt(
    `/applications/${kId}`,
    <SwipesProvider userId={kUser.id}>
      <Routes>
        <Route path="/applications/:id" element={<Detail />} />
      </Routes>
    </SwipesProvider>,
  );
  return seen;
}

describe('an application', () => {
  it('shows its history, the answers and where each came from, and the posting as it was', async () => {
    open({ status: 'COMPLETED', finishedAt: '2026-11-24T12:00:00Z' });
    expect(await screen.findByTestId('application-state')).toHaveAttribute('data-status', 'COMPLETED');
    expect(screen.getByText('You swiped right')).toBeInTheDocument();
    expect(screen.getByText('Your profile')).toBeInTheDocument();
    expect(screen.getByText('Language model, 91% sure')).toBeInTheDocument();
    expect(screen.getByText('As you saw it')).toBeInTheDocument();
  });

  it('enlarges a screenshot', async () => {
    open({ status: 'COMPLETED' });
    expect(await screen.findByTestId('evidence-image')).toHaveAttribute('src', `/api/applications/${kId}/evidence/1`);
    await userEvent.click(screen.getByRole('button', { name: 'Enlarge: Confirmation' }));
    expect(within(screen.getByRole('dialog')).getByText(/f00d/)).toBeInTheDocument();
  });

  it('reads the automation log only when it is opened', async () => {
    const seen = open({ status: 'COMPLETED' });
    await screen.findByTestId('application-state');
    expect(seen.some(({ path }) => path.endsWith('/logs'))).toBe(false);
    const summary = screen.getByText('Step by step');
    const details = summary.closest('details')!;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    expect(await screen.findByText('Opened the page')).toBeInTheDocument();
  });

  it('asks before it cancels, and stays when the server refuses', async () => {
    open({ status: 'PROCESSING' }, { [`POST /api/applications/${kId}/cancel`]: () => problem(409, 'already_granted', 'It is being sent.') });
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Cancel it' }));
    await waitFor(() => expect(within(screen.getByRole('dialog')).getByText(/It is being sent\./)).toBeInTheDocument());
  });

  it('offers no action that its state does not allow', async () => {
    open({ status: 'COMPLETED' });
    await screen.findByTestId('application-state');
    expect(screen.queryByRole('button', { name: /cancel|try again/i })).toBeNull();
    expect(screen.queryByLabelText('Priority')).toBeNull();
  });

  it('says so when it is not there', async () => {
    open({}, { [`GET /api/applications/${kId}`]: () => problem(404, 'not_found', 'There is no such application.') });
    expect(await screen.findByText(/There is no such application\./)).toBeInTheDocument();
  });
});
