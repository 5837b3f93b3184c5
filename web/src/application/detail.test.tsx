import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';

import type { Application, ApplicationDetail } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { application, event, jobCard, kResume, kUser, problem, serve, type Answer, type Seen } from '../testing/server.ts';
import Detail from './detail.tsx';

const kId = application().id;

function open(more: Partial<Application> = {}, routes: Record<string, (seen: Seen) => Answer> = {}, detail: Partial<ApplicationDetail> = {}) {
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
      note: { text: '', version: 0, updatedAt: null },
      reminders: [],
      similarApplications: [],
      ...detail,
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

const kReminder = '66666666-6666-4666-8666-666666666666';
const puts = (seen: Seen[]) => seen.filter(({ method }) => method === 'PUT' || method === 'DELETE').map(({ method, path, body }) => [method, path.split(kId)[1], body]);

describe('what the person keeps about an application', () => {
  it('is its outcome, once the employer has it', async () => {
    const seen = open({ status: 'COMPLETED' }, { [`PUT /api/applications/${kId}/outcome`]: ({ body }) => ({ ...application({ status: 'COMPLETED' }), ...(body as object) }) });
    await userEvent.click(await screen.findByRole('radio', { name: 'Interview' }));
    await waitFor(() => expect(puts(seen)).toEqual([['PUT', '/outcome', { outcome: { kind: 'interview', on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string } }]]));
  });

  it('is no outcome before that', async () => {
    open({ status: 'QUEUED' });
    await screen.findByTestId('application-state');
    expect(screen.queryByRole('radio', { name: 'Interview' })).toBeNull();
  });

  it('is a note; one that another device has changed is shown beside what was typed', async () => {
    let text = 'From the phone';
    const seen = open(
      {},
      {
        [`PUT /api/applications/${kId}/note`]: () => {
          text = 'From the desktop';
          return problem(409, 'conflict', 'The note has changed on another device since it was read.');
        },
      },
      { get note() { return { text, version: 3, updatedAt: '2026-11-24T12:00:00Z' }; } },
    );
    const field = await screen.findByLabelText('Only you see it');
    await userEvent.type(field, '!');
    await userEvent.click(screen.getByRole('button', { name: 'Save the note' }));
    expect(await screen.findByText(/has changed on another device/)).toBeInTheDocument();
    expect(puts(seen)).toEqual([['PUT', '/note', { text: 'From the phone!', version: 3 }]]);
    expect(field).toHaveValue('From the phone!');
  });

  it('is reminders: set, done, removed', async () => {
    const seen = open(
      {},
      {
        [`PUT /api/applications/${kId}/reminders/${kReminder}`]: ({ body }) => ({ id: kReminder, applicationId: kId, notifiedAt: null, createdAt: '', updatedAt: '', ...(body as object) }),
        [`DELETE /api/applications/${kId}/reminders/${kReminder}`]: () => null,
      },
      { reminders: [{ id: kReminder, applicationId: kId, text: 'Call them', dueAt: '2026-11-01T09:00:00Z', done: false, notifiedAt: null, createdAt: '', updatedAt: '' }] },
    );
    await userEvent.click(await screen.findByRole('checkbox', { name: /Call them/ }));
    await waitFor(() => expect(puts(seen)).toEqual([['PUT', `/reminders/${kReminder}`, { text: 'Call them', dueAt: '2026-11-01T09:00:00Z', done: true }]]));
    await userEvent.click(screen.getByRole('button', { name: 'Remove: Call them' }));
    await waitFor(() => expect(puts(seen)[1]).toEqual(['DELETE', `/reminders/${kReminder}`, undefined]));
    expect(screen.getByRole('button', { name: 'Remind me' })).toBeDisabled();
  });

  it('is warned of when it went to the same employer before', async () => {
    open({}, {}, { similarApplications: [{ id: kReminder, jobId: kReminder, title: 'Job 1', company: 'Company 1', status: 'COMPLETED', sameTitle: true, outcome: { kind: 'rejected', on: '2026-10-02' }, createdAt: '2026-09-01T00:00:00Z' }] });
    expect(await screen.findByText(/once for what may be the same position/)).toBeInTheDocument();
    expect(screen.getByText(/Rejected, Oct 2, 2026/)).toBeInTheDocument();
  });
});
