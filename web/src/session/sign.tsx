import { zodResolver } from '@hookform/resolvers/zod';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import { email, maxLength, minLength, object, string, type infer as Infer } from 'zod/mini';

import { api, take } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { TextField } from '../ui/fields.tsx';
import { Button, Notice, useTitle } from '../ui/parts.tsx';
import { Logo } from '../shell/logo.tsx';
import { showProblem } from './forms.ts';
import { changePerson, safeNext, type LeftState } from './session.ts';
import s from './sign.module.css';

const loginSchema = object({
  email: string().check(minLength(1, 'Enter your e-mail address.'), maxLength(254, 'At most 254 characters.')),
  password: string().check(minLength(1, 'Enter your password.'), maxLength(200, 'At most 200 characters.')),
});

const registerSchema = object({
  email: email('Enter an e-mail address, such as you@example.org.').check(maxLength(254, 'At most 254 characters.')),
  password: string().check(minLength(10, 'At least 10 characters.'), maxLength(200, 'At most 200 characters.')),
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
        setFailure('E-mail address or password is wrong.');
        return;
      }
      setFailure(showProblem(error, ['email', 'password'], form.setError));
    }
  });

  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <form className={s.form} onSubmit={(event) => void submit(event)} noValidate>
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
      <TextField label="E-mail" type="email" autoComplete="email" inputMode="email" autoFocus error={errors.email?.message} {...form.register('email')} />
      <TextField
        label="Password"
        type="password"
        autoComplete={kind === 'login' ? 'current-password' : 'new-password'}
        hint={kind === 'register' ? 'At least 10 characters.' : undefined}
        error={errors.password?.message}
        {...form.register('password')}
      />
      <Button type="submit" variant="primary" size="large" wide busy={isSubmitting} data-testid={`${kind}-submit`}>
        {kind === 'login' ? 'Log in' : 'Create account'}
      </Button>
      <p className={s.other}>
        {kind === 'login' ? (
          <>
            New here? <Link to={`/register${query}`}>Create an account</Link>
          </>
        ) : (
          <>
            Have an account? <Link to={`/login${query}`}>Log in</Link>
          </>
        )}
      </p>
    </form>
  );
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  useTitle(title);
  return (
    <main className={s.frame}>
      <div className={s.column}>
        <Logo />
        <h1>{title}</h1>
        {children}
      </div>
      <aside className={s.aside} aria-label="How it works">
        <ol>
          <li>
            <strong>Swipe right</strong> on a job, here or on your phone.
          </li>
          <li>
            <strong>Your own desktop</strong> opens the employer’s form and fills it in with what you have told it.
          </li>
          <li>
            <strong>It never guesses.</strong> What it does not know, it asks you, once. Then it sends, and shows you the proof.
          </li>
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
    <Frame title="Log in">
      <SignForm kind="login" key="login" />
    </Frame>
  );
}

export function RegisterScreen() {
  return (
    <Frame title="Create your account">
      <SignForm kind="register" key="register" />
    </Frame>
  );
}
