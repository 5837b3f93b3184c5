import type { Application, Question, SavedAnswer } from '../api/types.ts';
import { normalQuestion } from '../ui/normal.ts';
import { controlOf } from './questions.ts';

/** What makes two questions one: the same words, answered in the same way from the same choices. */
function sameness(question: Question): string {
  return JSON.stringify([normalQuestion(question.label), controlOf(question), question.options ?? []]);
}

export interface SharedQuestion {
  question: Question;
  /** The applications that ask it. */
  ids: readonly string[];
}

/** What a desktop drafted for one employer is read and sent for that one alone. */
function hasDraft({ questions = [] }: Application): boolean {
  return questions.some(({ suggestion }) => suggestion !== undefined);
}

/** Questions that several applications wait for, each once, the most wanted first; those with an answer drafted for their own employer are left out. */
export function sharedQuestions(applications: readonly Application[]): SharedQuestion[] {
  const found = new Map<string, { question: Question; ids: string[] }>();
  for (const application of applications) {
    if (hasDraft(application)) continue;
    const { id, questions = [] } = application;
    for (const question of questions) {
      if (controlOf(question) === 'desktop') continue;
      const key = sameness(question);
      const before = found.get(key);
      if (before === undefined) found.set(key, { question, ids: [id] });
      else if (!before.ids.includes(id)) {
        before.ids.push(id);
        // One form that requires it is enough for it to be required.
        if (question.required === true) before.question = { ...before.question, required: true };
      }
    }
  }
  return [...found.values()].filter(({ ids }) => ids.length > 1).toSorted((a, b) => b.ids.length - a.ids.length);
}

export interface Batch {
  ids: string[];
  answers: SavedAnswer[];
}

/**
 * Who can go on with these answers alone, gathered so that each application gets what its own form asks and nothing else.
 * One that has a draft to be read, still lacks a required answer, or must be done at the desktop, waits for the person as before.
 */
export function batches(applications: readonly Application[], shared: readonly Question[], answers: readonly SavedAnswer[]): Batch[] {
  const given = new Map<string, SavedAnswer['answer']>();
  for (const question of shared) {
    const answer = answers.find((saved) => saved.question === question.label);
    if (answer !== undefined) given.set(sameness(question), answer.answer);
  }
  const found = new Map<string, Batch>();
  for (const application of applications) {
    if (hasDraft(application)) continue;
    const { id, questions = [] } = application;
    if (questions.some((question) => question.required === true && !given.has(sameness(question)))) continue;
    const mine = questions.flatMap((question): SavedAnswer[] => {
      const answer = given.get(sameness(question));
      return answer === undefined ? [] : [{ question: question.label, answer }];
    });
    if (mine.length === 0) continue;
    const key = JSON.stringify(mine);
    const batch = found.get(key);
    if (batch === undefined) found.set(key, { ids: [id], answers: mine });
    else batch.ids.push(id);
  }
  return [...found.values()];
}
