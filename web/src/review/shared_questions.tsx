import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';

import { explain } from '../api/problem.ts';
import { answersQuery } from '../api/queries.ts';
import type { Application, BulkResult, SavedAnswer } from '../api/types.ts';
import { t, tn } from '../i18n/i18n.ts';
import { newSubject } from '../outbox/outbox.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { Check } from '../ui/fields.tsx';
import { Button, Notice } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { QuestionField } from './question_field.tsx';
import { fieldName, prefill, toAnswers, type Value } from './questions.ts';
import { batches, sharedQuestions, type SharedQuestion } from './shared.ts';
import s from './review.module.css';

const kNoAnswers: readonly SavedAnswer[] = [];

/** Questions that several forms ask, typed once for all of them; nothing when no question comes twice. */
export function SharedQuestions({ applications }: { applications: readonly Application[] }) {
  const { pending } = useOutbox();
  const waiting = applications.filter(({ id }) => !pending.some((entry) => entry.about === id));
  const shared = sharedQuestions(waiting);
  if (shared.length === 0) return null;
  // Other questions are another form: what was typed into this one stays with its own.
  return <Form key={shared.map(({ question }) => question.label).join('\n')} applications={waiting} shared={shared} />;
}

function Form({ applications, shared }: { applications: readonly Application[]; shared: readonly SharedQuestion[] }) {
  const saved = useQuery(answersQuery).data?.answers ?? kNoAnswers;
  const { change } = useOutbox();
  const client = useQueryClient();
  const toast = useToast();
  const [save, setSave] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const questions = shared.map(({ question }) => question);
  const form = useForm<Record<string, Value>>({
    defaultValues: Object.fromEntries(questions.map((question, index) => [fieldName(index), prefill(question, saved)])),
  });
  const run = useMutation({
    mutationFn: async (answers: SavedAnswer[]) => {
      const ready = batches(applications, questions, answers);
      const receipts = await Promise.all(
        ready.map((batch) => change({ kind: 'bulk', about: newSubject(), title: '', company: '', body: { action: 'answer', ids: batch.ids, answers: batch.answers, save } })),
      );
      // What no application could go on with is still worth keeping: its form is then filled in below.
      const used = new Set(ready.flatMap((batch) => batch.answers.map(({ question }) => question)));
      const rest = answers.filter(({ question }) => !used.has(question));
      if (save && rest.length > 0) receipts.push(await change({ kind: 'save_answers', about: 'answers', title: '', company: '', body: { answers: rest } }));
      return { receipts, sent: ready.flatMap(({ ids }) => ids).length };
    },
    onSuccess: ({ receipts, sent }) => {
      if (receipts.some((receipt) => receipt.state === 'kept')) {
        toast({ text: t('Kept on this device, sent as soon as the server answers.') });
        return;
      }
      const refused = receipts.flatMap((receipt) => (receipt.state === 'sent' ? ((receipt.answer as Partial<BulkResult> | undefined)?.results ?? []) : [])).filter(({ ok }) => !ok);
      const changed = sent === 0 ? t('Saved; the forms below are filled in with it.') : tn('{{count}} applications go on.', sent - refused.length);
      toast({ text: refused.length === 0 ? changed : `${changed} ${tn('{{count}} could not be.', refused.length)} ${refused[0]?.problem?.detail ?? ''}`.trim() });
    },
    onError: (error) => setFailure(explain(error)),
    onSettled: () => Promise.all(['applications', 'answers'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const submit = form.handleSubmit((values) => {
    const answers = toAnswers(questions, values);
    setFailure(answers.length === 0 ? t('Answer at least one question.') : null);
    if (answers.length > 0) run.mutate(answers);
  });
  return (
    <section className={s.item} data-testid="shared-questions" aria-label={t('Asked more than once')}>
      <header>
        <p>{t('Asked more than once')}</p>
        <h3>{t('Type it once for all of them')}</h3>
      </header>
      <form className={s.form} onSubmit={(event) => void submit(event)} noValidate>
        {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
        {shared.map(({ question, ids }, index) => (
          <div key={question.id}>
            <QuestionField question={question} index={index} form={form} lenient />
            <p className={s.askers}>{askers(applications, ids)}</p>
          </div>
        ))}
        <Check label={t('Remember for other applications')} checked={save} onChange={(event) => setSave(event.target.checked)} />
        <div className={s.buttons}>
          <Button type="submit" variant="primary" busy={run.isPending} data-testid="shared-submit">
            {t('Answer for all')}
          </Button>
        </div>
      </form>
    </section>
  );
}

const kMostNamed = 4;

function askers(applications: readonly Application[], ids: readonly string[]): string {
  const names = [...new Set(applications.filter(({ id }) => ids.includes(id)).map(({ company }) => company))];
  const shown = names.slice(0, kMostNamed).join(', ');
  return t('Asked by {{names}}', { names: names.length > kMostNamed ? `${shown} …` : shown });
}
