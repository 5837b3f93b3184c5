import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Path } from 'react-hook-form';
import { useNavigate, useSearchParams } from 'react-router';

import { profileQuery, resumesQuery } from '../api/queries.ts';
import type { Profile } from '../api/types.ts';
import type { ProfileForm } from '../profile/form.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { ResumeList, ResumeUpload } from '../profile/resumes.tsx';
import {
  ConsentFields,
  ContactFields,
  EqualFields,
  LinkFields,
  TermFields,
  WorkFields,
  kConsentFields,
  kContactFields,
  kEqualFields,
  kLinkFields,
  kTermFields,
  kWorkFields,
} from '../profile/sections.tsx';
import { useProfileForm, type ProfileFormApi } from '../profile/use_profile_form.ts';
import { safeNext, useUser } from '../session/session.ts';
import { Logo } from '../shell/logo.tsx';
import { Button, Failed, Loading, Notice, useTitle } from '../ui/parts.tsx';
import { CommonQuestions, useCommonQuestions, type CommonAnswers } from './questions.tsx';
import s from './onboarding.module.css';

interface ProfileStep {
  kind: 'profile';
  title: Words;
  lead: Words;
  paths: readonly Path<ProfileForm>[];
  fields: (form: ProfileFormApi) => ReactNode;
}

interface OtherStep {
  kind: 'resume' | 'questions';
  title: Words;
  lead: Words;
}

const kSteps: readonly (ProfileStep | OtherStep)[] = [
  {
    kind: 'profile',
    title: 'Who is applying?',
    lead: 'Every form asks this. Employers see it as you write it.',
    paths: kContactFields,
    fields: (form) => <ContactFields form={form} />,
  },
  { kind: 'resume', title: 'Your résumé', lead: 'It is attached to every application. You can keep several and choose the default.' },
  {
    kind: 'profile',
    title: 'Your links',
    lead: 'Leave out what you do not have.',
    paths: kLinkFields,
    fields: (form) => <LinkFields form={form} />,
  },
  {
    kind: 'profile',
    title: 'Where may you work?',
    lead: 'JobSwipe never guesses this. What you leave out is asked when a form needs it.',
    paths: kWorkFields,
    fields: (form) => <WorkFields form={form} />,
  },
  {
    kind: 'profile',
    title: 'Salary, notice, moving',
    lead: 'Given only where a form asks for it.',
    paths: kTermFields,
    fields: (form) => <TermFields form={form} />,
  },
  { kind: 'questions', title: 'Questions that come again', lead: 'Answered once here, they are not asked again.' },
  {
    kind: 'profile',
    title: 'Equal opportunity',
    lead: 'Some employers must ask. Declining is always allowed and is what happens unless you choose otherwise.',
    paths: kEqualFields,
    fields: (form) => <EqualFields form={form} />,
  },
  {
    kind: 'profile',
    title: 'Consent boxes',
    lead: 'What may be ticked in your name.',
    paths: kConsentFields,
    fields: (form) => <ConsentFields form={form} />,
  },
];

export default function OnboardingScreen() {
  const profile = useQuery({ ...profileQuery, refetchOnWindowFocus: false });
  const questions = useCommonQuestions();
  if (profile.isPending || questions.isPending) return <Loading />;
  if (profile.data === undefined) return <Failed error={profile.error} retry={() => void profile.refetch()} />;
  if (questions.data === undefined) return <Failed error={questions.error} retry={() => void questions.refetch()} />;
  return <Steps profile={profile.data.profile} saved={questions.data} />;
}

function Steps({ profile, saved }: { profile: Profile; saved: CommonAnswers }) {
  const user = useUser();
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const at = Math.min(kSteps.length - 1, Math.max(0, (Number(params.get('step')) || 1) - 1));
  const step = kSteps[at]!;
  const { form, save, saving, failure } = useProfileForm(profile, user.email);
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(t(step.title));
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [at]);

  const go = async (to: number) => {
    if (to >= kSteps.length) {
      await navigate(safeNext(params.get('next')));
      return;
    }
    setParams((now) => {
      const next = new URLSearchParams(now);
      next.set('step', String(to + 1));
      return next;
    });
  };
  const last = at === kSteps.length - 1;
  const buttons = (busy: boolean, label = last ? t('Finish') : t('Continue')) => (
    <div className={s.buttons}>
      <Button type="submit" variant="primary" size="large" busy={busy}>
        {label}
      </Button>
      <Button variant="ghost" size="large" onClick={() => void go(at + 1)}>
        {last ? t('Skip and finish') : t('Skip')}
      </Button>
    </div>
  );

  return (
    <main className={s.frame}>
      <header className={s.head}>
        <Logo />
        <span>
          {t('{{number}} of {{all}}', { number: at + 1, all: kSteps.length })}
        </span>
      </header>
      <div className={s.steps} role="progressbar" aria-label={t('Steps')} aria-valuemin={1} aria-valuemax={kSteps.length} aria-valuenow={at + 1}>
        {kSteps.map(({ title }, index) => (
          <i key={title} data-done={index <= at} />
        ))}
      </div>
      <div className={s.body}>
        {at > 0 ? (
          <button type="button" className={s.back} onClick={() => void go(at - 1)}>
            <ArrowLeft size={16} aria-hidden /> {t('Back')}
          </button>
        ) : null}
        <h1 ref={heading} tabIndex={-1}>
          {t(step.title)}
        </h1>
        <p className={s.lead}>{t(step.lead)}</p>
        {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
        {step.kind === 'profile' ? (
          <form
            key={at}
            className={s.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void save(step.paths).then((saved) => (saved ? go(at + 1) : undefined));
            }}
          >
            {step.fields(form)}
            {buttons(saving)}
          </form>
        ) : step.kind === 'resume' ? (
          <ResumeStep buttons={buttons(false)} next={() => void go(at + 1)} />
        ) : (
          <CommonQuestions saved={saved} buttons={buttons} next={() => void go(at + 1)} />
        )}
      </div>
    </main>
  );
}

function ResumeStep({ buttons, next }: { buttons: ReactNode; next: () => void }) {
  const resumes = useQuery(resumesQuery);
  const none = resumes.data?.resumes.length === 0;
  const [reminded, setReminded] = useState(false);
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (none && !reminded) setReminded(true);
        else next();
      }}
    >
      <div>
        <ResumeList />
        <ResumeUpload />
      </div>
      {none && reminded ? <Notice tone="warn">{t('Without a résumé you can look at jobs, but not apply. Continue once more to add it later.')}</Notice> : null}
      {buttons}
    </form>
  );
}
