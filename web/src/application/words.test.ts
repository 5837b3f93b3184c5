import { describe, expect, it } from 'vitest';

import { application, event } from '../testing/server.ts';
import { allowed } from './actions.tsx';
import { condense } from './detail.tsx';
import { eventWords, nextLine, statusLine } from './words.ts';

const kNow = Date.parse('2026-11-24T12:00:00Z');

describe('the words for where an application stands', () => {
  it('say why it waits', () => {
    const waiting = application({ position: 2 });
    expect(statusLine(waiting, { online: false, paired: true, lastSeenAt: '2026-11-24T09:00:00Z' }, kNow)).toBe('Waiting for your desktop, last seen 3 hours ago');
    expect(statusLine(waiting, { online: false, paired: false }, kNow)).toBe('Waiting: pair a desktop to begin');
    expect(statusLine(waiting, { online: true, paired: true }, kNow)).toBe('Waiting for its turn');
    expect(statusLine({ ...waiting, position: 1 }, { online: true, paired: true }, kNow)).toBe('Next on your desktop');
    const later = application({ attempts: 1, availableAt: '2026-11-24T12:05:00Z' });
    expect(statusLine(later, { online: true, paired: true }, kNow)).toBe('Tries again in 5 minutes, attempt 2 of 3');
  });

  it('say what the desktop does', () => {
    expect(statusLine(application({ status: 'PROCESSING', progress: { step: 'filling' } }), undefined, kNow)).toBe('Filling in the form on your desktop…');
    expect(statusLine(application({ status: 'PROCESSING', cancelRequested: true }), undefined, kNow)).toBe('Stopping on your desktop…');
  });

  it('say what the desktop waits for its person to do, and where', () => {
    const waiting = application({ status: 'PROCESSING', progress: { step: 'opening', waitsFor: 'captcha' } });
    expect(statusLine(waiting, undefined, kNow)).toBe('Waits for you at your desktop: a captcha');
    expect(nextLine(waiting, undefined, kNow)).toMatch(/^Do it in the window/);
    expect(eventWords(event(1, 'application.progress', { data: { progress: waiting.progress } }))).toBe('Waits for you at your desktop: a captcha');
    expect(statusLine({ ...waiting, progress: { step: 'opening', waitsFor: 'dance' as never } }, undefined, kNow)).toBe('Waits for you at your desktop');
  });

  it('say how it ended', () => {
    expect(statusLine(application({ status: 'COMPLETED', finishedAt: '2026-11-24T11:00:00Z' }), undefined, kNow)).toBe('Sent 1 hour ago');
    expect(statusLine(application({ status: 'FAILED', failure: { kind: 'posting_closed', detail: '' } }), undefined, kNow)).toBe('The posting is closed');
  });

  it('survive a failure that a newer server invented', () => {
    expect(statusLine(application({ status: 'FAILED', failure: { kind: 'moon' as never, detail: '' } }), undefined, kNow)).toBe('It did not work');
    expect(eventWords(event(1, 'application.failed', { data: {} }))).toBe('Ended: it did not work');
  });
});

describe('what may be done', () => {
  it('never offers a retry while the outcome is unknown', () => {
    const unknown = application({ status: 'NEEDS_REVIEW', failure: { kind: 'outcome_unknown', detail: '' } });
    expect(allowed(unknown)).toEqual({ cancel: false, retry: false, priority: false });
  });

  it('never offers to cancel what may already be sent or has ended', () => {
    expect(allowed(application({ status: 'PROCESSING', submitGrantedAt: '2026-11-24T12:00:00Z' })).cancel).toBe(false);
    expect(allowed(application({ status: 'PROCESSING' })).cancel).toBe(true);
    for (const status of ['COMPLETED', 'CANCELLED', 'FAILED'] as const) expect(allowed(application({ status })).cancel).toBe(false);
  });

  it('offers to retry only what has failed or waits for a person', () => {
    for (const status of ['PENDING', 'QUEUED', 'CLAIMED', 'PROCESSING', 'COMPLETED', 'CANCELLED'] as const) expect(allowed(application({ status })).retry).toBe(false);
    expect(allowed(application({ status: 'FAILED' })).retry).toBe(true);
  });
});

describe('a history', () => {
  it('shows a run of progress as its last line', () => {
    const events = [event(1, 'application.claimed'), event(2, 'application.progress'), event(3, 'application.progress'), event(4, 'application.completed'), event(5, 'application.progress')];
    expect(condense(events).map(({ seq }) => seq)).toEqual([1, 3, 4, 5]);
  });
});
