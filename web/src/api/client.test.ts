import { describe, expect, it, vi } from 'vitest';

import { json, problem, serve } from '../testing/server.ts';
import { api, onSignedOut, take } from './client.ts';
import { explain, parseRetryAfter, pointerToField, Problem } from './problem.ts';

describe('the client', () => {
  it('gives the body of an answer', async () => {
    serve({ 'GET /api/profile': () => ({ profile: { firstName: 'Ada' }, version: 3 }) });
    expect((await take(api.GET('/api/profile', {}))).profile.firstName).toBe('Ada');
  });

  it('throws the server’s problem with its places', async () => {
    serve({ 'PUT /api/profile': () => problem(400, 'invalid', 'The profile is not valid.', { errors: [{ pointer: '/address/city', reason: 'too long' }] }) });
    const error = await take(api.PUT('/api/profile', { body: {} })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ status: 400, code: 'invalid', errors: [{ pointer: '/address/city', reason: 'too long' }], temporary: false });
    expect(explain(error)).toBe('The profile is not valid. address.city: too long');
  });

  it('makes a usable problem of a proxy’s page', async () => {
    serve({ 'GET /api/profile': () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }) });
    const error = await take(api.GET('/api/profile', {})).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 502, temporary: true });
  });

  it('says that the server cannot be reached when nothing answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = await take(api.GET('/api/profile', {})).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 0, code: 'unreachable', temporary: true });
  });

  it('renews the session by cookie and repeats', async () => {
    let valid = false;
    const seen = serve({
      'GET /api/session': () => (valid ? { user: {} } : problem(401, 'unauthenticated', 'Log in.')),
      'POST /api/auth/refresh': () => {
        valid = true;
        return json(200, {});
      },
    });
    await take(api.GET('/api/session', {}));
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/session', 'POST /api/auth/refresh', 'GET /api/session']);
    expect(seen[1]?.headers.get('X-JobSwipe-Client')).toBe('web');
    expect(seen[1]?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('tells the app when the session is over', async () => {
    serve({ 'GET /api/session': () => problem(401, 'unauthenticated', 'Log in.'), 'POST /api/auth/refresh': () => problem(401, 'unauthenticated', 'Log in.') });
    const over = vi.fn();
    const stop = onSignedOut(over);
    await expect(take(api.GET('/api/session', {}))).rejects.toMatchObject({ status: 401 });
    expect(over).toHaveBeenCalledTimes(1);
    stop();
  });
});

describe('problems', () => {
  it('read Retry-After as seconds or as a date', () => {
    expect(parseRetryAfter('3')).toBe(3000);
    expect(parseRetryAfter('Tue, 24 Nov 2026 12:00:10 GMT', Date.parse('2026-11-24T12:00:00Z'))).toBe(10_000);
    expect(parseRetryAfter('soon')).toBeNull();
    expect(parseRetryAfter(null)).toBeNull();
  });

  it('turn a JSON Pointer into a field’s name', () => {
    expect(pointerToField('/address/city')).toBe('address.city');
    expect(pointerToField('/employment/0/title')).toBe('employment.0.title');
    expect(pointerToField('/a~1b/c~0d')).toBe('a/b.c~d');
  });
});
