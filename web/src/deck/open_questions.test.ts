// @vitest-environment node
import { expect, it } from 'vitest';

import { openQuestions } from './open_questions.ts';

it('are those of the server that can be answered here', () => {
  const ask = (label: string, kind: string) => ({ label, kind, required: true, options: [] });
  const found = openQuestions({ openQuestions: [ask('Why us?', 'textarea'), ask('Résumé', 'file'), ask('Anything', 'something new')] });
  expect(found.map(({ label, kind }) => [label, kind])).toEqual([['Why us?', 'textarea'], ['Anything', 'unknown']]);
});
