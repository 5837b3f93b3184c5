import type { Words } from '../i18n/i18n.ts';
import type { Profile, Resume } from '../api/types.ts';

export interface Missing {
  what: Words;
  /** Where it can be given. */
  to: string;
}

/** What an application cannot do without, and the person has not given yet. */
export function missingForApplying(profile: Profile, resumes: readonly Resume[]): Missing[] {
  const missing: Missing[] = [];
  if (!profile.firstName?.trim() || !profile.lastName?.trim()) missing.push({ what: 'your name', to: '/settings/profile' });
  if (!profile.email?.trim()) missing.push({ what: 'an e-mail address employers can write to', to: '/settings/profile' });
  if (resumes.length === 0) missing.push({ what: 'a résumé', to: '/settings/resumes' });
  return missing;
}
