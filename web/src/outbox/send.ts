import { Problem } from '../api/problem.ts';
import type { ProfileDocument } from '../api/types.ts';
import { merged } from './merge.ts';
import { toRequest } from './request.ts';
import type { Pending } from './store.ts';

/** Sends a request and gives the answer's body; throws a Problem for anything but 2xx. */
export type Ask = (request: Request) => Promise<unknown>;

const kMostTurns = 5;

/**
 * Carries out a kept change; throws a Problem when it was not. A profile is saved as a whole, so what was changed in it is
 * put into what stands there now: another device may have saved its own changes since this one was made.
 */
export async function sendEntry(entry: Pending, origin: string, ask: Ask, newKey: () => string): Promise<unknown> {
  const { base } = entry;
  if (entry.kind !== 'profile' || base === undefined || entry.body === undefined) return ask(toRequest(entry, origin));
  for (let turn = 1; ; turn += 1) {
    const now = (await ask(new Request(new URL('/api/profile', origin)))) as ProfileDocument;
    // A key of its own for each turn, since the body differs; If-Match lets none of them be carried out twice.
    const request = toRequest({ ...entry, key: newKey(), body: merged(base, entry.body, now.profile) }, origin);
    request.headers.set('If-Match', `"${now.version}"`);
    try {
      return await ask(request);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 412 || turn === kMostTurns) throw error;
    }
  }
}
