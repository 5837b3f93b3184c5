import type { Application, Outcome, OutcomeKind } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { day } from '../ui/words.ts';

/** In the order in which they mostly happen. */
export const kOutcomes = ['interview', 'offer', 'accepted', 'rejected', 'withdrawn', 'no_answer'] as const satisfies readonly OutcomeKind[];

export const kOutcomeWords: Record<OutcomeKind, Words> = {
  interview: 'Interview',
  offer: 'Offer',
  accepted: 'Accepted',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn by me',
  no_answer: 'No answer',
};

/** "Interview, 3 Nov 2026". */
export function outcomeWords({ kind, on }: Outcome): string {
  return t('{{outcome}}, {{day}}', { outcome: t(kOutcomeWords[kind]), day: day(on) });
}

/** Something can have come of it: the employer has it, or may have. */
export function mayHaveOutcome(application: Application): boolean {
  return application.status === 'COMPLETED' || (application.outcome ?? null) !== null;
}
