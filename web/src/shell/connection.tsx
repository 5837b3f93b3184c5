import { t } from '../i18n/i18n.ts';
import type { Presence } from '../api/types.ts';
import { useStreamStatus } from '../stream/provider.tsx';
import type { StreamStatus } from '../stream/stream.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { ago } from '../ui/words.ts';
import s from './shell.module.css';

/** What the sign says, and what it says in full. */
export function connectionWords({ state, rung }: StreamStatus): { short: string; full: string; tone: 'good' | 'warn' | 'idle' } {
  switch (state) {
    case 'live':
      if (rung === 'poll') return { short: t('Each minute'), full: t('No live line: news arrives once a minute.'), tone: 'warn' };
      if (rung === 'longpoll') return { short: t('Live'), full: t('Live, over a slower line.'), tone: 'good' };
      return { short: t('Live'), full: t('Live: changes appear as they happen.'), tone: 'good' };
    case 'connecting':
      return { short: t('Connecting'), full: t('Connecting to the server.'), tone: 'idle' };
    case 'waiting':
      return { short: t('Reconnecting'), full: t('The line to the server broke; trying again shortly.'), tone: 'warn' };
    case 'offline':
      return { short: t('Offline'), full: t('You are offline. Swipes are kept on this device and sent later.'), tone: 'warn' };
    case 'stopped':
      return { short: t('Not connected'), full: t('Not connected.'), tone: 'idle' };
  }
}

export function Connection() {
  const status = useStreamStatus();
  const unsent = useOutbox().pending.length;
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
      <span>{trouble ? t('{{state}}, {{number}} to send', { state: words.short, number: unsent }) : words.short}</span>
    </span>
  );
}

export function presenceWords(presence: Presence): string {
  if (presence.online) return t('Desktop online');
  if (!presence.paired) return t('No desktop paired');
  return presence.lastSeenAt ? t('Desktop last seen {{when}}', { when: ago(presence.lastSeenAt) }) : t('Desktop not seen yet');
}
