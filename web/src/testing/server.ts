import { vi } from 'vitest';

import type { Application, Event, JobCard, Profile, Resume, Settings } from '../api/types.ts';

/** A request as a test wants to see it. */
export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

export type Answer = Response | object | null | undefined;
type Handler = (seen: Seen) => Answer | Promise<Answer>;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

export function problem(status: number, code: string, detail: string, more: object = {}, headers: Record<string, string> = {}): Response {
  return json(status, { type: `urn:jobswipe:problem:${code}`, title: code, status, detail, code, ...more }, { 'Content-Type': 'application/problem+json', ...headers });
}

/**
 * Puts a server in place of `fetch`. Routes are `METHOD /path`; a plain object is answered with 200, null with 204. A request
 * that no route knows fails the test loudly. Gives the list of what was asked, in order.
 */
export function serve(routes: Record<string, Handler>): Seen[] {
  const seen: Seen[] = [];
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const url = new URL(request.url);
    const text = await request.text();
    let body: unknown = text;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      body = text;
    }
    const entry: Seen = { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, body };
    seen.push(entry);
    const handler = routes[`${entry.method} ${entry.path}`];
    if (handler === undefined) throw new Error(`The test's server does not know ${entry.method} ${entry.path}`);
    const answer = await handler(entry);
    if (answer instanceof Response) return answer;
    return answer === null || answer === undefined ? new Response(null, { status: 204 }) : json(200, answer);
  });
  return seen;
}

export const kUser = { id: '11111111-1111-4111-8111-111111111111', email: 'ada@example.org', plan: 'free' as const, createdAt: '2026-01-01T00:00:00Z' };

export const kProfile: Profile = { firstName: 'Ada', lastName: 'Okafor', email: 'ada@example.org' };

export const kResume: Resume = {
  id: '22222222-2222-4222-8222-222222222222',
  name: 'ada.pdf',
  contentType: 'application/pdf',
  bytes: 1000,
  sha256: 'a'.repeat(64),
  isDefault: true,
  createdAt: '2026-01-01T00:00:00Z',
};

export const kSettings: Settings = {
  confirmSwipe: 'never', defaultPriority: 5, dailyLimit: null, timeZone: 'UTC', desktopQuietHours: null, notificationQuietHours: null,
  notifications: { applied: true, failed: true, review: true, desktop_silent: true, reminder: true }, reviewBeforeSubmit: 'unsure', portalPauseSeconds: 0,
  version: 0, updatedAt: null,
};

export function jobCard(number: number, more: Partial<JobCard> = {}): JobCard {
  return {
    id: `33333333-3333-4333-8333-${String(number).padStart(12, '0')}`,
    title: `Job ${number}`,
    company: `Company ${number}`,
    locations: ['Berlin'],
    applyUrl: 'https://careers.example.org/1',
    postedAt: '2026-11-20T00:00:00Z',
    ...more,
  };
}

export function application(more: Partial<Application> = {}): Application {
  return {
    id: '44444444-4444-4444-8444-444444444444',
    jobId: '33333333-3333-4333-8333-000000000001',
    title: 'Job 1',
    company: 'Company 1',
    applyUrl: 'https://careers.example.org/1',
    status: 'QUEUED',
    priority: 5,
    attempts: 0,
    maxAttempts: 3,
    createdAt: '2026-11-20T00:00:00Z',
    updatedAt: '2026-11-20T00:00:00Z',
    ...more,
  };
}

export function event(seq: number, type: Event['type'] = 'application.queued', more: Partial<Event> = {}): Event {
  return {
    cursor: `1:${seq}`,
    seq,
    type,
    applicationId: '44444444-4444-4444-8444-444444444444',
    data: {},
    actor: 'server',
    at: '2026-11-20T00:00:00Z',
    ...more,
  };
}
