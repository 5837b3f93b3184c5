import type { Kind } from './store.ts';

/** What tabs and the service worker tell each other of the outbox they share. */
export interface OutboxNews {
  type: 'sent' | 'refused';
  kind: Kind;
}

export const kOutboxChannel = 'jobswipe.outbox';
/** The Web Lock under which one of them sends. */
export const kOutboxLock = 'jobswipe.outbox';
/** The tag of the Background Sync registration. */
export const kOutboxSync = 'jobswipe.outbox';
