import type { JobDetails, Question } from '../api/types.ts';

const kKinds: readonly Question['kind'][] = ['text', 'textarea', 'email', 'phone', 'number', 'date', 'select', 'multiselect', 'radio', 'checkbox', 'checkboxes', 'file', 'url', 'password'];

/** What the feed says the form will ask and nothing on file answers, in the shape of a review's questions. */
export function openQuestions(job: Pick<JobDetails, 'openQuestions'>): Question[] {
  return job.openQuestions.flatMap((question, index): Question[] => {
    const kind = kKinds.find((name) => name === question.kind) ?? 'unknown';
    if (kind === 'file' || kind === 'password') return [];
    return [{ id: `feed-${index}`, label: question.label, kind, required: question.required, options: question.options ?? [] }];
  });
}
