import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Profile, Resume } from '../api/types.ts';
import { renderAt } from '../testing/render.tsx';
import { SwipesProvider } from '../outbox/provider.tsx';
import { kResume, kUser, problem, serve, type Answer, type Seen } from '../testing/server.ts';
import Onboarding from './onboarding.tsx';

function open(path: string, profile: Profile = {}, put?: (seen: Seen) => Answer) {
  const resumes: Resume[] = [];
  const seen = serve({
    'GET /api/profile': () => ({ profile, version: 1 }),
    'PUT /api/profile': put ?? (({ body }) => ({ profile: body as Profile, version: 2 })),
    'GET /api/answers': () => ({ answers: [{ question: 'Are you at least 18 years old?', answer: true }] }),
    'PUT /api/answers': ({ body }) => body as object,
    'GET /api/resumes': () => ({ resumes }),
    'POST /api/resumes': () => {
      resumes.push(kResume);
      return kResume;
    },
  });
  return { seen, ...renderAt(
      path,
      <SwipesProvider userId={kUser.id}>
        <Onboarding />
      </SwipesProvider>,
    ) };
}

const puts = (seen: Seen[]) => seen.filter(({ method }) => method === 'PUT');

describe('the first steps', () => {
  it('save each step with the whole profile and go on', async () => {
    const { seen, where } = open('/welcome', { skills: ['C++'], links: { github: 'github.com/ada' } });
    await userEvent.type(await screen.findByLabelText('First name'), 'Ada');
    await userEvent.type(screen.getByLabelText('Last name'), 'Okafor');
    expect(screen.getByLabelText('E-mail for employers')).toHaveValue('ada@example.org');
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(where()).toBe('/welcome?step=2'));
    expect(puts(seen)[0]?.body).toMatchObject({ firstName: 'Ada', lastName: 'Okafor', email: 'ada@example.org', skills: ['C++'], links: { github: 'github.com/ada' } });
    expect(puts(seen)[0]?.headers.get('X-JobSwipe-Client')).toBe('web');
  });

  it('keep the person on a step whose fields must be mended', async () => {
    const { seen, where } = open('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'Continue' }));
    expect(await screen.findByText('Your first name is needed in every application.')).toBeInTheDocument();
    expect(where()).toBe('/welcome');
    expect(puts(seen)).toEqual([]);
  });

  it('show the server’s reason beside the field that it names', async () => {
    open('/welcome', { firstName: 'Ada', lastName: 'O' }, () => problem(400, 'invalid', 'The profile is not valid.', { errors: [{ pointer: '/address/city', reason: 'no such city' }] }));
    await userEvent.click(await screen.findByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(screen.getByLabelText(/^City/)).toHaveAccessibleDescription('no such city'));
  });

  it('upload a résumé as the file itself', async () => {
    const { seen } = open('/welcome?step=2');
    await userEvent.upload(await screen.findByTestId('resume-input'), new File(['%PDF-1.7'], 'ada.pdf', { type: 'application/pdf' }));
    expect(await screen.findByTestId('resume')).toHaveTextContent('ada.pdf');
    const post = seen.find(({ method }) => method === 'POST')!;
    expect(post.headers.get('Content-Type')).toBe('application/pdf');
    expect(post.query.get('name')).toBe('ada.pdf');
    expect(post.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('refuse what is no résumé before it is sent', async () => {
    const { seen } = open('/welcome?step=2');
    await userEvent.upload(await screen.findByTestId('resume-input'), new File(['MZ'], 'ada.exe'), { applyAccept: false });
    expect(await screen.findByText('A résumé is a PDF or Word (.docx) file.')).toBeInTheDocument();
    expect(seen.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('save only the answers that changed; "ask me" forgets', async () => {
    const { seen, where } = open('/welcome?step=6');
    const [age, license] = await screen.findAllByRole('group');
    await userEvent.click(age!.querySelector('input[value=""]')!);
    await userEvent.click(license!.querySelector('input[value="no"]')!);
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(where()).toBe('/welcome?step=7'));
    expect(puts(seen)[0]?.body).toEqual({
      answers: [
        { question: 'Are you at least 18 years old?', answer: null },
        { question: "Do you have a valid driver's license?", answer: false },
      ],
    });
  });

  it('end where the person was going', async () => {
    const { where } = open('/welcome?step=8&next=%2Fpair%3Fcode%3DABCD-EFGH', { firstName: 'Ada', lastName: 'O' });
    await userEvent.click(await screen.findByLabelText(/Accept privacy notices/));
    await userEvent.click(screen.getByRole('button', { name: 'Finish' }));
    await waitFor(() => expect(where()).toBe('/pair?code=ABCD-EFGH'));
  });
});
