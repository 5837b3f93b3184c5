import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';

import { renderAt } from '../testing/render.tsx';
import { json, kUser, problem, serve, type Answer } from '../testing/server.ts';
import { safeNext } from './session.ts';
import { LoginScreen, RegisterScreen } from './sign.tsx';

const kSession = { user: kUser, accessToken: 'x', tokenType: 'Bearer', expiresIn: 900 };

function open(path: string, answer: () => Answer = () => kSession) {
  const seen = serve({ 'POST /api/auth/login': answer, 'POST /api/auth/register': answer });
  const view = renderAt(
    path,
    <Routes>
      <Route path="/login" element={<LoginScreen />} />
      <Route path="/register" element={<RegisterScreen />} />
      <Route path="*" element={<p>elsewhere</p>} />
    </Routes>,
  );
  return { seen, ...view };
}

async function fill(email: string, password: string) {
  await userEvent.type(screen.getByLabelText('E-mail'), email);
  await userEvent.type(screen.getByLabelText('Password'), password);
}

describe('signing up', () => {
  it('goes on to the first steps', async () => {
    const { seen, where } = open('/register', () => json(201, kSession));
    await fill('ada@example.org', 'a long password');
    await userEvent.click(screen.getByTestId('register-submit'));
    await waitFor(() => expect(where()).toBe('/welcome'));
    expect(seen[0]?.body).toEqual({ email: 'ada@example.org', password: 'a long password' });
  });

  it('names what is wrong beside its field, before asking the server', async () => {
    const { seen } = open('/register');
    await fill('ada', 'short');
    await userEvent.click(screen.getByTestId('register-submit'));
    expect(await screen.findByText('Enter an e-mail address, such as you@example.org.')).toBeInTheDocument();
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/At least 10 characters/);
    expect(screen.getByLabelText('Password')).toBeInvalid();
    expect(seen).toEqual([]);
  });

  it('puts the server’s reason beside the field that its pointer names', async () => {
    open('/register', () => problem(409, 'taken', 'Registration failed.', { errors: [{ pointer: '/email', reason: 'This address has an account.' }] }));
    await fill('ada@example.org', 'a long password');
    await userEvent.click(screen.getByTestId('register-submit'));
    await waitFor(() => expect(screen.getByLabelText('E-mail')).toHaveAccessibleDescription('This address has an account.'));
    expect(screen.queryByText('Registration failed.')).toBeNull();
  });
});

describe('logging in', () => {
  it('returns to where the person was going', async () => {
    const { where } = open('/login?next=%2Fpair%3Fcode%3DABCD-EFGH');
    await fill('ada@example.org', 'x');
    await userEvent.click(screen.getByTestId('login-submit'));
    await waitFor(() => expect(where()).toBe('/pair?code=ABCD-EFGH'));
  });

  it('says that address or password is wrong, not which', async () => {
    open('/login', () => problem(401, 'unauthenticated', 'no'));
    await fill('ada@example.org', 'x');
    await userEvent.click(screen.getByTestId('login-submit'));
    expect(await screen.findByText('E-mail address or password is wrong.')).toBeInTheDocument();
  });

  it('never leads to another site', () => {
    expect(safeNext('/queue?x=1')).toBe('/queue?x=1');
    for (const bad of ['//evil.example/', 'https://evil.example/', 'javascript:alert(1)', '/\\evil.example', '', null]) expect(safeNext(bad)).toBe('/');
  });
});
