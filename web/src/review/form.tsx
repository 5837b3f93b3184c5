import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';

import { explain } from '../api/problem.ts';
import type { Application, Question } from '../api/types.ts';
import { useApplicationAction } from '../application/actions.tsx';
import { failureWords } from '../application/words.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Check, Choices, SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Notice } from '../ui/parts.tsx';
import { controlOf, fieldName, isEmpty, toAnswers, type Value } from './questions.ts';
import s from './review.module.css';

/** What a NEEDS_REVIEW application needs of the person, and the means to give it. */
export function ReviewForm({ application }: { application: Application }) {
  const kind = application.failure?.kind;
  const questions = application.questions ?? [];
  if (kind === 'outcome_unknown') return <Outcome application={application} />;
  if (questions.length > 0) return <Questions application={application} questions={questions} />;
  return <Obstacle application={application} />;
}

const kMostRadios = 6;

function QuestionField({
  question,
  index,
  form,
}: {
  question: Question;
  index: number;
  form: ReturnType<typeof useForm<Record<string, Value>>>;
}) {
  const name = fieldName(index);
  const control = controlOf(question);
  const required = question.required === true;
  const optional = !required;
  const hint = question.reason;
  const error = form.formState.errors[name]?.message;
  const field = form.register(name, {
    validate: (value) => !required || !isEmpty(value) || 'The form requires an answer.',
  });
  const frame = { label: question.label, hint, error: typeof error === 'string' ? error : undefined, optional };
  const options = (question.options ?? []).map((option) => ({ value: option, label: option }));
  switch (control) {
    case 'desktop':
      return (
        <Notice tone="warn">
          <strong>{question.label}</strong>:{' '}
          {question.kind === 'password' ? 'passwords are not typed here. Log in on your desktop, in JobSwipe’s browser.' : 'this file can only be chosen on your desktop.'}
        </Notice>
      );
    case 'textarea':
      return <TextArea {...frame} {...field} />;
    case 'choice':
      return options.length <= kMostRadios ? (
        <Choices {...frame} options={options} column={options.some((option) => option.label.length > 24)} {...field} />
      ) : (
        <SelectField {...frame} options={[{ value: '', label: 'Choose…' }, ...options]} {...field} />
      );
    case 'choices':
      return <Choices {...frame} type="checkbox" options={options} column={options.length > kMostRadios} {...field} />;
    case 'yesno':
      return (
        <Choices
          {...frame}
          options={[
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
          {...field}
        />
      );
    case 'text':
    case 'email':
    case 'tel':
    case 'number':
    case 'date':
    case 'url':
      return <TextField {...frame} type={control} {...(control === 'number' ? { step: 'any' } : {})} {...field} />;
  }
}

function Questions({ application, questions }: { application: Application; questions: readonly Question[] }) {
  const action = useApplicationAction(application, { quiet: true });
  const [save, setSave] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Record<string, Value>>({
    // Checkboxes gather into a list only when they start as one.
    defaultValues: Object.fromEntries(questions.map((question, index) => [fieldName(index), controlOf(question) === 'choices' ? [] : ''])),
  });
  const answerable = questions.some((question) => controlOf(question) !== 'desktop');
  const submit = form.handleSubmit(async (values) => {
    setFailure(null);
    const answers = toAnswers(questions, values);
    if (answers.length === 0) {
      setFailure('Answer at least one question.');
      return;
    }
    try {
      await action.mutateAsync({ type: 'answers', answers, save });
    } catch (error) {
      setFailure(explain(error));
    }
  });
  return (
    <form className={s.form} onSubmit={(event) => void submit(event)} noValidate>
      <p className={s.lead}>
        {questions.length === 1 ? 'The form asks something that you have not told JobSwipe.' : `The form asks ${questions.length} things that you have not told JobSwipe.`}{' '}
        Your words are sent as you write them.
      </p>
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
      {questions.map((question, index) => (
        <QuestionField key={question.id} question={question} index={index} form={form} />
      ))}
      {answerable ? (
        <Check
          label="Remember for other applications"
          note="The same question is then answered without asking. You can change it in Settings."
          checked={save}
          onChange={(event) => setSave(event.target.checked)}
        />
      ) : null}
      <div className={s.buttons}>
        {answerable ? (
          <Button type="submit" variant="primary" busy={action.isPending} data-testid="review-submit">
            Answer and continue
          </Button>
        ) : (
          <Button variant="primary" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })}>
            Done there, try again
          </Button>
        )}
        <Cancel application={application} />
      </div>
    </form>
  );
}

function Outcome({ application }: { application: Application }) {
  const action = useApplicationAction(application, { quiet: true });
  const [asking, setAsking] = useState<'sent' | 'not_sent' | null>(null);
  return (
    <div className={s.form}>
      <p className={s.lead}>
        Your desktop was stopped around the moment of sending, so JobSwipe cannot know whether {application.company} got your application. It will not
        send again by itself.
      </p>
      {application.failure ? <p className={s.detail}>{application.failure.detail}</p> : null}
      <p className={s.lead}>Look for a confirmation in your e-mail, or on the employer’s page. Then say which it is:</p>
      <div className={s.buttons}>
        <Button variant="primary" onClick={() => setAsking('sent')} data-testid="resolve-sent">
          It was sent
        </Button>
        <Button onClick={() => setAsking('not_sent')} data-testid="resolve-not-sent">
          It was not sent
        </Button>
        <Original application={application} />
      </div>
      {asking !== null ? (
        <Confirm
          title={asking === 'sent' ? 'It was sent?' : 'It was not sent?'}
          action={asking === 'sent' ? 'Yes, it was sent' : 'Yes, send it'}
          run={() => action.mutateAsync({ type: 'resolve', outcome: asking })}
          onClose={() => setAsking(null)}
        >
          <p>
            {asking === 'sent'
              ? 'The application is marked as sent, for good.'
              : 'It goes back to the queue and will be filled in and sent again. If the first one did arrive, the employer gets two.'}
          </p>
        </Confirm>
      ) : null}
    </div>
  );
}

function Obstacle({ application }: { application: Application }) {
  const action = useApplicationAction(application);
  const words = failureWords(application.failure?.kind);
  return (
    <div className={s.form}>
      <p className={s.lead}>
        <strong>{words.title}.</strong> {words.next}
      </p>
      {application.failure ? <p className={s.detail}>{application.failure.detail}</p> : null}
      <div className={s.buttons}>
        <Button variant="primary" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })}>
          Try again
        </Button>
        <Original application={application} />
        <Cancel application={application} />
      </div>
    </div>
  );
}

function Original({ application }: { application: Application }) {
  return (
    <a href={application.applyUrl} target="_blank" rel="noopener noreferrer" className={s.original}>
      Employer’s page <ExternalLink size={14} aria-hidden />
    </a>
  );
}

function Cancel({ application }: { application: Application }) {
  const action = useApplicationAction(application, { quiet: true });
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        Do not apply
      </Button>
      {asking ? (
        <Confirm title="Give this application up?" action="Give it up" run={() => action.mutateAsync({ type: 'cancel' })} onClose={() => setAsking(false)}>
          <p>
            {application.title} at {application.company} is not sent. This cannot be taken back.
          </p>
        </Confirm>
      ) : null}
    </>
  );
}
