import { ExternalLink } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';

import { explain } from '../api/problem.ts';
import { answersQuery, summaryQuery } from '../api/queries.ts';
import type { Application, FailureKind, Question, SavedAnswer } from '../api/types.ts';
import { useApplicationAction } from '../application/actions.tsx';
import { t, tn, type Words } from '../i18n/i18n.ts';
import { usePending } from '../outbox/provider.tsx';
import { failureWords } from '../application/words.ts';
import { presenceWords } from '../shell/connection.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Check, TextField } from '../ui/fields.tsx';
import { Button, Notice } from '../ui/parts.tsx';
import { QuestionField } from './question_field.tsx';
import { controlOf, fieldName, isEmpty, isReview, prefill, toAnswers, type Value } from './questions.ts';
import s from './review.module.css';

/** What a NEEDS_REVIEW application needs of the person, and the means to give it. */
export function ReviewForm({ application }: { application: Application }) {
  const kind = application.failure?.kind;
  const questions = application.questions ?? [];
  const pending = usePending(application.id);
  if (pending.length > 0) return <Notice>{t('Your answer is kept on this device and sent as soon as the server can be reached.')}</Notice>;
  if (kind === 'outcome_unknown') return <Outcome application={application} />;
  if (questions.length > 0) return <Questions application={application} questions={questions} />;
  return <Obstacle application={application} />;
}

const kNoAnswers: readonly SavedAnswer[] = [];

