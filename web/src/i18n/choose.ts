import { showLanguage, type Language } from './i18n.ts';

export const kLanguages: readonly { value: Language; name: string }[] = [
  { value: 'en', name: 'English' },
  { value: 'de', name: 'Deutsch' },
];

const kStorage = 'jobswipe.language';

function preferred(): Language {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(kStorage);
  } catch {
    // Blocked by the person's settings: the browser's languages decide.
  }
  for (const tag of [chosen, ...navigator.languages]) {
    if (tag === null) continue;
    if (tag === 'de' || tag.startsWith('de-')) return 'de';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return 'en';
}

async function show(next: Language): Promise<void> {
  await showLanguage(next);
  document.documentElement.lang = next;
}

/** Before the first screen is drawn. */
export function startLanguage(): Promise<void> {
  return show(preferred());
}

/** The person chose; remembered on this device. Every screen must be drawn anew after it: see `onLanguage`. */
export async function chooseLanguage(next: Language): Promise<void> {
  await show(next);
  try {
    localStorage.setItem(kStorage, next);
  } catch {
    // It lasts as long as the tab.
  }
}
