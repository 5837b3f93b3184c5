// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';

import type { RefreshOutcome } from './refresh.ts';
import { makeTransport } from './transport.ts';

function setup(answers: (Response | Error)[], outcomes: RefreshOutcome[] = []) {
  const sent: { key: string | null; client: string | null; body: string }[] = [];
  const slept: number[] = [];
  const onSignedOut = vi.fn();
  const refresh = vi.fn(() => Promise.resolve(outcomes.shift() ?? 'refused'));
  let keys = 0;
  const transport = makeTransport({
    fetch: async (request) => {
      sent.push({ key: request.headers.get('Idempotency-Key'), client: request.headers.get('X-JobSwipe-Client'), body: await request.text() });
      const answer = answers.shift();
      if (answer === undefined) throw new Error('asked too often');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    refresh,
    onSignedOut,
    newKey: () => `key-${++keys}`,
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  });
  return { transport, sent, slept, refresh, onSignedOut };
}

const kUrl = 'http://localhost/api/jobs/swipe-right';
const post = (headers: Record<string, string> = {}) => new Request(kUrl, { method: 'POST', body: '{"jobId":"1"}', headers });
const answer = (status: number, headers: Record<string, string> = {}) => new Response(status === 204 ? null : '{}', { status, headers });

describe('the transport', () => {
  it('gives every POST a key of its own and names the client', async () => {
    const { transport, sent } = setup([answer(201), answer(201)]);
    await transport(post());
    await transport(post());
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-2']);
    expect(sent.map(({ client }) => client)).toEqual(['web', 'web']);
  });

  it('leaves a key that the caller chose', async () => {
    const { transport, sent } = setup([answer(201)]);
    await transport(post({ 'Idempotency-Key': 'mine' }));
    expect(sent[0]?.key).toBe('mine');
  });

  it('sends neither with a read', async () => {
    const { transport, sent } = setup([answer(200)]);
    await transport(new Request('http://localhost/api/session'));
    expect(sent[0]).toMatchObject({ key: null, client: null });
  });

  it('names the client with PUT and DELETE too', async () => {
    const { transport, sent } = setup([answer(200), answer(204)]);
    await transport(new Request('http://localhost/api/profile', { method: 'PUT', body: '{}' }));
    await transport(new Request('http://localhost/api/account', { method: 'DELETE' }));
    expect(sent.map(({ client, key }) => [client, key])).toEqual([['web', null], ['web', null]]);
  });

  it('renews a lapsed session once and repeats with the same key and body', async () => {
    const { transport, sent, refresh, onSignedOut } = setup([answer(401), answer(201)], ['renewed']);
    const response = await transport(post());
    expect(response.status).toBe(201);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(sent).toEqual([
      { key: 'key-1', client: 'web', body: '{"jobId":"1"}' },
      { key: 'key-1', client: 'web', body: '{"jobId":"1"}' },
    ]);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('signs out when the renewal is refused', async () => {
    const { transport, onSignedOut } = setup([answer(401)], ['refused']);
    expect((await transport(post())).status).toBe(401);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });

  it('signs out when the renewed session is refused too, and asks no third time', async () => {
    const { transport, refresh, onSignedOut } = setup([answer(401), answer(401)], ['renewed', 'renewed']);
    expect((await transport(post())).status).toBe(401);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });

  it('keeps the session when the server cannot be asked for its renewal', async () => {
    const { transport, onSignedOut } = setup([answer(401)], ['unreachable']);
    await expect(transport(post())).rejects.toThrow(TypeError);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('takes a 401 from logging in as an answer', async () => {
    const { transport, refresh, onSignedOut } = setup([answer(401)]);
    const response = await transport(new Request('http://localhost/api/auth/login', { method: 'POST', body: '{}' }));
    expect(response.status).toBe(401);
    expect(refresh).not.toHaveBeenCalled();
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('waits as long as a 503 asks and repeats with the same key', async () => {
    const { transport, sent, slept } = setup([answer(503, { 'Retry-After': '2' }), answer(201)]);
    expect((await transport(post())).status).toBe(201);
    expect(slept).toEqual([2000]);
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-1']);
  });

  it('hands a 503 on when it lasts, or asks for a long wait', async () => {
    const lasting = setup([answer(503), answer(503), answer(503)]);
    expect((await lasting.transport(post())).status).toBe(503);
    const long = setup([answer(503, { 'Retry-After': '120' })]);
    expect((await long.transport(post())).status).toBe(503);
    expect(long.slept).toEqual([]);
  });
});
