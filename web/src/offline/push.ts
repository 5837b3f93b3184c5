import { api, take } from '../api/client.ts';

/**
 * Web Push on this device: `unsupported` by the browser, `unavailable` at this server, `denied` by the person in the browser's
 * own settings, else `on` or `off`.
 */
export type PushState = 'unsupported' | 'unavailable' | 'denied' | 'on' | 'off';

/** Names the server's record of this device's subscription. */
const kStorage = 'jobswipe.push';

function supported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(kStorage);
  } catch {
    return null; // Blocked: then the server forgets the subscription when its push service says that it has ended.
  }
}

function remember(id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(kStorage);
    else localStorage.setItem(kStorage, id);
  } catch {
    // As above.
  }
}

export async function pushState(): Promise<PushState> {
  if (!supported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  if (Notification.permission === 'granted' && (await subscription()) !== null) return 'on';
  const { publicKey } = await take(api.GET('/api/push/key', {}));
  return publicKey === null ? 'unavailable' : 'off';
}

/** To be called from a press: browsers ask the person only then. */
export async function turnPushOn(): Promise<PushState> {
  if (!supported()) return 'unsupported';
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'off';
  const { publicKey } = await take(api.GET('/api/push/key', {}));
  if (publicKey === null) return 'unavailable';
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, expirationTime, keys } = made.toJSON();
  try {
    const body = { endpoint: endpoint!, expirationTime: expirationTime ?? null, keys: { p256dh: keys!.p256dh!, auth: keys!.auth! } };
    const { id } = await take(api.POST('/api/push/subscriptions', { body }));
    remember(id);
  } catch (error) {
    // What the server does not know of must not look as if it were on.
    await made.unsubscribe();
    throw error;
  }
  return 'on';
}

/** Ends the subscription here, and at the server as far as it can be asked. */
export async function turnPushOff(): Promise<PushState> {
  if (!supported()) return 'unsupported';
  await (await subscription())?.unsubscribe();
  const id = remembered();
  remember(null);
  // One that is left over ends with its first message: the push service knows it no more.
  if (id !== null) await take(api.DELETE('/api/push/subscriptions/{id}', { params: { path: { id } } })).catch(() => undefined);
  return 'off';
}
