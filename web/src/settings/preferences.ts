import { useSyncExternalStore } from 'react';

/** How this person likes the app on this device. */
export interface Preferences {
  /** Seconds that a swipe stays on this device so that it can be taken back unseen; 0 sends it at once. */
  holdSeconds: 0 | 5 | 10;
  /** Messages when an application was sent, or needs the person, while the app is open. */
  news: boolean;
}

export const kDefaults: Preferences = { holdSeconds: 0, news: true };
const kStorage = 'jobswipe.preferences';

export function parsePreferences(text: string | null): Preferences {
  let value: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    value = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    value = {}; // Written by hand or by a later version: the defaults are always right.
  }
  const holdSeconds = ([0, 5, 10] as const).find((seconds) => seconds === value.holdSeconds) ?? kDefaults.holdSeconds;
  return { holdSeconds, news: typeof value.news === 'boolean' ? value.news : kDefaults.news };
}

const listeners = new Set<() => void>();
let text: string | null | undefined;
let now: Preferences = kDefaults;

function stored(): string | null {
  try {
    return localStorage.getItem(kStorage);
  } catch {
    return text ?? null; // Blocked by the person's settings: preferences live as long as the tab.
  }
}

export function preferences(): Preferences {
  const found = stored();
  if (found !== text) {
    text = found;
    now = parsePreferences(found);
  }
  return now;
}

export function setPreferences(change: Partial<Preferences>): void {
  const next = JSON.stringify({ ...preferences(), ...change });
  try {
    localStorage.setItem(kStorage, next);
  } catch {
    text = next;
    now = parsePreferences(next);
  }
  listeners.forEach((listener) => listener());
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watch, preferences);
}
