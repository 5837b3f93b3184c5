import { useQueryClient } from '@tanstack/react-query';
import { BellRing, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { newUuid } from '../api/client.ts';
import { explain, Problem } from '../api/problem.ts';
import { applicationQuery } from '../api/queries.ts';
import type { Application, ApplicationDetail, Note, OutcomeKind, Reminder } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { Choices, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Notice, Section } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { ago, dateTime, dayOf, localMinute } from '../ui/words.ts';
import { kOutcomes, kOutcomeWords, mayHaveOutcome } from './outcomes.ts';
import s from './tracking.module.css';

type Kind = 'outcome' | 'note' | 'reminder' | 'forget_reminder';

/** Changes what the person keeps about an application: shown at once, kept until the server has it, read again when it refuses. */
function useTracking(application: Application) {
  const client = useQueryClient();
  const { change } = useOutbox();
  const toast = useToast();
  const { id, title, company } = application;
  const key = applicationQuery(id).queryKey;
  return async (kind: Kind, body: Record<string, unknown>, shown: (before: ApplicationDetail) => ApplicationDetail): Promise<void> => {
    // A read that is on its way knows nothing of the change, and would undo what is shown.
    void client.cancelQueries({ queryKey: key });
    client.setQueryData(key, (before) => (before === undefined ? before : shown(before)));
    try {
      const receipt = await change({ kind, about: id, title, company, body });
      if (receipt.state === 'kept') toast({ text: t('Kept on this device, sent as soon as the server answers.'), topic: 'tracking' });
    } catch (error) {
      await client.invalidateQueries({ queryKey: key });
      throw error;
    }
  };
}

/** What came of it, what the person notes, and what they want to be reminded of. */
export function Tracking({ detail }: { detail: ApplicationDetail }) {
  const { application, note, reminders } = detail;
  return (
    <>
      {mayHaveOutcome(application) ? (
        <Section title={t('What came of it')}>
          <OutcomeForm application={application} />
        </Section>
      ) : null}
      <Section title={t('My note')}>
        <NoteForm application={application} note={note} />
      </Section>
      <Section title={t('Reminders')}>
        <Reminders application={application} reminders={reminders} />
      </Section>
    </>
  );
}

function OutcomeForm({ application }: { application: Application }) {
  const track = useTracking(application);
  const toast = useToast();
  const now = application.outcome ?? null;
  const today = dayOf(new Date());
  const save = (kind: OutcomeKind | null, on: string) => {
    const outcome = kind === null ? null : { kind, on };
    track('outcome', { outcome }, (before) => ({ ...before, application: { ...before.application, outcome } })).catch((error: unknown) => toast({ text: explain(error) }));
  };
  return (
    <div className={s.outcome}>
      <Choices
        label={t('The employer’s answer')}
        name="outcome"
        options={kOutcomes.map((value) => ({ value, label: t(kOutcomeWords[value]) }))}
        current={now?.kind ?? ''}
        onChange={(event) => save(event.target.value as OutcomeKind, now?.on ?? today)}
      />
      {now !== null ? (
        <div className={s.outcomeDay}>
          <TextField label={t('On')} type="date" max={today} required value={now.on} onChange={(event) => (event.target.value === '' ? undefined : save(now.kind, event.target.value))} />
          <Button size="small" variant="ghost" onClick={() => save(null, today)}>
            {t('Nothing yet')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

const kLongestNote = 10_000;

function NoteForm({ application, note }: { application: Application; note: Note }) {
  const track = useTracking(application);
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [other, setOther] = useState(false);
  const text = typed ?? note.text;
  const save = async () => {
    setBusy(true);
    setFailure(null);
    setOther(false);
    try {
      // The version that the server will give it, so that a second change made offline follows the first.
      const saved = { text, version: note.version + 1, updatedAt: new Date().toISOString() };
      await track('note', { text, version: note.version }, (before) => ({ ...before, note: saved }));
      setTyped(null);
    } catch (error) {
      setFailure(explain(error));
      setOther(error instanceof Problem && error.status === 409);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={s.note}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
      {other && note.text !== text ? (
        <Notice
          action={
            <Button size="small" onClick={() => setTyped(null)}>
              {t('Take that one')}
            </Button>
          }
        >
          {t('On the other device it says: {{text}}', { text: note.text === '' ? '–' : note.text })}
        </Notice>
      ) : null}
      <TextArea label={t('Only you see it')} rows={3} maxLength={kLongestNote} value={text} onChange={(event) => setTyped(event.target.value)} />
      {text !== note.text ? (
        <div>
          <Button type="submit" variant="primary" size="small" busy={busy}>
            {t('Save the note')}
          </Button>
        </div>
      ) : note.updatedAt !== null ? (
        <p className={s.when}>{t('Saved {{when}}', { when: ago(note.updatedAt) })}</p>
      ) : null}
    </form>
  );
}

const kWeekMs = 7 * 86_400_000;

/** In a week, at nine in the morning. */
function usualTime(): string {
  const time = new Date(Date.now() + kWeekMs);
  time.setHours(9, 0, 0, 0);
  return localMinute(time);
}

/** Set or changed: the list with it in its place. */
export function withReminder(reminders: readonly Reminder[], changed: Reminder): Reminder[] {
  return [...reminders.filter(({ id }) => id !== changed.id), changed].toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}

function Reminders({ application, reminders }: { application: Application; reminders: readonly Reminder[] }) {
  const track = useTracking(application);
  const toast = useToast();
  const [text, setText] = useState('');
  const [due, setDue] = useState(usualTime);
  // As it was when the page was opened: good enough for what is days away.
  const [now] = useState(Date.now);
  const put = (reminder: Reminder) => {
    const { id, dueAt, done } = reminder;
    const body = { reminderId: id, text: reminder.text, dueAt, done };
    track('reminder', body, (before) => ({ ...before, reminders: withReminder(before.reminders, reminder) })).catch((error: unknown) => toast({ text: explain(error) }));
  };
  const forget = ({ id }: Reminder) =>
    track('forget_reminder', { reminderId: id }, (before) => ({ ...before, reminders: before.reminders.filter((other) => other.id !== id) })).catch((error: unknown) => toast({ text: explain(error) }));
  const time = new Date(due);
  const past = due !== '' && time.getTime() <= now;
  const good = text.trim() !== '' && !Number.isNaN(time.getTime()) && !past;
  return (
    <>
      {reminders.length > 0 ? (
        <ul className={s.reminders}>
          {reminders.map((reminder) => (
            <li key={reminder.id} data-done={reminder.done}>
              <label>
                <input type="checkbox" checked={reminder.done} onChange={(event) => put({ ...reminder, done: event.target.checked })} />
                <span>
                  {reminder.text}
                  <small data-late={!reminder.done && Date.parse(reminder.dueAt) < now}>
                    {dateTime(reminder.dueAt)}, {ago(reminder.dueAt)}
                  </small>
                </span>
              </label>
              <Button size="small" variant="ghost" icon aria-label={t('Remove: {{what}}', { what: reminder.text })} onClick={() => void forget(reminder)}>
                <Trash2 size={15} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <form
        className={s.remind}
        onSubmit={(event) => {
          event.preventDefault();
          if (!good) return;
          const made = new Date().toISOString();
          put({ id: newUuid(), applicationId: application.id, text: text.trim(), dueAt: time.toISOString(), done: false, notifiedAt: null, createdAt: made, updatedAt: made });
          setText('');
          setDue(usualTime());
        }}
      >
        <TextField label={t('Remind me to')} placeholder={t('Ask how it stands')} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
        <TextField label={t('On')} type="datetime-local" value={due} error={past ? t('This time has passed.') : undefined} onChange={(event) => setDue(event.target.value)} />
        <Button type="submit" disabled={!good}>
          <BellRing size={15} aria-hidden /> {t('Remind me')}
        </Button>
      </form>
    </>
  );
}
