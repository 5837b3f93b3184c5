import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Application, Question, SavedAnswer } from '../api/types.ts';
import { renderAt } from '../testing/render.tsx';
import { SwipesProvider } from '../outbox/provider.tsx';
import { answersQuery } from '../api/queries.ts';
import { application, kUser, problem, serve, type Answer } from '../testing/server.ts';
import { ReviewForm } from './form.tsx';
import { controlOf, toAnswers } from './questions.ts';

const kBase = '/api/applications/44444444-4444-4444-8444-444444444444';

function open(more: Partial<Application>, answer: () => Answer = () => application(), saved: SavedAnswer[] = []) {
  const seen = serve({
    'GET /api/applications/queue': () => ({ applications: [], nextCursor: null, counts: {}, cursor: '1:1', desktop: { online: true, paired: true } }),
    [`POST ${kBase}/answers`]: answer,
    [`POST ${kBase}/resolve`]: answer,
    [`POST ${kBase}/retry`]: answer,
    [`POST ${kBase}/cancel`]: () => application({ status: 'CANCELLED' }),
  });
  renderAt(
    '/review',
    <SwipesProvider userId={kUser.id}>
      <ReviewForm application={application({ status: 'NEEDS_REVIEW', ...more })} />
    </SwipesProvider>,
    (client) => client.setQueryData(answersQuery.queryKey, { answers: saved }),
  );
  return seen;
}

const kQuestions: Question[] = [
  { id: 'a', label: 'Why us? [required]', kind: 'textarea', required: true },
  { id: 'b', label: 'Years of C++', kind: 'select', required: true, options: ['None', '1–2', '3–5'] },
  { id: 'c', label: 'Shifts', kind: 'checkboxes', options: ['Morning', 'Night'] },
  { id: 'd', label: 'Over 18?', kind: 'checkbox', required: true },
  { id: 'e', label: 'Notice in days', kind: 'number' },
];

