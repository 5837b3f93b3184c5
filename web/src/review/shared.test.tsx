import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Application, Question } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { application, kUser, serve, type Seen } from '../testing/server.ts';
import ReviewScreen from './review.tsx';
import { batches, sharedQuestions } from './shared.ts';

const why: Question = { id: 'a', label: 'Why us?', kind: 'textarea', required: true };
const years: Question = { id: 'b', label: 'Years of C++', kind: 'number', required: true };
const id = (number: number) => `44444444-4444-4444-8444-00000000000${number}`;

function asking(number: number, ...questions: Question[]): Application {
  return application({ id: id(number), title: `Job ${number}`, company: `Company ${number}`, status: 'NEEDS_REVIEW', epoch: number, failure: { kind: 'question_unanswered', detail: '' }, questions });
}

describe('questions that several applications ask', () => {
  it('leave out what was drafted for one employer: nobody else gets those words', () => {
    const drafted = { ...why, suggestion: 'Because Company 1 is quiet.' };
    const all = [asking(1, drafted), asking(2, why), asking(3, drafted, years)];
    expect(sharedQuestions(all)).toEqual([]);
    expect(sharedQuestions([...all, asking(4, why)])).toEqual([{ question: why, ids: [id(2), id(4)] }]);
    expect(batches(all, [why], [{ question: 'Why us?', answer: 'Quiet.' }])).toEqual([{ ids: [id(2)], answers: [{ question: 'Why us?', answer: 'Quiet.' }] }]);
  });

  it('are one only when the choices are the same too', () => {
    const choice = (...options: string[]): Question => ({ id: 'c', label: 'Notice', kind: 'select', options });
    expect(sharedQuestions([asking(1, why, choice('1', '2')), asking(2, { ...why, id: 'z', label: ' why us *' }, choice('1', '3'))]).map(({ question }) => question.label)).toEqual(['Why us?']);
  });

  it('give each application the answers that its own form asks for, in its own words', () => {
    const all = [asking(1, why), asking(2, { ...why, label: 'Why us? *' }), asking(3, why, years), asking(4, why)];
    expect(batches(all, [why], [{ question: 'Why us?', answer: 'Quiet.' }])).toEqual([
      { ids: [id(1), id(4)], answers: [{ question: 'Why us?', answer: 'Quiet.' }] },
      { ids: [id(2)], answers: [{ question: 'Why us? *', answer: 'Quiet.' }] },
    ]);
  });
});

function open(rows: Application[], more: Record<string, (seen: Seen) => object> = {}) {
  const seen = serve({
    'GET /api/applications/queue': () => ({ applications: rows, nextCursor: null, counts: { NEEDS_REVIEW: rows.length }, cursor: '1:1', desktop: { online: true, paired: true } }),
    'GET /api/answers': () => ({ answers: [] }),
    'POST /api/applications/bulk': (request) => ({ results: (request.body as { ids: string[] }).ids.map((one) => ({ id: one, ok: true, status: 'QUEUED' })) }),
    ...more,
  });
  renderAt(
    '/review',
    <SwipesProvider userId={kUser.id}>
      <ReviewScreen />
    </SwipesProvider>,
  );
  return seen;
}

describe('the review inbox', () => {
  it('shows what would be sent apart from what is asked, each with its own words', async () => {
    open([asking(1, { ...why, suggestion: 'One.' }), asking(2, { ...why, suggestion: 'Two.' }), asking(3, years)]);
    const reading = within(await screen.findByRole('region', { name: 'Read before it is sent' }));
    expect(reading.getAllByLabelText('Why us?').map((field) => (field as HTMLTextAreaElement).value)).toEqual(['One.', 'Two.']);
    expect(within(screen.getByRole('region', { name: 'Questions' })).getAllByTestId('review-item')).toHaveLength(1);
    expect(screen.queryByTestId('shared-questions')).toBeNull();
  });

  it('answers a question once for all that ask it', async () => {
    const seen = open([asking(1, why), asking(2, why)]);
    const form = within(await screen.findByTestId('shared-questions'));
    await userEvent.type(form.getByLabelText('Why us?'), 'Quiet.');
    await userEvent.click(form.getByTestId('shared-submit'));
    expect(await screen.findByText('2 applications go on.')).toBeInTheDocument();
    expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({ action: 'answer', ids: [id(1), id(2)], answers: [{ question: 'Why us?', answer: 'Quiet.' }], save: true });
  });

  it('settles the unknown outcomes that are chosen, each for its own attempt, after asking once more', async () => {
    const unknown = (number: number) => ({ ...asking(number), failure: { kind: 'outcome_unknown' as const, detail: '' } });
    const seen = open([unknown(1), unknown(2), unknown(3)], {
      [`POST /api/applications/${id(1)}/resolve`]: () => application({ id: id(1) }),
      [`POST /api/applications/${id(3)}/resolve`]: () => application({ id: id(3) }),
    });
    await userEvent.click(await screen.findByTestId('settle-several'));
    await userEvent.click(screen.getByRole('checkbox', { name: /Job 1/ }));
    await userEvent.click(screen.getByRole('checkbox', { name: /Job 3/ }));
    await userEvent.click(screen.getByRole('button', { name: 'They were sent' }));
    expect(seen.filter(({ method }) => method === 'POST')).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Yes, they were sent' }));
    await waitFor(() => expect(seen.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([{ outcome: 'sent', epoch: 1 }, { outcome: 'sent', epoch: 3 }]));
  });
});
