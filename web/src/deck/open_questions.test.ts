// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { openQuestions } from './open_questions.ts';

describe('questions that the feed announces', () => {
  it('are asked unless the profile, the résumé or a saved answer has them', () => {
    const questions = [
      { label: 'First Name', required: true, kind: 'text' },
      { label: 'Email', required: true, kind: 'text' },
      { label: 'Resume/CV', required: true, kind: 'file' },
      { label: 'LinkedIn Profile', required: false, kind: 'text' },
      { label: 'What is your notice period?', required: true, kind: 'text' },
      { label: 'Why do you want to work here?', required: true, kind: 'textarea' },
      { label: 'Favourite colour', required: false, kind: 'colour' },
    ];
    expect(openQuestions({ questions }, [{ question: 'what is your notice period *', answer: '30 days' }])).toEqual([
      { id: 'feed-5', label: 'Why do you want to work here?', kind: 'textarea', required: true, options: [] },
      { id: 'feed-6', label: 'Favourite colour', kind: 'unknown', required: false, options: [] },
    ]);
  });
});
