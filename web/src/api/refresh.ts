/**
 * One renewal of the session at a time, in this tab and across tabs.
 *
 * Refresh tokens rotate and the reuse of one ends the whole family, so two tabs must not send the same one. The Web Lock
 * orders the tabs; the time of the last success, shared through localStorage, tells a tab that waited that it need not ask.
 */
export type RefreshOutcome = 'renewed' | 'refused' | 'unreachable';

const kRenewedAt = 'jobswipe.session.renewed-at';

export interface RefreshEnvironment {
  /** Sends POST /api/auth/refresh once. */
  send(): Promise<Response>;
  now(): number;
  storage: { getItem(key: string): string | null; setItem(key: string, value: string): void } | null;
  locks: Pick<LockManager, 'request'> | null;
}

export function makeRefresh(env: RefreshEnvironment): () => Promise<RefreshOutcome> {
  let inFlight: Promise<RefreshOutcome> | null = null;

  const lastRenewal = () => Number(env.storage?.getItem(kRenewedAt) ?? 0);

  async function once(): Promise<RefreshOutcome> {
    let response: Response;
    try {
      response = await env.send();
    } catch {
      return 'unreachable';
    }
    if (response.ok) {
      env.storage?.setItem(kRenewedAt, String(env.now()));
      return 'renewed';
    }
    // 429 and 5xx say nothing about the session: it may well be alive.
    return response.status === 429 || response.status >= 500 ? 'unreachable' : 'refused';
  }

  async function locked(): Promise<RefreshOutcome> {
    if (env.locks === null) return once();
    const asked = env.now();
    return env.locks.request('jobswipe.session', async () => {
      if (lastRenewal() >= asked) return 'renewed' as const;
      return once();
    });
  }

  return () => {
    inFlight ??= locked().finally(() => {
      inFlight = null;
    });
    return inFlight;
  };
}
