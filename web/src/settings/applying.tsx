import { useState } from 'react';

import type { Settings, SettingsChange } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { kPriorities, priorityWords } from '../queue/priority.ts';
import { Choices, SelectField, TextField } from '../ui/fields.tsx';
import { Failed, Loading, Page, Section } from '../ui/parts.tsx';
import { QuietHours } from './quiet_hours.tsx';
import s from './settings.module.css';
import { useSettings } from './use_settings.ts';

const kAsking: readonly { value: Settings['confirmSwipe']; words: Words }[] = [
  { value: 'never', words: 'Never: a swipe is enough' },
  { value: 'needed', words: 'When the form must ask something new' },
  { value: 'always', words: 'Always' },
];

const kReviews: readonly { value: Settings['reviewBeforeSubmit']; words: Words }[] = [
  { value: 'never', words: 'Never: send it' },
  { value: 'unsure', words: 'When an answer was drafted or guessed' },
  { value: 'always', words: 'Always: I read every answer first' },
];

const kPauses = [0, 60, 300, 900, 3600] as const;
const kMostDaily = 1000;

function pauseWords(seconds: number): string {
  if (seconds === 0) return t('No pause');
  return seconds < 3600 ? t('{{minutes}} min', { minutes: Math.round(seconds / 60) }) : t('An hour');
}

/** How applications are begun and sent, on all devices of the person. */
export default function ApplyingScreen() {
  const { query, settings, save } = useSettings();
  return (
    <Page title={t('Applying')} lead={t('What happens between a swipe and the click that sends. The same on all your devices.')} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      {query.isPending ? (
        <Loading label={t('Loading your settings')} />
      ) : settings === undefined ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Sections settings={settings} save={save} />
      )}
    </Page>
  );
}

function Sections({ settings, save }: { settings: Settings; save: (change: SettingsChange) => Promise<void> }) {
  // A pause that another program has set is shown as it is.
  const pauses = [...new Set([...kPauses, settings.portalPauseSeconds])].sort((a, b) => a - b);
  return (
    <>
      <Section title={t('A swipe')}>
        <div className={s.editor}>
          <Choices
            label={t('Ask before an application')}
            hint={t('Which résumé, how soon, and what the form will ask.')}
            name="asking"
            column
            options={kAsking.map(({ value, words }) => ({ value, label: t(words) }))}
            current={settings.confirmSwipe}
            onChange={(event) => void save({ confirmSwipe: event.target.value as Settings['confirmSwipe'] })}
          />
          <SelectField
            label={t('Priority of a swipe')}
            hint={t('It can be changed in the queue.')}
            options={kPriorities.map((value) => ({ value: String(value), label: priorityWords(value) }))}
            value={String(settings.defaultPriority)}
            onChange={(event) => void save({ defaultPriority: Number(event.target.value) })}
          />
        </div>
      </Section>
      <Section title={t('Before it is sent')}>
        <Choices
          label={t('Show me the answers first')}
          hint={t('Your desktop then stops before the last click, and the application waits in Review.')}
          name="review"
          column
          options={kReviews.map(({ value, words }) => ({ value, label: t(words) }))}
          current={settings.reviewBeforeSubmit}
          onChange={(event) => void save({ reviewBeforeSubmit: event.target.value as Settings['reviewBeforeSubmit'] })}
        />
      </Section>
      <Section title={t('Your desktop’s day')}>
        <div className={s.editor}>
          <DailyLimit settings={settings} save={save} />
          <SelectField
            label={t('Pause between two applications at one employer’s portal')}
            options={pauses.map((value) => ({ value: String(value), label: pauseWords(value) }))}
            value={String(settings.portalPauseSeconds)}
            onChange={(event) => void save({ portalPauseSeconds: Number(event.target.value) })}
          />
          <QuietHours
            label={t('Do nothing at certain hours')}
            note={t('What is at work is finished; nothing new is begun.')}
            name="desktopQuietHours"
            settings={settings}
            save={save}
          />
        </div>
      </Section>
    </>
  );
}

/** Saved when the field is left, so that a number that is being typed is none yet. */
function DailyLimit({ settings, save }: { settings: Settings; save: (change: SettingsChange) => Promise<void> }) {
  const saved = settings.dailyLimit === null ? '' : String(settings.dailyLimit);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? saved;
  const number = Number(text);
  const wrong = text.trim() !== '' && !(Number.isInteger(number) && number >= 1 && number <= kMostDaily);
  return (
    <TextField
      label={t('Most applications a day')}
      hint={t('Empty: as many as wait.')}
      optional
      inputMode="numeric"
      value={text}
      error={wrong ? t('A whole number from 1 to {{most}}.', { most: kMostDaily }) : undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (typed === null || wrong) return;
        setTyped(null);
        if (typed.trim() !== saved) void save({ dailyLimit: typed.trim() === '' ? null : number });
      }}
    />
  );
}
