import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';

import { jobQuery, resumesQuery } from '../api/queries.ts';
import type { JobCard, Question } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import type { SwipeDetails } from '../outbox/provider.tsx';
import { kPriorities, nearestPriority, priorityWords } from '../queue/priority.ts';
import { QuestionField } from '../review/question_field.tsx';
import { controlOf, fieldName, toAnswers, type Value } from '../review/questions.ts';
import { useSettings } from '../settings/use_settings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Check, Choices, SelectField } from '../ui/fields.tsx';
import { Button, Loading } from '../ui/parts.tsx';
import { openQuestions } from './open_questions.ts';
import s from './deck.module.css';

type Values = Record<string, Value>;

const isFree = (question: Question): boolean => controlOf(question) === 'textarea';

/** Asks before applying: which résumé, how soon, and what the feed already says the form will ask. */
export function ConfirmSheet({ job, onApply, onClose }: { job: JobCard; onApply: (details: SwipeDetails) => void; onClose: () => void }) {
  const detail = useQuery(jobQuery(job.id));
  const resumes = useQuery(resumesQuery);
  const waiting = [detail, resumes].some((query) => query.isPending);
  return (
    <Dialog title={t('Apply at {{company}}', { company: job.company })} kind="sheet" onClose={onClose}>
      <p className={s.confirmTitle}>{job.title}</p>
      {waiting ? (
        <Loading label={t('Loading')} />
      ) : (
        // What could not be read only asks less: the form itself asks again where it must.
        <Form
          proposed={job.proposedResumeId ?? detail.data?.proposedResumeId ?? null}
          questions={detail.data === undefined ? [] : openQuestions(detail.data)}
          resumes={(resumes.data?.resumes ?? []).map(({ id, name, isDefault }) => ({ id, name, isDefault }))}
          onApply={onApply}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function Form({
  proposed,
  questions,
  resumes,
  onApply,
  onClose,
}: {
  /** What a swipe takes that names none: by the person's rules. */
  proposed: string | null;
  questions: readonly Question[];
  resumes: readonly { id: string; name: string; isDefault: boolean }[];
  onApply: (details: SwipeDetails) => void;
  onClose: () => void;
}) {
  const usual = resumes.find((resume) => resume.id === proposed)?.id ?? resumes.find((resume) => resume.isDefault)?.id ?? resumes[0]?.id ?? '';
  const [resume, setResume] = useState(usual);
  const { settings, save } = useSettings();
  const asked = settings !== undefined && settings.confirmSwipe !== 'never';
  // Null as long as the default priority will do.
  const [priority, setPriority] = useState<number | null>(null);
  const [ask, setAsk] = useState(asked);
  const [keep, setKeep] = useState(true);
  const form = useForm<Values>({
    defaultValues: Object.fromEntries(questions.map((question, index) => [fieldName(index), controlOf(question) === 'choices' ? [] : ''])),
  });
  const submit = form.handleSubmit((values) => {
    const given = toAnswers(questions, values);
    // What is written freely is meant for this employer; a choice or a fact holds everywhere.
    const free = new Set(questions.filter(isFree).map(({ label }) => label));
    const all = given.filter(({ answer }) => answer !== null);
    const answers = all.filter(({ question }) => keep && !free.has(question));
    const customFields = Object.fromEntries(all.flatMap(({ question, answer }) => (answer === null || (keep && !free.has(question)) ? [] : [[question, answer]])));
    if (settings !== undefined && ask !== asked) void save({ confirmSwipe: ask ? 'always' : 'never' });
    onApply({
      ...(resume === '' || resume === usual ? {} : { resumeId: resume }),
      ...(priority === null ? {} : { priority }),
      ...(answers.length === 0 ? {} : { answers }),
      ...(Object.keys(customFields).length === 0 ? {} : { customFields }),
    });
  });
  return (
    <form className={s.filters} onSubmit={(event) => void submit(event)} noValidate>
      {resumes.length > 1 ? (
        <SelectField
          label={t('Résumé')}
          options={resumes.map(({ id, name, isDefault }) => ({ value: id, label: isDefault ? t('{{name}} (default)', { name }) : name }))}
          value={resume}
          onChange={(event) => setResume(event.target.value)}
        />
      ) : null}
      <Choices
        label={t('How soon?')}
        name="priority"
        options={kPriorities.map((value) => ({ value: String(value), label: priorityWords(value) }))}
        current={String(priority ?? nearestPriority(settings?.defaultPriority ?? 5))}
        onChange={(event) => setPriority(Number(event.target.value))}
      />
      {questions.length > 0 ? (
        <fieldset className={s.confirmQuestions}>
          <legend>{t('The form will ask')}</legend>
          <p className={s.confirmNote}>{t('Answer now, or leave it out: then you are asked when the form does.')}</p>
          {questions.map((question, index) => (
            <QuestionField key={question.id} question={question} index={index} form={form} lenient />
          ))}
          {questions.every(isFree) ? null : (
            <Check
              label={t('Keep these answers')}
              note={t('The same question is then answered without asking; what you write freely stays with this application.')}
              checked={keep}
              onChange={(event) => setKeep(event.target.checked)}
            />
          )}
        </fieldset>
      ) : null}
      <Check label={t('Ask me before each application')} checked={ask} onChange={(event) => setAsk(event.target.checked)} />
      <div className={s.filterActions}>
        <Button variant="ghost" onClick={onClose}>
          {t('Not now')}
        </Button>
        <Button type="submit" variant="primary" data-testid="confirm-apply">
          {t('Apply')}
        </Button>
      </div>
    </form>
  );
}
