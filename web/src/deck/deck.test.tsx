import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { JobDetails, Settings } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { jobCard, kProfile, kResume, kSettings, kUser, problem, serve, type Answer, type Seen } from '../testing/server.ts';
import Deck from './deck.tsx';

interface Options {
  jobs?: number;
  resumes?: boolean;
  right?: (seen: Seen) => Answer;
  undo?: (seen: Seen) => Answer;
  path?: string;
  settings?: Partial<Settings>;
  questions?: JobDetails['openQuestions'];
}

function open({ jobs = 3, resumes = true, right, undo, path = '/', settings = {}, questions = [] }: Options = {}) {
  const seen = serve({
    'GET /api/jobs/deck': ({ query }) => {
      const from = Number(query.get('cursor') ?? 0);
      const all = Array.from({ length: jobs }, (_, index) => jobCard(index + 1));
      return { jobs: all.slice(from, from + 20), nextCursor: from + 20 < jobs ? String(from + 20) : null };
    },
    'GET /api/profile': () => ({ profile: kProfile, version: 1 }),
    'GET /api/resumes': () => ({ resumes: resumes ? [kResume] : [] }),
    'GET /api/settings': () => ({ ...kSettings, ...settings }),
    'GET /api/answers': () => ({ answers: [] }),
    'PATCH /api/settings': () => ({ ...kSettings, ...settings, confirmSwipe: 'never' }),
    'POST /api/jobs/swipe-right': right ?? (() => ({ id: 'x', status: 'PENDING', position: 1 })),
    'POST /api/jobs/swipe-left': () => null,
    'POST /api/jobs/undo': undo ?? ((request) => ({ jobId: (request.body as { jobId: string }).jobId, undone: 'swipe_right' })),
    'GET /api/jobs/33333333-3333-4333-8333-000000000001': () => ({ ...jobCard(1), descriptionHtml: '<p>All about it</p>', descriptionText: '', snapshotHash: 'x', similarApplications: [], openQuestions: questions }),
    'GET /api/blocked-employers': () => ({ employers: [] }),
  });
  const view = renderAt(
    path,
    <SwipesProvider userId={kUser.id}>
      <Deck />
    </SwipesProvider>,
  );
  const posts = () => seen.filter(({ method }) => method === 'POST').map(({ path: where, body }) => [where.split('/').at(-1), (body as { jobId: string }).jobId.at(-1)]);
  return { ...view, seen, posts };
}

const top = async () => (await screen.findByTestId('deck-card')).getAttribute('aria-label');
const expectTop = (name: string) => waitFor(() => expect(screen.getByTestId('deck-card')).toHaveAttribute('aria-label', name));

function pull(card: HTMLElement, dx: number, dy = 0) {
  Object.defineProperty(card, 'offsetWidth', { value: 360, configurable: true });
  const at = (x: number, y: number) => ({ button: 0, clientX: 100 + x, clientY: 100 + y, bubbles: true });
  fireEvent(card, pointer('pointerdown', at(0, 0), 0));
  for (let i = 1; i <= 4; i++) fireEvent(card, pointer('pointermove', at((dx * i) / 4, (dy * i) / 4), i));
  fireEvent(card, pointer('pointerup', at(dx, dy), 5));
}

/** jsdom has no PointerEvent of its own with a clock that can be set: a slow pull needs one. */
function pointer(type: string, init: object, tick: number): Event {
  const event = new MouseEvent(type, { cancelable: true, ...init });
  Object.defineProperties(event, { pointerId: { value: 1 }, isPrimary: { value: true }, timeStamp: { value: tick * 400 } });
  return event;
}

