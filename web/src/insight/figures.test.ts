// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { application } from '../testing/server.ts';
import { figuresOf, weekOf } from './figures.ts';

const kNow = Date.parse('2026-11-24T12:00:00Z');

describe('the figures', () => {
  it('count each stage of the way, and how long it took', () => {
    const figures = figuresOf(
      [
        application({ id: '1', status: 'COMPLETED', attempts: 1, createdAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:10:00Z', applyUrl: 'https://www.a.example/1' }),
        application({ id: '2', status: 'COMPLETED', attempts: 1, createdAt: '2026-11-16T10:00:00Z', finishedAt: '2026-11-16T10:30:00Z', applyUrl: 'https://a.example/2' }),
        application({ id: '3', status: 'FAILED', attempts: 3, createdAt: '2026-11-16T10:00:00Z', applyUrl: 'https://b.example/3' }),
        application({ id: '4', status: 'QUEUED', attempts: 0, createdAt: '2020-01-01T10:00:00Z' }),
        application({ id: '5', status: 'CANCELLED', attempts: 0, createdAt: '2026-11-23T10:00:00Z' }),
      ],
      kNow,
    );
    expect(figures.funnel.map(({ count }) => count)).toEqual([5, 3, 2]);
    expect(figures).toMatchObject({ total: 5, waiting: 1, review: 0, failed: 1, cancelled: 1, medianMs: 20 * 60_000 });
    expect(figures.portals).toEqual([
      { portal: 'a.example', sent: 2, failed: 0 },
      { portal: 'b.example', sent: 0, failed: 1 },
    ]);
    expect(figures.weeks.slice(-2)).toEqual([
      { start: '2026-11-16', swiped: 2, sent: 1 },
      { start: '2026-11-23', swiped: 2, sent: 1 },
    ]);
  });

  it('begin a week on Monday', () => {
    expect(weekOf(Date.parse('2026-11-22T12:00:00'))).toBe('2026-11-16');
    expect(weekOf(Date.parse('2026-11-23T12:00:00'))).toBe('2026-11-23');
  });

  it('say nothing of a time that there is not', () => {
    expect(figuresOf([], kNow)).toMatchObject({ total: 0, medianMs: null, portals: [] });
  });
});
