import { t, type Words } from '../i18n/i18n.ts';

/** Priorities that can be chosen; the contract has ten, three are enough for a thumb. */
export const kPriorities = [10, 5, 1] as const;

const kWords: Record<(typeof kPriorities)[number], Words> = { 10: 'First', 5: 'Normal', 1: 'Last' };

export function nearestPriority(priority: number): (typeof kPriorities)[number] {
  return kPriorities.reduce((best, value) => (Math.abs(value - priority) < Math.abs(best - priority) ? value : best), 5 as (typeof kPriorities)[number]);
}

export function priorityWords(priority: number): string {
  return t(kWords[nearestPriority(priority)]);
}
