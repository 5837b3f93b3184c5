import { kOutboxSync } from '../outbox/news.ts';

/** Background Sync (WICG) is not in TypeScript's DOM library. */
interface Syncing {
  sync?: { register(tag: string): Promise<void> };
}

async function ready(): Promise<(ServiceWorkerRegistration & Syncing) | null> {
  if (!('serviceWorker' in navigator)) return null;
  return (await navigator.serviceWorker.getRegistration()) ?? null;
}

/** Asks the browser to let the service worker send what is kept here, once there is a network, even if no tab is open by then. */
export function sendLater(): void {
  void ready()
    .then((registration) => registration?.sync?.register(kOutboxSync))
    // Not every browser has it, and a person may forbid it: then the next start of the app sends.
    .catch(() => undefined);
}

let asked = false;

/** Asks the browser not to clear this site's data when space runs short; it may say no, or ask the person. */
export function askToBeKept(): void {
  if (asked || navigator.storage?.persist === undefined) return;
  asked = true;
  void navigator.storage.persist().catch(() => undefined);
}
