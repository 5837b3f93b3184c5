import type { JobCard, Profile } from '../api/types.ts';

/** Why a job may suit, each from words that stand both in the posting and in the person's own profile. */
export type Reason =
  | { kind: 'skills'; words: readonly string[] }
  | { kind: 'workMode' }
  | { kind: 'place'; place: string }
  | { kind: 'salary' };

const kMostSkills = 4;

/** Finds `word` as a word of its own: "Go" is not in "Google", and "C" is not in "C++". */
export function mentions(text: string, word: string): boolean {
  const bare = word.trim();
  if (bare === '') return false;
  const escaped = bare.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // One-letter names such as C and R stand in capitals only, or every sentence would have them.
  const flags = bare.length === 1 ? 'u' : 'iu';
  return new RegExp(`(?<![\\p{L}\\p{N}+#])${escaped}(?![\\p{L}\\p{N}+#])`, flags).test(text);
}

const kYearly = { year: 1, month: 12, week: 52, day: 230, hour: 1_800 } as const;

/** `text` is the whole posting when it is at hand; the card's own words are always looked at. */
export function matchReasons(profile: Profile, job: JobCard, text = ''): Reason[] {
  const reasons: Reason[] = [];
  const words = `${job.title}\n${job.summary ?? ''}\n${text}`;
  const skills = (profile.skills ?? []).filter((skill) => mentions(words, skill)).slice(0, kMostSkills);
  if (skills.length > 0) reasons.push({ kind: 'skills', words: skills });
  if (job.workMode && profile.workModes?.includes(job.workMode) === true) reasons.push({ kind: 'workMode' });
  const city = profile.address?.city;
  const place = city === undefined ? undefined : job.locations.find((location) => mentions(location, city));
  if (place !== undefined && job.workMode !== 'remote') reasons.push({ kind: 'place', place });
  const wanted = profile.salaryExpectation;
  const most = job.salary?.max ?? job.salary?.min;
  if (wanted?.amount !== undefined && wanted.period !== undefined && job.salary && most != null && job.salary.currency === wanted.currency) {
    if (most * kYearly[job.salary.period] >= wanted.amount * kYearly[wanted.period]) reasons.push({ kind: 'salary' });
  }
  return reasons;
}
