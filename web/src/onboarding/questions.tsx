import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';

import { t, type Words } from '../i18n/i18n.ts';
import { explain } from '../api/problem.ts';
import { answersQuery } from '../api/queries.ts';
import type { SavedAnswer } from '../api/types.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { Choices } from '../ui/fields.tsx';
import { Notice } from '../ui/parts.tsx';
import s from './onboarding.module.css';

/** Asked by many forms in nearly these words, and answerable for all of them alike. */
const kQuestions = [
  'Are you at least 18 years old?',
  "Do you have a valid driver's license?",
  'Are you willing to travel for work?',
  'Are you willing to undergo a background check?',
] as const satisfies readonly Words[];

type Choice = 'yes' | 'no' | '';
export type CommonAnswers = Choice[];

export function useCommonQuestions() {
  return useQuery({
    ...answersQuery,
    select: ({ answers }): CommonAnswers =>
      kQuestions.map((question) => {
        const answer = answers.find((saved) => saved.question === question)?.answer;
        if (answer === true || answer === 'Yes') return 'yes';
        if (answer === false || answer === 'No') return 'no';
        return '';
      }),
  });
}

/** Only what changed is sent; "ask me" forgets an answer that was there. */
export function changes(before: readonly Choice[], after: readonly Choice[]): SavedAnswer[] {
  return kQuestions.flatMap((question, index): SavedAnswer[] => {
    const choice = after[index] ?? '';
    if (choice === (before[index] ?? '')) return [];
    return [{ question, answer: choice === '' ? null : choice === 'yes' }];
  });
}

export function CommonQuestions({ saved, buttons, next }: { saved: CommonAnswers; buttons: (busy: boolean) => ReactNode; next: () => void }) {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<{ choices: Choice[] }>({ defaultValues: { choices: saved } });
  const { change } = useOutbox();
  const put = useMutation({
    mutationFn: (answers: SavedAnswer[]) => change({ kind: 'save_answers', about: 'answers', title: '', company: '', body: { answers } }),
    onSuccess: (receipt) => {
      if (receipt.state === 'sent') client.setQueryData(answersQuery.queryKey, receipt.answer as { answers: SavedAnswer[] });
    },
  });
  const submit = form.handleSubmit(async ({ choices }) => {
    const answers = changes(saved, choices);
    try {
      if (answers.length > 0) await put.mutateAsync(answers);
      next();
    } catch (error) {
      setFailure(explain(error));
    }
  });
  return (
    <form className={s.form} onSubmit={(event) => void submit(event)}>
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
      {kQuestions.map((question, index) => (
        <Choices
          key={question}
          label={t(question)}
          options={[
            { value: 'yes', label: t('Yes') },
            { value: 'no', label: t('No') },
            { value: '', label: t('Ask me') },
          ]}
          {...form.register(`choices.${index}`)}
        />
      ))}
      {buttons(put.isPending)}
    </form>
  );
}
