import { createInstance } from 'i18next';

import type { kGerman } from './de.ts';
import { kEnglishNumbers } from './en.ts';

export type Language = 'en' | 'de';

type Key = keyof typeof kGerman;
type Numbered = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;
/**
 * What the app can say: the English words themselves are the keys, so English needs no catalogue, and words that German
 * lacks do not compile.
 */
export type Words = Exclude<Key, `${string}_one` | `${string}_other`>;
export type NumberedWords = Numbered;

type Values = Record<string, string | number>;

const i18n = createInstance();

void i18n.init({
  lng: 'en',
  fallbackLng: false,
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  // React escapes.
  interpolation: { escapeValue: false },
  resources: { en: { translation: kEnglishNumbers } },
});

const said = new Map<Words, string>();
i18n.on('languageChanged', () => said.clear());

/** In the person's language. `{{name}}` is replaced by `values.name`. */
export function t(words: Words, values?: Values): string {
  if (values !== undefined) return i18n.t(words, { ...values });
  // Most words hold no values, and a screen says a hundred of them at every drawing: looking them up once is enough.
  const known = said.get(words);
  if (known !== undefined) return known;
  const now = i18n.t(words);
  said.set(words, now);
  return now;
}

/** The same, in the form that `count` asks for. */
export function tn(words: NumberedWords, count: number, values?: Values): string {
  return i18n.t(words, { ...values, count });
}

export function language(): Language {
  return i18n.language === 'de' ? 'de' : 'en';
}

/** For `Intl`: the person's own variant of the language where the browser knows it. */
export function locale(): string {
  const now = language();
  return navigator.languages.find((tag) => tag === now || tag.startsWith(`${now}-`)) ?? now;
}

/** Takes a language into use; German is fetched first. */
export async function showLanguage(next: Language): Promise<void> {
  if (next === 'de' && !i18n.hasResourceBundle('de', 'translation')) {
    const { kGerman } = await import('./de.ts');
    i18n.addResourceBundle('de', 'translation', kGerman);
  }
  await i18n.changeLanguage(next);
}

export function onLanguage(listener: () => void): () => void {
  i18n.on('languageChanged', listener);
  return () => i18n.off('languageChanged', listener);
}
