import type { Presence } from '../api/types.ts';
import { useStreamStatus } from '../stream/provider.tsx';
import type { StreamStatus } from '../stream/stream.ts';
import { useSwipes } from '../outbox/provider.tsx';
import { ago } from '../ui/words.ts';
import s from './shell.module.css';

/** What the sign says, and what it says in full. */
export function connectionWords({ state, rung }: StreamStatus): { short: string; full: string; tone: 'good' | 'warn' | 'idle' } {
  switch (state) {
    case 'live':
      if (rung === 'poll') return { short: 'Each minute', full: 'No live line: news arrives once a minute.', tone: 'warn' };
      if (rung === 'longpoll') return { short: 'Live', full: 'Live, over a slower line.', tone: 'good' };
      return { short: 'Live', full: 'Live: changes appear as they happen.', tone: 'good' };
    case 'connecting':
      return { short: 'Connecting', full: 'Connecting to the server.', tone: 'idle' };
    case 'waiting':
      return { short: 'Reconnecting', full: 'The line to the server broke; trying again shortly.', tone: 'warn' };
    case 'offline':
      return { short: 'Offline', full: 'You are offline. Swipes are kept on this device and sent later.', tone: 'warn' };
    case 'stopped':
      return { short: 'Not connected', full: 'Not connected.', tone: 'idle' };
  }
}

export function Connection() {
  const status = useStreamStatus();
  const { unsent } = useSwipes();
  const words = connectionWords(status);
  const trouble = status.state !== 'live' && unsent > 0;
  return (
    <span
      className={s.connection}
      data-testid="connection"
      data-state={status.state}
      data-rung={status.rung}
      data-tone={words.tone}
      title={words.full}
      role="status"
    >
      <i aria-hidden />
      <span>{trouble ? `${words.short}, ${unsent} to send` : words.short}</span>
    </span>
  );
}

export function presenceWords(presence: Presence): string {
  if (presence.online) return 'Desktop online';
  if (!presence.paired) return 'No desktop paired';
  return presence.lastSeenAt ? `Desktop last seen ${ago(presence.lastSeenAt)}` : 'Desktop not seen yet';
}
