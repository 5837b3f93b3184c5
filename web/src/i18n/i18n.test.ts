import { afterEach, describe, expect, it } from 'vitest';

import { kGerman } from './de.ts';
import { language, showLanguage, t, tn } from './i18n.ts';

afterEach(() => showLanguage('en'));

const kSources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*', '!./*'], { query: '?raw', import: 'default', eager: true });

describe('the words', () => {
  it('are English as they stand, with numbers in their form', () => {
    expect(t('Queue')).toBe('Queue');
    expect(t('{{title}} at {{company}}', { title: 'A <b>', company: 'C & D' })).toBe('A <b> at C & D');
    expect(tn('{{count}} files', 1)).toBe('1 file');
    expect(tn('{{count}} files', 0)).toBe('0 files');
  });

  it('are German once it is chosen', async () => {
    await showLanguage('de');
    expect(language()).toBe('de');
    expect(t('Queue')).toBe('Warteschlange');
    expect(tn('{{count}} files', 1)).toBe('Eine Datei');
    expect(tn('{{count}} files', 3)).toBe('3 Dateien');
  });

  it('lose no value on the way to German', () => {
    const values = (text: string) => [...text.matchAll(/\{\{?\w+\}?\}/g)].map(([value]) => value).sort();
    for (const [english, german] of Object.entries(kGerman)) {
      // "One file" needs no number.
      if (/_one$/.test(english)) continue;
      expect(values(german), english).toEqual(values(english.replace(/_other$/, '')));
    }
  });

  it('are all said somewhere', () => {
    const all = Object.values(kSources).join('\n');
    const unused = Object.keys(kGerman)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !all.includes(`'${key.replaceAll("'", "\\'")}'`) && !all.includes(`"${key}"`) && !new RegExp(`\\b${key}:`).test(all));
    expect(unused).toEqual([]);
  });
});