describe('the deck', () => {
  it('applies with the button: the card goes, the swipe is sent with a key, the next is on top', async () => {
    const { posts, seen } = open();
    expect(await top()).toBe('Job 1 at Company 1');
    await userEvent.click(screen.getByTestId('swipe-right'));
    await expectTop('Job 2 at Company 2');
    await waitFor(() => expect(posts()).toEqual([['swipe-right', '1']]));
    expect(seen.find(({ method }) => method === 'POST')?.headers.get('Idempotency-Key')).toBeTruthy();
    expect(screen.getByText('In your queue: Job 1, Company 1')).toBeInTheDocument();
  });

  it('asks before applying when the person wants that, with the usual priority, and no more when they say so', async () => {
    const { posts, seen } = open({ settings: { confirmSwipe: 'always', defaultPriority: 10 } });
    await top();
    await waitFor(() => expect(seen.some(({ path }) => path === '/api/settings')).toBe(true));
    await userEvent.click(screen.getByTestId('swipe-right'));
    expect(await screen.findByRole('radio', { name: 'First' })).toBeChecked();
    expect(posts()).toEqual([]);
    await userEvent.click(screen.getByLabelText('Ask me before each application'));
    await userEvent.click(screen.getByTestId('confirm-apply'));
    await waitFor(() => expect(posts()).toEqual([['swipe-right', '1']]));
    // Left as it was: the server gives it the default priority.
    expect(seen.find(({ method }) => method === 'POST')?.body).not.toHaveProperty('priority');
    await waitFor(() => expect(seen.find(({ method }) => method === 'PATCH')?.body).toEqual({ confirmSwipe: 'never' }));
  });

  it('keeps a fact that was asked ahead for all applications, and what was written freely for this one', async () => {
    const questions = [
      { label: 'Notice period in days', kind: 'number', required: true, options: [] },
      { label: 'Why us?', kind: 'textarea', required: false, options: [] },
    ];
    const { posts, seen } = open({ settings: { confirmSwipe: 'always' }, questions });
    await top();
    await waitFor(() => expect(seen.some(({ path }) => path === '/api/settings')).toBe(true));
    await userEvent.click(screen.getByTestId('swipe-right'));
    await userEvent.type(await screen.findByLabelText(/^Notice period/), '30');
    await userEvent.type(screen.getByLabelText(/^Why us/), 'Quiet');
    await userEvent.click(screen.getByTestId('confirm-apply'));
    await waitFor(() => expect(posts()).toEqual([['swipe-right', '1']]));
    expect(seen.find(({ method }) => method === 'POST')?.body).toMatchObject({ answers: [{ question: 'Notice period in days', answer: 30 }], customFields: { 'Why us?': 'Quiet' } });
  });

  it('passes with the button', async () => {
    const { posts } = open();
    await top();
    await userEvent.click(screen.getByTestId('swipe-left'));
    await waitFor(() => expect(posts()).toEqual([['swipe-left', '1']]));
  });

  it('follows the keys: right applies, left passes, u takes back', async () => {
    const { posts } = open();
    await top();
    await userEvent.keyboard('{ArrowRight}');
    await expectTop('Job 2 at Company 2');
    await userEvent.keyboard('{ArrowLeft}');
    await expectTop('Job 3 at Company 3');
    await waitFor(() => expect(posts()).toHaveLength(2));
    await userEvent.keyboard('u');
    await expectTop('Job 2 at Company 2');
    await userEvent.keyboard('{Backspace}');
    await expectTop('Job 1 at Company 1');
    await waitFor(() =>
      expect(posts()).toEqual([
        ['swipe-right', '1'],
        ['swipe-left', '2'],
        ['undo', '2'],
        ['undo', '1'],
      ]),
    );
  });

  it('leaves the keys to a field that is typed in', async () => {
    const { posts } = open();
    await top();
    await userEvent.click(screen.getByRole('button', { name: 'Filters' }));
    await userEvent.type(await screen.findByLabelText('Words'), 'u{ArrowRight}{Backspace}');
    expect(posts()).toEqual([]);
  });

  it('swipes when a card is pulled far enough, and puts it back when not', async () => {
    const { posts } = open();
    await top();
    const card = screen.getByTestId('deck-card');
    pull(card, 40);
    expect(card.style.transform).toBe('');
    expect(posts()).toEqual([]);
    pull(card, 150);
    await waitFor(() => expect(posts()).toEqual([['swipe-right', '1']]));
    await expectTop('Job 2 at Company 2');
    pull(screen.getByTestId('deck-card'), -150);
    await waitFor(() => expect(posts()).toHaveLength(2));
    expect(posts()[1]).toEqual(['swipe-left', '2']);
  });

  it('leaves a vertical pull to scrolling', async () => {
    const { posts } = open();
    await top();
    pull(screen.getByTestId('deck-card'), 60, 300);
    expect(posts()).toEqual([]);
  });

  it('brings the card back by the toast’s Undo', async () => {
    const { posts } = open();
    await top();
    await userEvent.click(screen.getByTestId('swipe-right'));
    await waitFor(() => expect(posts()).toHaveLength(1));
    await userEvent.click(within(screen.getByText(/^In your queue/).parentElement!).getByRole('button', { name: 'Undo' }));
    await expectTop('Job 1 at Company 1');
    await waitFor(() => expect(posts().at(-1)).toEqual(['undo', '1']));
  });

  it('brings the card back and says why when the server refuses the swipe', async () => {
    open({ right: () => problem(409, 'conflict', 'There is no such résumé.') });
    await top();
    await userEvent.click(screen.getByTestId('swipe-right'));
    expect(await screen.findByText(/Job 1 was not saved: There is no such résumé\./)).toBeInTheDocument();
    await expectTop('Job 1 at Company 1');
  });

  it('says that a posting was closed, and does not offer it again', async () => {
    open({ right: () => problem(409, 'posting_closed', 'The posting is closed.') });
    await top();
    await userEvent.click(screen.getByTestId('swipe-right'));
    expect(await screen.findByText(/Job 1 was not saved: The posting is closed\./)).toBeInTheDocument();
    await expectTop('Job 2 at Company 2');
  });

  it('lets the swipe stand when it is too late to take it back', async () => {
    open({ undo: () => problem(409, 'already_claimed', 'Your desktop has begun.') });
    await top();
    await userEvent.click(screen.getByTestId('swipe-right'));
    await expectTop('Job 2 at Company 2');
    await act(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
    });
    await userEvent.click(screen.getByTestId('undo'));
    expect(await screen.findByText(/Could not take back Job 1: Your desktop has begun\./)).toBeInTheDocument();
    await expectTop('Job 2 at Company 2');
  });

  it('explains what is missing instead of applying without a résumé, and leads there', async () => {
    const { posts } = open({ resumes: false });
    await top();
    await waitFor(() => expect(screen.getByTestId('swipe-right')).toBeEnabled());
    await userEvent.click(screen.getByTestId('swipe-right'));
    const dialog = await screen.findByRole('dialog', { name: 'A little more before you apply' });
    expect(within(dialog).getByRole('link', { name: 'a résumé' })).toHaveAttribute('href', '/settings/resumes');
    expect(posts()).toEqual([]);
    expect(screen.getByTestId('deck-card')).toHaveAttribute('aria-label', 'Job 1 at Company 1');
  });

  it('opens the posting with Enter, in the address, and closes it again', async () => {
    const { where } = open();
    await top();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('All about it')).toBeInTheDocument();
    expect(where()).toBe('/?job=33333333-3333-4333-8333-000000000001');
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(where()).toBe('/');
  });

  it('keeps filters in the address and asks the server by them', async () => {
    const { where, seen } = open();
    await top();
    await userEvent.click(screen.getByRole('button', { name: 'Filters' }));
    await userEvent.type(await screen.findByLabelText('Words'), 'design');
    await userEvent.click(screen.getByLabelText('Remote'));
    await userEvent.click(screen.getByRole('button', { name: 'Show jobs' }));
    await waitFor(() => expect(where()).toBe('/?q=design&workMode=remote'));
    await waitFor(() => expect(seen.some(({ query }) => query.get('q') === 'design' && query.get('workMode') === 'remote')).toBe(true));
    expect(screen.getByRole('button', { name: 'Filters, 2' })).toBeInTheDocument();
  });

  it('fetches the next page before the cards run out', async () => {
    const { seen } = open({ jobs: 25 });
    await top();
    const pages = () => seen.filter(({ path }) => path === '/api/jobs/deck').length;
    expect(pages()).toBe(1);
    for (let i = 0; i < 13; i++) await userEvent.keyboard('{ArrowLeft}');
    await waitFor(() => expect(pages()).toBe(2));
  });

  it('says so when there are no more', async () => {
    open({ jobs: 1 });
    await top();
    await userEvent.keyboard('{ArrowLeft}');
    expect(await screen.findByText('That was all, for now')).toBeInTheDocument();
  });

  it('reads only the top card aloud', async () => {
    const { container } = open();
    await top();
    const cards = [...container.querySelectorAll('article')];
    expect(cards).toHaveLength(3);
    expect(cards.filter((card) => card.getAttribute('aria-hidden') === 'false')).toHaveLength(1);
  });
});
