// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { normalQuestion } from './normal.ts';

// The same as in core/domain/question_test.cpp.
describe('a question in its normal form', () => {
  it('is the same for two askings of one question', () => {
    for (const asked of [
      'Are you authorised to work in Germany?',
      '  are you  authorised\nto work in Germany ? *',
      'Are you authorised to work in Germany? (required)',
      'Are you authorised to work\u00A0in Germany:',
    ]) {
      expect(normalQuestion(asked)).toBe('are you authorised to work in germany');
    }
    expect(normalQuestion('What’s your notice period?')).toBe("what's your notice period");
  });

  it('keeps what changes the meaning', () => {
    expect(normalQuestion('Do you require sponsorship?')).not.toBe(normalQuestion('Do you not require sponsorship?'));
    expect(normalQuestion('May we contact (optional) them now')).not.toBe(normalQuestion('May we contact them now'));
    expect(normalQuestion('Größe')).toBe('größe');
    expect(normalQuestion(' ?* ')).toBe('');
  });
});
