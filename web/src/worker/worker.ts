/// <reference lib="webworker" />
/**
 * The service worker: keeps the app's own files for a start without a network, and sends what the outbox holds when the
 * browser says that there is one again, and shows the news that the server pushes. It caches no answers of the API.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

import { kOutboxSync } from '../outbox/news.ts';
import { makeAsk } from './ask.ts';
import { flushOutbox } from './flush.ts';
import { openFrom, renewSubscription, showNews, type SubscriptionChange } from './push.ts';

declare const self: ServiceWorkerGlobalScope;

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/(livez|readyz|metrics)$/] }));

// The page that installed it is its own from the first visit on, not only after a reload.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'skip_waiting') void self.skipWaiting();
});

// Background Sync is not in TypeScript's library. A rejection makes the browser try again later.
self.addEventListener('sync' as 'message', (event) => {
  const sync = event as unknown as SyncEvent;
  if (sync.tag === kOutboxSync) sync.waitUntil(flushOutbox(self.location.origin));
});

self.addEventListener('push', (event) => event.waitUntil(showNews(self, event.data?.text())));
self.addEventListener('notificationclick', (event) => event.waitUntil(openFrom(self, event.notification)));
// Chromium fires it too, but TypeScript's library does not know it.
self.addEventListener('pushsubscriptionchange' as 'message', (event) => {
  const change = event as unknown as ExtendableEvent & SubscriptionChange;
  change.waitUntil(renewSubscription(self.registration.pushManager, change, self.location.origin, makeAsk(self.location.origin)));
});
