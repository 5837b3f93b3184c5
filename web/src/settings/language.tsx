import { chooseLanguage, kLanguages } from '../i18n/choose.ts';
import { language, t } from '../i18n/i18n.ts';
import s from './settings.module.css';

/** Each language in its own words, so that it can be found by who reads no other. */
export function LanguageChoice() {
  return (
    <div className={s.languages} role="group" aria-label={t('Language')}>
      {kLanguages.map(({ value, name }) => (
        <button key={value} type="button" lang={value} aria-pressed={language() === value} onClick={() => void chooseLanguage(value)}>
          {name}
        </button>
      ))}
    </div>
  );
}