describe('questions in review', () => {
  it('are answered all at once, each in its own kind', async () => {
    const seen = open({ questions: kQuestions, failure: { kind: 'question_unanswered', detail: '' } });
    await userEvent.type(screen.getByLabelText('Why us? [required]'), 'It is quiet.');
    await userEvent.click(screen.getByLabelText('3–5'));
    await userEvent.click(screen.getByLabelText('Night'));
    await userEvent.click(within(screen.getByRole('group', { name: 'Over 18?' })).getByLabelText('Yes'));
    await userEvent.type(screen.getByLabelText(/Notice in days/), '30');
    await userEvent.click(screen.getByTestId('review-submit'));
    await waitFor(() => expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1));
    expect(seen[0]?.body).toEqual({
      save: true,
      answers: [
        { question: 'Why us? [required]', answer: 'It is quiet.' },
        { question: 'Years of C++', answer: '3–5' },
        { question: 'Shifts', answer: ['Night'] },
        { question: 'Over 18?', answer: true },
        { question: 'Notice in days', answer: 30 },
      ],
    });
    expect(seen[0]?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('are not sent while a required one is open; a blank is no answer', async () => {
    const seen = open({ questions: kQuestions });
    await userEvent.type(screen.getByLabelText('Why us? [required]'), '   ');
    await userEvent.click(screen.getByTestId('review-submit'));
    expect(await screen.findAllByText('The form requires an answer.')).toHaveLength(3);
    expect(seen).toEqual([]);
  });

  it('are kept out of the saved answers when the person says so', async () => {
    const seen = open({ questions: [kQuestions[0]!] });
    await userEvent.type(screen.getByLabelText('Why us? [required]'), 'x');
    await userEvent.click(screen.getByLabelText(/Remember for other applications/));
    await userEvent.click(screen.getByTestId('review-submit'));
    await waitFor(() => expect(seen[0]?.body).toMatchObject({ save: false }));
  });

  it('stay on the screen with the server’s reason when it refuses', async () => {
    open({ questions: [kQuestions[0]!] }, () => problem(409, 'wrong_state', 'It is no longer waiting for you.'));
    await userEvent.type(screen.getByLabelText('Why us? [required]'), 'x');
    await userEvent.click(screen.getByTestId('review-submit'));
    expect(await screen.findByText(/It is no longer waiting for you\./)).toBeInTheDocument();
    expect(screen.getByLabelText('Why us? [required]')).toHaveValue('x');
  });

  it('never ask for a password or a file here', () => {
    open({ questions: [{ id: 'p', label: 'Password', kind: 'password', required: true }] });
    expect(screen.queryByLabelText('Password')).toBeNull();
    expect(screen.getByRole('button', { name: 'Done there, try again' })).toBeInTheDocument();
  });
});

describe('answers that would be sent', () => {
  const questions: Question[] = [
    { id: 'a', label: 'City', kind: 'text', required: true, suggestion: 'Bonn', reason: 'This will be sent.' },
    { id: 'b', label: 'Years of C++', kind: 'select', options: ['None', '1–2', '3–5'], suggestion: '3–5', reason: 'Please check this answer before it is sent.' },
  ];

  it('are read, changed where wrong, and confirmed; they stay with this application', async () => {
    const seen = open({ questions, failure: { kind: 'question_unanswered', detail: '' } }, undefined, [{ question: 'City', answer: 'Paris' }]);
    expect(screen.getByLabelText('City')).toHaveValue('Bonn');
    expect(screen.getByText('This will be sent.')).toBeInTheDocument();
    expect(screen.getByText('Please check this answer before it is sent.')).toBeInTheDocument();
    await userEvent.click(screen.getByLabelText('1–2'));
    await userEvent.click(screen.getByRole('button', { name: 'Send these answers' }));
    await waitFor(() => expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1));
    expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({
      save: false,
      answers: [
        { question: 'City', answer: 'Bonn' },
        { question: 'Years of C++', answer: '1–2' },
      ],
    });
  });

  it('leave a reason in the form’s own words as it is', () => {
    open({ questions: [{ ...questions[0]!, reason: 'the form did not keep the answer' }] });
    expect(screen.getByText('the form did not keep the answer')).toBeInTheDocument();
  });
});

describe('a question that was answered elsewhere', () => {
  it('is filled in, and nothing typed here is overwritten', () => {
    open({ questions: [kQuestions[1]!, kQuestions[3]!, kQuestions[4]!] }, undefined, [
      { question: 'years of c++ *', answer: '3–5' },
      { question: 'Over 18', answer: true },
    ]);
    expect(screen.getByLabelText('3–5')).toBeChecked();
    expect(within(screen.getByRole('group', { name: 'Over 18?' })).getByLabelText('Yes')).toBeChecked();
    expect(screen.getByLabelText(/Notice in days/)).toHaveValue(null);
  });
});

describe('an answer without a network', () => {
  it('is kept on this device, and the form gives way', async () => {
    open({ questions: [kQuestions[0]!] }, () => Promise.reject(new TypeError('Failed to fetch')));
    await userEvent.type(screen.getByLabelText('Why us? [required]'), 'x');
    await userEvent.click(screen.getByTestId('review-submit'));
    expect(await screen.findByText(/Your answer is kept on this device/)).toBeInTheDocument();
  });
});

describe('an unknown outcome', () => {
  it('is settled as sent only after asking once more', async () => {
    const seen = open({ failure: { kind: 'outcome_unknown', detail: 'Closed after the click.' } });
    expect(screen.queryByRole('button', { name: /try again/i })).toBeNull();
    await userEvent.click(screen.getByTestId('resolve-sent'));
    expect(seen).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Yes, it was sent' }));
    await waitFor(() => expect(seen[0]?.body).toEqual({ outcome: 'sent' }));
  });

  it('warns that "not sent" may send twice', async () => {
    const seen = open({ failure: { kind: 'outcome_unknown', detail: '' } });
    await userEvent.click(screen.getByTestId('resolve-not-sent'));
    expect(screen.getByText(/the employer gets two/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Yes, send it' }));
    await waitFor(() => expect(seen[0]?.body).toEqual({ outcome: 'not_sent' }));
  });
});

describe('an obstacle', () => {
  it('is explained, and can be tried again or given up', async () => {
    const seen = open({ failure: { kind: 'captcha', detail: 'hCaptcha on page 2.' } });
    expect(screen.getByText('hCaptcha on page 2.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'I am at the desktop: try again' }));
    await waitFor(() => expect(seen.some(({ path }) => path === `${kBase}/retry`)).toBe(true));
    await userEvent.click(await screen.findByRole('button', { name: 'Do not apply' }));
    await userEvent.click(screen.getByRole('button', { name: 'Give it up' }));
    await waitFor(() => expect(seen.some(({ path }) => path === `${kBase}/cancel`)).toBe(true));
  });
});

describe('the kinds of questions', () => {
  it('fold into controls that a phone has', () => {
    const kind = (kind: Question['kind'], options?: string[]) => controlOf({ id: '1', label: 'x', kind, ...(options ? { options } : {}) });
    expect(kind('select', ['a'])).toBe('choice');
    expect(kind('select')).toBe('text');
    expect(kind('radio', ['a', 'b'])).toBe('choice');
    expect(kind('multiselect', ['a'])).toBe('choices');
    expect(kind('checkbox')).toBe('yesno');
    expect(kind('checkbox', ['a', 'b'])).toBe('choices');
    expect(kind('unknown')).toBe('text');
    expect(kind('phone')).toBe('tel');
    expect(kind('file')).toBe('desktop');
  });

  it('leave unanswered questions out', () => {
    expect(toAnswers(kQuestions, { q0: ' ', q2: [], q3: 'no' })).toEqual([{ question: 'Over 18?', answer: false }]);
  });
});