function Questions({ application, questions }: { application: Application; questions: readonly Question[] }) {
  const saved = useQuery(answersQuery).data?.answers ?? kNoAnswers;
  const action = useApplicationAction(application, { quiet: true });
  // What the desktop would send is looked at, not asked; words for one employer are of no use to the next.
  const shown = isReview(questions);
  const [save, setSave] = useState(!shown);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Record<string, Value>>({
    defaultValues: Object.fromEntries(questions.map((question, index) => [fieldName(index), prefill(question, saved)])),
  });
  useEffect(() => {
    // What was answered for another application in the meantime need not be typed again; what is typed here stays.
    questions.forEach((question, index) => {
      const known = prefill(question, saved);
      if (isEmpty(form.getValues(fieldName(index))) && !isEmpty(known)) form.setValue(fieldName(index), known);
    });
  }, [form, questions, saved]);
  const answerable = questions.some((question) => controlOf(question) !== 'desktop');
  const submit = form.handleSubmit(async (values) => {
    setFailure(null);
    const answers = toAnswers(questions, values);
    if (answers.length === 0) {
      setFailure(t('Answer at least one question.'));
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
        {shown
          ? tn('JobSwipe would send these {{count}} answers. Read them, and change what is wrong.', questions.length)
          : tn('The form asks {{count}} things that you have not told JobSwipe.', questions.length)}{' '}
        {t('Your words are sent as you write them.')}
      </p>
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
      {questions.map((question, index) => (
        <QuestionField key={question.id} question={question} index={index} form={form} />
      ))}
      {answerable ? (
        <Check
          label={t('Remember for other applications')}
          note={t('The same question is then answered without asking. You can change it in Settings.')}
          checked={save}
          onChange={(event) => setSave(event.target.checked)}
        />
      ) : null}
      <div className={s.buttons}>
        {answerable ? (
          <Button type="submit" variant="primary" busy={action.isPending} data-testid="review-submit">
            {shown ? t('Send these answers') : t('Answer and continue')}
          </Button>
        ) : (
          <Button variant="primary" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })}>
            {t('Done there, try again')}
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
  const [note, setNote] = useState('');
  return (
    <div className={s.form}>
      <p className={s.lead}>
        {t('Your desktop was stopped around the moment of sending, so JobSwipe cannot know whether {{company}} got your application. It will not send again by itself.', {
          company: application.company,
        })}
      </p>
      {application.failure ? <p className={s.detail}>{application.failure.detail}</p> : null}
      <p className={s.lead}>{t('Look for a confirmation in your e-mail, or on the employer’s page. Then say which it is:')}</p>
      <div className={s.buttons}>
        <Button variant="primary" onClick={() => setAsking('sent')} data-testid="resolve-sent">
          {t('It was sent')}
        </Button>
        <Button onClick={() => setAsking('not_sent')} data-testid="resolve-not-sent">
          {t('It was not sent')}
        </Button>
        <Original application={application} />
      </div>
      {asking !== null ? (
        <Confirm
          title={asking === 'sent' ? t('It was sent?') : t('It was not sent?')}
          action={asking === 'sent' ? t('Yes, it was sent') : t('Yes, send it')}
          run={() =>
            action.mutateAsync({
              type: 'resolve',
              outcome: asking,
              // Of this attempt: the word may be sent long after, from a device that was offline.
              ...(application.epoch ? { epoch: application.epoch } : {}),
              ...(note.trim() === '' ? {} : { note: note.trim() }),
            })
          }
          onClose={() => setAsking(null)}
        >
          <p>
            {asking === 'sent'
              ? t('The application is marked as sent, for good.')
              : t('It goes back to the queue and will be filled in and sent again. If the first one did arrive, the employer gets two.')}
          </p>
          <div className={s.note}>
            <TextField label={t('How you know')} optional maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
          </div>
        </Confirm>
      ) : null}
    </div>
  );
}

/** Only a person at the desktop's own browser can go on. */
function atDesktop(kind: FailureKind | undefined): kind is keyof typeof kThere {
  return kind !== undefined && kind in kThere;
}

const kThere = {
  captcha: 'Solve the captcha there.',
  login_required: 'Log in there; JobSwipe’s browser keeps the login.',
  email_code: 'Type the code from your e-mail there.',
} as const satisfies Partial<Record<FailureKind, Words>>;

/** How to take over at the desktop, and whether the desktop is there to be taken over. */
function Takeover({ company, kind }: { company: string; kind: keyof typeof kThere }) {
  const desktop = useQuery(summaryQuery).data?.desktop;
  return (
    <>
      <ol className={s.steps}>
        <li>{t('Sit down at the desktop that runs JobSwipe.')}</li>
        <li>{t('Press the button here. Your desktop opens the page of {{company}} again.', { company })}</li>
        <li>{t(kThere[kind])}</li>
      </ol>
      {desktop !== undefined ? (
        <p className={s.presence} data-online={desktop.online}>
          {desktop.online ? t('Your desktop is on and listens.') : t('{{presence}}. Turn it on first; until then this waits.', { presence: presenceWords(desktop) })}
        </p>
      ) : null}
    </>
  );
}

function Obstacle({ application }: { application: Application }) {
  const action = useApplicationAction(application);
  const kind = application.failure?.kind;
  const words = failureWords(kind);
  return (
    <div className={s.form}>
      <p className={s.lead}>
        <strong>{t(words.title)}.</strong> {t(words.next)}
      </p>
      {application.failure ? <p className={s.detail}>{application.failure.detail}</p> : null}
      {atDesktop(kind) ? <Takeover company={application.company} kind={kind} /> : null}
      <div className={s.buttons}>
        <Button variant="primary" busy={action.isPending} onClick={() => action.mutate({ type: 'retry' })}>
          {atDesktop(kind) ? t('I am at the desktop: try again') : t('Try again')}
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
      {t('Employer’s page')} <ExternalLink size={14} aria-hidden />
    </a>
  );
}

function Cancel({ application }: { application: Application }) {
  const action = useApplicationAction(application, { quiet: true });
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {t('Do not apply')}
      </Button>
      {asking ? (
        <Confirm title={t('Give this application up?')} action={t('Give it up')} run={() => action.mutateAsync({ type: 'cancel' })} onClose={() => setAsking(false)}>
          <p>
            {t('{{title}} at {{company}} is not sent. This cannot be taken back.', { title: application.title, company: application.company })}
          </p>
        </Confirm>
      ) : null}
    </>
  );
}
