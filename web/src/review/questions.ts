import type { Question, SavedAnswer } from '../api/types.ts';
import { normalQuestion } from '../ui/normal.ts';

/** Whether all that is asked is what the desktop would send: to be read rather than answered. */
export function isReview(questions: readonly Question[]): boolean {
  return questions.length > 0 && questions.every(({ suggestion }) => suggestion !== undefined);
}

/** How a question is asked of the person; portals' kinds fold into what a form on a phone can offer. */
export type Control = 'text' | 'textarea' | 'email' | 'tel' | 'number' | 'date' | 'url' | 'choice' | 'choices' | 'yesno' | 'desktop';

export function controlOf(question: Question): Control {
  const options = question.options ?? [];
  switch (question.kind) {
    case 'textarea':
      return 'textarea';
    case 'email':
      return 'email';
    case 'phone':
      return 'tel';
    case 'number':
      return 'number';
    case 'date':
      return 'date';
    case 'url':
      return 'url';
    case 'select':
    case 'radio':
      return options.length > 0 ? 'choice' : 'text';
    case 'multiselect':
    case 'checkboxes':
      return options.length > 0 ? 'choices' : 'text';
    case 'checkbox':
      return options.length > 1 ? 'choices' : 'yesno';
    case 'file':
    case 'password':
      // A file of an unknown kind or a secret is not for answering here: it is done at the desktop.
      return 'desktop';
    case 'text':
    case 'unknown':
      return options.length > 0 ? 'choice' : 'text';
  }
}

export type Value = string | string[];

export function isEmpty(value: Value | undefined): boolean {
  return value === undefined || (typeof value === 'string' ? value.trim() === '' : value.length === 0);
}

/** What the form holds, as the contract's answers; questions left empty are left out. */
export function toAnswers(questions: readonly Question[], values: Readonly<Record<string, Value | undefined>>): SavedAnswer[] {
  return questions.flatMap((question, index) => {
    const control = controlOf(question);
    const value = values[fieldName(index)];
    if (control === 'desktop' || value === undefined || isEmpty(value)) return [];
    return [{ question: question.label, answer: toAnswer(control, value) }];
  });
}

function toAnswer(control: Control, value: Value): SavedAnswer['answer'] {
  if (Array.isArray(value)) return value;
  if (control === 'yesno') return value === 'yes';
  if (control === 'number') {
    const number = Number(value);
    return Number.isFinite(number) ? number : value.trim();
  }
  return value.trim();
}

/** What the field starts with: what the desktop would say, else the answer saved for the same question, where it fits; checkboxes gather into a list only when they start as one. */
export function prefill(question: Question, saved: readonly SavedAnswer[]): Value {
  const control = controlOf(question);
  const wanted = normalQuestion(question.label);
  const answer = question.suggestion ?? saved.find((other) => normalQuestion(other.question) === wanted)?.answer;
  const options = question.options ?? [];
  if (control === 'choices') return Array.isArray(answer) ? answer.filter((value) => options.includes(value)) : [];
  if (answer === undefined || answer === null || Array.isArray(answer)) return '';
  if (control === 'yesno') return typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : '';
  if (control === 'choice') {
    const word = typeof answer === 'boolean' ? (answer ? 'Yes' : 'No') : String(answer);
    return options.find((option) => option.toLowerCase() === word.toLowerCase()) ?? '';
  }
  return typeof answer === 'boolean' ? '' : String(answer);
}

/** Field names are by place: a label may hold dots and brackets, which form libraries read as paths. */
export function fieldName(index: number): string {
  return `q${index}`;
}
