import type { FieldValues, Path, UseFormSetError } from 'react-hook-form';
import { config } from 'zod';

import { explain, pointerToField, Problem } from '../api/problem.ts';

// The content security policy refuses code made from strings, which zod would otherwise try.
config({ jitless: true });

/**
 * Puts the server's reasons beside the inputs they are about. What no input shows comes back as a sentence for the
 * form's head; null when every reason found its place.
 */
export function showProblem<T extends FieldValues>(error: unknown, fields: readonly string[], setError: UseFormSetError<T>): string | null {
  if (!(error instanceof Problem)) return explain(error);
  let placed = 0;
  for (const { pointer, reason } of error.errors) {
    const field = pointerToField(pointer);
    if (!fields.includes(field)) continue;
    setError(field as Path<T>, { type: 'server', message: reason }, { shouldFocus: placed === 0 });
    placed += 1;
  }
  return placed > 0 && placed === error.errors.length ? null : explain(error);
}
