import { zodResolver } from '@hookform/resolvers/zod';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import { email, maxLength, minLength, object, string, type infer as Infer } from 'zod/mini';

import { t, type Words } from '../i18n/i18n.ts';
import { Rich } from '../i18n/rich.tsx';
import { LanguageChoice } from '../settings/language.tsx';
import { api, take } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { TextField } from '../ui/fields.tsx';
import { Button, Notice, useTitle } from '../ui/parts.tsx';
import { Logo } from '../shell/logo.tsx';
import { showProblem } from './forms.ts';
import { changePerson, safeNext, type LeftState } from './session.ts';
import s from './sign.module.css';

const kTooLong = (most: number) => ({ error: () => t('At most {{most}} characters.', { most }) });

const loginSchema = object({
  email: string().check(minLength(1, { error: () => t('Enter your e-mail address.') }), maxLength(254, kTooLong(254))),
  password: string().check(minLength(1, { error: () => t('Enter your password.') }), maxLength(200, kTooLong(200))),
});

const registerSchema = object({
  email: email({ error: () => t('Enter an e-mail address, such as you@example.org.') }).check(maxLength(254, kTooLong(254))),
  password: string().check(minLength(10, { error: () => t('At least 10 characters.') }), maxLength(200, kTooLong(200))),
});

type Values = Infer<typeof loginSchema>;

function SignForm({ kind }: { kind: 'login' | 'register' }) {
  const [params] = useSearchParams();
  const next = params.get('next');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Values>({
    resolver: zodResolver(kind === 'login' ? loginSchema : registerSchema),
    defaultValues: { email: '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (body) => {
    setFailure(null);
    try {
      const session = await take(kind === 'login' ? api.POST('/api/auth/login', { body }) : api.POST('/api/auth/register', { body }));
      changePerson(client, session.user);
      if (kind === 'login') await navigate(safeNext(next), { replace: true });
      else await navigate(next === null ? '/welcome' : `/welcome?next=${encodeURIComponent(next)}`, { replace: true });
    } catch (error) {
      if (kind === 'login' && error instanceof Problem && error.status === 401) {
        setFailure(t('E-mail address or password is wrong.'));
        return;
      }
      setFailure(showProblem(error, ['email', 'password'], form.setError));
    }
  });

  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <form className={s.form} onSubmit={(event) => void submit(event)} noValidate>
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
      <TextField label={t('E-mail')} type="email" autoComplete="email" inputMode="email" autoFocus error={errors.email?.message} {...form.register('email')} />
      <TextField
        label={t('Password')}
        type="password"
        autoComplete={kind === 'login' ? 'current-password' : 'new-password'}
        hint={kind === 'register' ? t('At least 10 characters.') : undefined}
        error={errors.password?.message}
        {...form.register('password')}
      />
      <Button type="submit" variant="primary" size="large" wide busy={isSubmitting} data-testid={`${kind}-submit`}>
        {kind === 'login' ? t('Log in') : t('Create account')}
      </Button>
      <p className={s.other}>
        {kind === 'login' ? (
          <>
            {t('New here?')} <Link to={`/register${query}`}>{t('Create an account')}</Link>
          </>
        ) : (
          <>
            {t('Have an account?')} <Link to={`/login${query}`}>{t('Log in')}</Link>
          </>
        )}
      </p>
    </form>
  );
}

const kWay: readonly Words[] = [
  '<b>Swipe right</b> on a job, here or on your phone.',
  '<b>Your own desktop</b> opens the employer’s form and fills it in with what you have told it.',
  '<b>It never guesses.</b> What it does not know, it asks you, once. Then it sends, and shows you the proof.',
];

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  useTitle(title);
  return (
    <main className={s.frame}>
      <div className={s.column}>
        <Logo />
        <h1>{title}</h1>
        {children}
        <LanguageChoice />
      </div>
      <aside className={s.aside} aria-label={t('How it works')}>
        <ol>
          {kWay.map((words) => (
            <li key={words}>
              <Rich text={t(words)} tags={{ b: (inner) => <strong>{inner}</strong> }} />
            </li>
          ))}
        </ol>
      </aside>
    </main>
  );
}

export function LoginScreen() {
  const client = useQueryClient();
  const { left } = (useLocation().state ?? {}) as Partial<LeftState>;
  useEffect(() => {
    if (left === true) changePerson(client, null);
  }, [client, left]);
  return (
    <Frame title={t('Log in')}>
      <SignForm kind="login" key="login" />
    </Frame>
  );
}

export function RegisterScreen() {
  return (
    <Frame title={t('Create your account')}>
      <SignForm kind="register" key="register" />
    </Frame>
  );
}
