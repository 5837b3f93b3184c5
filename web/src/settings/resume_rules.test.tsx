import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { ResumeRule } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { kResume, kUser, serve } from '../testing/server.ts';
import { listOf, ResumeRules } from './resume_rules.tsx';

const kOther = { ...kResume, id: '77777777-7777-4777-8777-777777777777', name: 'ada-data.pdf', isDefault: false };

function open(first: ResumeRule[] = []) {
  let rules = first;
  const seen = serve({
    'GET /api/resume-rules': () => ({ rules, version: 1 }),
    'PUT /api/resume-rules': ({ body }) => {
      ({ rules } = body as { rules: ResumeRule[] });
      return { rules, version: 2 };
    },
  });
  renderAt('/settings/resumes', <SwipesProvider userId={kUser.id}><ResumeRules resumes={[kResume, kOther]} /></SwipesProvider>);
  return () => seen.filter(({ method }) => method === 'PUT').map(({ body }) => (body as { rules: ResumeRule[] }).rules);
}

describe('which résumé goes where', () => {
  it('is said by a rule with at least one condition', async () => {
    const saved = open();
    const add = await screen.findByRole('button', { name: 'Add the rule' });
    expect(add).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/^Words in the title/), 'data, machine learning,');
    await userEvent.click(screen.getByRole('radio', { name: 'German' }));
    await userEvent.click(add);
    await waitFor(() => expect(saved()).toEqual([[{ resumeId: kOther.id, titleWords: ['data', 'machine learning'], languages: ['de'] }]]));
    expect(await screen.findByText('title: data, machine learning · German')).toBeInTheDocument();
  });

  it('is decided by the first that fits, so their order can be changed; one can go', async () => {
    const data: ResumeRule = { resumeId: kOther.id, titleWords: ['data'] };
    const remote: ResumeRule = { resumeId: kResume.id, workModes: ['remote'] };
    const saved = open([data, remote]);
    expect(await screen.findByRole('button', { name: 'Move up: title: data' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Move up: Remote' }));
    await waitFor(() => expect(saved()).toEqual([[remote, data]]));
    await userEvent.click(screen.getByRole('button', { name: 'Remove: title: data' }));
    await waitFor(() => expect(saved()[1]).toEqual([remote]));
  });

  it('knows a list by its commas', () => {
    expect(listOf(' a, b,, a ')).toEqual(['a', 'b']);
  });
});
