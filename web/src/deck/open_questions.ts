import type { Job, Question, SavedAnswer } from '../api/types.ts';
import { normalQuestion } from '../ui/normal.ts';

/** Asked by nearly every form, and answered by the profile or the résumé. */
const kFromProfile =
  /\b(first|last|full|preferred|legal)?[ _-]?name\b|^name$|e-?mail|phone|mobile|r[ée]sum[ée]|\bcv\b|lebenslauf|linkedin|github|website|portfolio|address|^location|\bcity\b|vorname|nachname|telefon/iu;

const kKinds: readonly Question['kind'][] = ['text', 'textarea', 'email', 'phone', 'number', 'date', 'select', 'multiselect', 'radio', 'checkbox', 'checkboxes', 'file', 'url', 'password'];

/** What the feed says the form will ask and nothing on file answers, in the shape of a review's questions. */
export function openQuestions(job: Pick<Job, 'questions'>, saved: readonly SavedAnswer[]): Question[] {
  const known = new Set(saved.map(({ question }) => normalQuestion(question)));
  return (job.questions ?? []).flatMap((question, index): Question[] => {
    const kind = kKinds.find((name) => name === question.kind) ?? 'unknown';
    if (kind === 'file' || kind === 'password') return [];
    if (kFromProfile.test(question.label) || known.has(normalQuestion(question.label))) return [];
    return [{ id: `feed-${index}`, label: question.label, kind, required: question.required, options: question.options ?? [] }];
  });
}
