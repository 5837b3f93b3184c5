/**
 * Reads that every start makes, asked for before the app's code has arrived. The app's own first request for the same
 * address takes the answer, whatever it is; an answer that nobody takes is dropped.
 */
const kFreshMs = 10_000;

export const kDeckPage = 20;

const asked = new Map<string, { at: number; answer: Promise<Response> }>();

/** What the screen at `place` begins with; nothing for a stranger's screens. */
export function earlyPaths({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string[] {
  if (pathname === '/login' || pathname === '/register') return [];
  return pathname === '/' && search === '' ? ['/api/session', `/api/jobs/deck?limit=${kDeckPage}`] : ['/api/session'];
}

export function askEarly(place: Pick<Location, 'pathname' | 'search'>): void {
  for (const path of earlyPaths(place)) {
    const answer = fetch(path);
    // Without a network it fails here too; who takes it is told, and asks again.
    answer.catch(() => undefined);
    asked.set(path, { at: Date.now(), answer });
  }
}

/** The early answer to `request`, once; null when there is none, or it is old. */
export function takeEarly(request: Pick<Request, 'method' | 'url'>): Promise<Response> | null {
  if (asked.size === 0 || request.method !== 'GET') return null;
  const { pathname, search } = new URL(request.url);
  const found = asked.get(pathname + search);
  if (found === undefined) return null;
  asked.delete(pathname + search);
  return Date.now() - found.at > kFreshMs ? null : found.answer;
}
