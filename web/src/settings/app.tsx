import { useState } from 'react';

import { t, type Words } from '../i18n/i18n.ts';
import { useBlocked } from '../deck/use_blocked.ts';
import { Choices, TextField } from '../ui/fields.tsx';
import { Button, Page, Section } from '../ui/parts.tsx';
import { LanguageChoice } from './language.tsx';
import { setPreferences, usePreferences, type Preferences } from './preferences.ts';
import s from './settings.module.css';

const kHolds: readonly { value: Preferences['holdSeconds']; words: Words }[] = [
  { value: 0, words: 'Send at once' },
  { value: 5, words: 'Wait 5 seconds' },
  { value: 10, words: 'Wait 10 seconds' },
];

export default function AppScreen() {
  const now = usePreferences();
  return (
    <Page title={t('This app')} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      <Section title={t('Language')}>
        <LanguageChoice />
      </Section>
      <Section title={t('Swiping')}>
        <Choices
          label={t('Time to take a swipe back unseen')}
          hint={t('Afterwards it can be taken back until your desktop begins.')}
          name="hold"
          options={kHolds.map(({ value, words }) => ({ value: String(value), label: t(words) }))}
          current={String(now.holdSeconds)}
          onChange={(event) => setPreferences({ holdSeconds: Number(event.target.value) as Preferences['holdSeconds'] })}
        />
      </Section>
      <Section title={t('Employers you do not want to see')}>
        <Blocked />
      </Section>
    </Page>
  );
}

function Blocked() {
  const { blocked, block, unblock } = useBlocked();
  const [name, setName] = useState('');
  const add = () => {
    const wanted = name.trim();
    if (wanted === '') return;
    block(wanted);
    setName('');
  };
  return (
    <>
      {blocked.length > 0 ? (
        <ul className={s.answers}>
          {blocked.map((employer) => (
            <li key={employer}>
              <div>
                <p>{employer}</p>
              </div>
              <Button
                size="small"
                variant="ghost"
                onClick={() => unblock(employer)}
                aria-label={t('Show {{company}} again', { company: employer })}
              >
                {t('Show again')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <form
        className={s.addRow}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField label={t('Employer')} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('Hide')}
        </Button>
      </form>
    </>
  );
}
