/** Web Push in the service worker: shows what came, leads a tap to its place, and keeps the subscription known to the server. */
import type { Ask } from './ask.ts';
import { readNews, shownAs } from './news.ts';

/** What of a service worker's scope is used here. */
export interface Scope {
  readonly location: { readonly origin: string };
  readonly navigator: { readonly languages: readonly string[] };
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification'>;
  readonly clients: Pick<Clients, 'matchAll' | 'openWindow'>;
}

/** `renotify` is not in TypeScript's library: without it a replaced notification would come without a sound. */
type Options = NotificationOptions & { renotify?: boolean };

/**
 * Shows a push message's text as a notification, silently when the app is in view, which shows the same by itself. Browsers want
 * every push to show something, so one that is not understood does too.
 */
export async function showNews(scope: Scope, text: string | undefined): Promise<void> {
  const shown = shownAs(readNews(text), scope.navigator.languages, Date.now());
  const windows = await scope.clients.matchAll({ type: 'window' });
  const inView = windows.some((client) => client.visibilityState === 'visible');
  const options: Options = {
    body: shown.body,
    lang: shown.lang,
    tag: shown.tag,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    silent: inView,
    renotify: !inView,
    data: { path: shown.path },
  };
  await scope.registration.showNotification(shown.title, options);
}

function pathOf(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('path' in data)) return '/queue';
  const { path } = data;
  return typeof path === 'string' && /^\/(?!\/)/.test(path) ? path : '/queue';
}

/** A notification was tapped: an open tab comes to the front and goes to the place, else the app is opened there. */
export async function openFrom(scope: Scope, notification: Pick<Notification, 'data' | 'close'>): Promise<void> {
  notification.close();
  const url = new URL(pathOf(notification.data), scope.location.origin).href;
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const own = windows.filter((client) => new URL(client.url).origin === scope.location.origin);
  const chosen = own.find((client) => client.url === url) ?? own.find((client) => client.focused) ?? own.find((client) => client.visibilityState === 'visible') ?? own[0];
  if (chosen !== undefined) {
    try {
      const front = await chosen.focus();
      if (front.url !== url) await front.navigate(url);
      return;
    } catch {
      // It was closed meanwhile, or another worker's, which may not be sent anywhere.
    }
  }
  await scope.clients.openWindow(url);
}

/** What a `pushsubscriptionchange` event tells; both may be missing. */
export interface SubscriptionChange {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

/** The browser has dropped or replaced the subscription: subscribes again with the server's key, and tells the server. */
export async function renewSubscription(manager: Pick<PushManager, 'subscribe'>, change: SubscriptionChange, origin: string, ask: Ask): Promise<void> {
  let subscription = change.newSubscription ?? null;
  if (subscription === null) {
    const { publicKey } = (await ask(new Request(new URL('/api/push/key', origin)))) as { publicKey: string | null };
    if (publicKey === null) return;
    subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  }
  const { endpoint, expirationTime, keys } = subscription.toJSON();
  await ask(
    new Request(new URL('/api/push/subscriptions', origin), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-JobSwipe-Client': 'web', 'Idempotency-Key': crypto.randomUUID() },
      body: JSON.stringify({ endpoint, expirationTime, keys }),
    }),
  );
}
