/**
 * The service worker's registration. The page asks before it changes to a new version: files that the old one still
 * needs would be gone.
 */
const kWorker = '/worker.js';
const kLookAgainMs = 60 * 60_000;

type Update = () => void;
let waiting: Update | null = null;
const listeners = new Set<() => void>();

/** What takes the new version into use, once there is one. */
export function update(): Update | null {
  return waiting;
}

export function onUpdate(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function offer(registration: ServiceWorkerRegistration): void {
  waiting = () => {
    let reloaded = false;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (reloaded) return;
      reloaded = true;
      location.reload();
    });
    registration.waiting?.postMessage({ type: 'skip_waiting' });
  };
  listeners.forEach((listener) => listener());
}

interface ScriptUrls {
  createScriptURL(url: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrls;
}

/** Under Trusted Types a script's address must come from a policy; this one knows a single address. */
function workerUrl(): string {
  const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (trusted === undefined) return kWorker;
  const policy = trusted.createPolicy('jobswipe', {
    createScriptURL: (url) => {
      if (url !== kWorker) throw new TypeError(`No script may come from ${url}`);
      return url;
    },
  });
  return policy.createScriptURL(kWorker) as string;
}

/** Installs the service worker, after the page has loaded so that it takes nothing from the first screen. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  if (document.readyState !== 'complete') await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
  const registration = await navigator.serviceWorker.register(workerUrl());
  const watch = (worker: ServiceWorker | null) => {
    worker?.addEventListener('statechange', () => {
      // Without a controller it is the first one, which replaces nothing.
      if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offer(registration);
    });
  };
  if (registration.waiting !== null && navigator.serviceWorker.controller !== null) offer(registration);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  setInterval(() => void registration.update().catch(() => undefined), kLookAgainMs);
}
