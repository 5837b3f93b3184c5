import { expect, test } from 'vitest';

import { Problem } from '../api/problem.ts';
import { sendEntry } from './send.ts';
import type { Pending } from './store.ts';

const plain: Pending = {
  seq: 1, userId: 'u', kind: 'profile', about: 'profile', title: '', company: '', key: 'kept-key',
  body: { firstName: 'Ada', phone: '2' },
};
const entry: Pending = { ...plain, base: { firstName: 'Ada', phone: '1' } };

/** A profile that others change between its reading and its writing, so many times. */
function server(profile: Record<string, unknown>, interruptions: number) {
  const state = { profile, version: 7, puts: [] as { key: string | null; match: string | null; body: unknown }[] };
  let left = interruptions;
  const ask = async (request: Request): Promise<unknown> => {
    if (request.method === 'GET') return { profile: state.profile, version: state.version };
    const match = request.headers.get('If-Match');
    const body = (await request.json()) as Record<string, unknown>;
    state.puts.push({ key: request.headers.get('Idempotency-Key'), match, body });
    if (left > 0) {
      left -= 1;
      state.version += 1;
      state.profile = { ...state.profile, city: `moved ${left}` };
    }
    if (match !== null && match !== `"${state.version}"`) throw new Problem({ type: 'about:blank', title: 'changed', status: 412, code: 'precondition_failed', detail: '' });
    state.version += 1;
    state.profile = body;
    return { profile: body, version: state.version };
  };
  return { state, ask };
}

let keys = 0;
const newKey = () => `key-${(keys += 1)}`;

test('a change of the profile goes into what stands there now', async () => {
  const { state, ask } = server({ firstName: 'Ada Maria', phone: '1' }, 0);
  expect(await sendEntry(entry, 'https://jobswipe.test', ask, newKey)).toEqual({ profile: { firstName: 'Ada Maria', phone: '2' }, version: 8 });
  expect(state.puts.map(({ match }) => match)).toEqual(['"7"']);
});

test('when another device saves in the same moment it is read again, with a key of its own for each body', async () => {
  const { state, ask } = server({ firstName: 'Ada', phone: '1' }, 2);
  await sendEntry(entry, 'https://jobswipe.test', ask, newKey);
  expect(state.profile).toEqual({ firstName: 'Ada', phone: '2', city: 'moved 0' });
  expect(new Set(state.puts.map(({ key }) => key)).size).toBe(3);
});

test('it gives up after some turns with the server’s word', async () => {
  const { ask } = server({}, 100);
  await expect(sendEntry(entry, 'https://jobswipe.test', ask, newKey)).rejects.toMatchObject({ status: 412 });
});

test('everything else is sent as it was kept, under its key', async () => {
  const asked: Request[] = [];
  const ask = (request: Request) => {
    asked.push(request);
    return Promise.resolve(null);
  };
  await sendEntry({ ...entry, kind: 'settings', about: 'settings' }, 'https://jobswipe.test', ask, newKey);
  await sendEntry(plain, 'https://jobswipe.test', ask, newKey);
  expect(asked.map((request) => [request.method, request.headers.get('Idempotency-Key'), request.headers.get('If-Match')])).toEqual([
    ['PATCH', 'kept-key', null],
    ['PUT', 'kept-key', null],
  ]);
});
