import { array, boolean, email, literal, maxLength, minLength, object, refine, regex, string, union, type infer as Infer } from 'zod/mini';

import type { Profile } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';

/**
 * The profile as a form holds it: every field there, empty when it is left out. Names follow the contract's paths, so
 * that the server's reasons find their inputs.
 */

const text = (most: number) => string().check(maxLength(most, { error: () => t('At most {{most}} characters.', { most }) }));
const needed = (most: number, why: () => string) => text(most).check(refine((value) => value.trim() !== '', { error: why }));
const whole = (most: number) =>
  string().check(
    regex(/^\d{0,9}$/, { error: () => t('A whole number.') }),
    refine((value) => value === '' || Number(value) <= most, { error: () => t('At most {{most}}.', { most }) }),
  );
const day = string().check(regex(/^(\d{4}-\d{2}-\d{2})?$/, { error: () => t('A date.') }));
/** Years and months are enough for a CV. */
const when = string().check(regex(/^(\d{4}(-\d{2}(-\d{2})?)?)?$/, { error: () => t('A year, or year and month: 2021 or 2021-09.') }));
const yesNo = union([literal(''), literal('yes'), literal('no')]);
const link = text(300).check(refine((value) => value === '' || /^(https?:\/\/)?[^\s/]+\.[^\s]+$/i.test(value), { error: () => t('A web address, such as linkedin.com/in/you.') }));

export const profileSchema = object({
  firstName: needed(100, () => t('Your first name is needed in every application.')),
  lastName: needed(100, () => t('Your last name is needed in every application.')),
  preferredName: text(100),
  pronouns: text(50),
  email: email({ error: () => t('An e-mail address, such as you@example.org.') }).check(maxLength(254, { error: () => t('At most {{most}} characters.', { most: 254 }) })),
  phone: text(40).check(refine((value) => value === '' || /^\+?[\d\s().-]{5,}$/.test(value), { error: () => t('Digits, with the country’s code: +49 30 1234567.') })),
  dateOfBirth: day,
  address: object({ street: text(200), city: text(100), region: text(100), postalCode: text(20), country: text(60) }),
  links: object({ linkedin: link, github: link, website: link }),
  currentCompany: text(200),
  currentTitle: text(200),
  yearsOfExperience: whole(80),
  headline: text(300),
  summary: text(5000),
  skills: text(20_000),
  languages: array(object({ language: string().check(minLength(1, { error: () => t('Name it, or remove the row.') }), maxLength(60)), level: text(60) })).check(maxLength(50)),
  education: array(object({ school: text(200), degree: text(200), field: text(200), startDate: when, endDate: when })).check(maxLength(30)),
  employment: array(
    object({ company: text(200), title: text(200), location: text(200), startDate: when, endDate: when, description: text(5000) }),
  ).check(maxLength(50)),
  workAuthorization: object({ authorizedCountries: text(4000), requiresSponsorship: yesNo }),
  salaryExpectation: object({
    amount: whole(999_999_999),
    currency: string().check(regex(/^([A-Z]{3})?$/, { error: () => t('Three capital letters, such as EUR.') })),
    period: union([literal('year'), literal('month'), literal('hour')]),
  }),
  noticePeriodDays: whole(730),
  availableFrom: day,
  willingToRelocate: yesNo,
  workModes: array(union([literal('remote'), literal('hybrid'), literal('onsite')])),
  equalOpportunity: object({ gender: text(100), ethnicity: text(100), veteranStatus: text(100), disabilityStatus: text(100) }),
  consent: object({ privacyPolicy: boolean(), talentPool: boolean(), marketing: boolean() }),
  howDidYouHear: text(200),
  coverLetter: text(10_000),
});

export type ProfileForm = Infer<typeof profileSchema>;

/** Every path that has an input of its own. */
export const kProfileFields: readonly string[] = [
  'firstName', 'lastName', 'preferredName', 'pronouns', 'email', 'phone', 'dateOfBirth',
  'address.street', 'address.city', 'address.region', 'address.postalCode', 'address.country',
  'links.linkedin', 'links.github', 'links.website',
  'currentCompany', 'currentTitle', 'yearsOfExperience', 'headline', 'summary', 'skills',
  'workAuthorization.authorizedCountries', 'workAuthorization.requiresSponsorship',
  'salaryExpectation.amount', 'salaryExpectation.currency', 'salaryExpectation.period',
  'noticePeriodDays', 'availableFrom', 'willingToRelocate', 'howDidYouHear', 'coverLetter',
];

function yesNoOf(value: boolean | undefined): '' | 'yes' | 'no' {
  if (value === undefined) return '';
  return value ? 'yes' : 'no';
}

export function toForm(profile: Profile, accountEmail: string): ProfileForm {
  return {
    firstName: profile.firstName ?? '',
    lastName: profile.lastName ?? '',
    preferredName: profile.preferredName ?? '',
    pronouns: profile.pronouns ?? '',
    email: profile.email ?? accountEmail,
    phone: profile.phone ?? '',
    dateOfBirth: profile.dateOfBirth ?? '',
    address: { street: '', city: '', region: '', postalCode: '', country: '', ...profile.address },
    links: { linkedin: '', github: '', website: '', ...profile.links },
    currentCompany: profile.currentCompany ?? '',
    currentTitle: profile.currentTitle ?? '',
    yearsOfExperience: profile.yearsOfExperience?.toString() ?? '',
    headline: profile.headline ?? '',
    summary: profile.summary ?? '',
    skills: (profile.skills ?? []).join(', '),
    languages: (profile.languages ?? []).map((row) => ({ level: '', ...row })),
    education: (profile.education ?? []).map((row) => ({ school: '', degree: '', field: '', startDate: '', endDate: '', ...row })),
    employment: (profile.employment ?? []).map((row) => ({
      company: '', title: '', location: '', startDate: '', endDate: '', description: '', ...row,
    })),
    workAuthorization: {
      authorizedCountries: (profile.workAuthorization?.authorizedCountries ?? []).join(', '),
      requiresSponsorship: yesNoOf(profile.workAuthorization?.requiresSponsorship),
    },
    salaryExpectation: {
      amount: profile.salaryExpectation?.amount?.toString() ?? '',
      currency: profile.salaryExpectation?.currency ?? 'EUR',
      period: profile.salaryExpectation?.period ?? 'year',
    },
    noticePeriodDays: profile.noticePeriodDays?.toString() ?? '',
    availableFrom: profile.availableFrom ?? '',
    willingToRelocate: yesNoOf(profile.willingToRelocate),
    workModes: profile.workModes ?? [],
    equalOpportunity: { gender: '', ethnicity: '', veteranStatus: '', disabilityStatus: '', ...profile.equalOpportunity },
    consent: { privacyPolicy: false, talentPool: false, marketing: false, ...profile.consent },
    howDidYouHear: profile.howDidYouHear ?? '',
    coverLetter: profile.coverLetter ?? '',
  };
}

/** Drops what is empty, at any depth: left out means "ask me", an empty text would be sent. */
function full<T extends object>(value: T): T | undefined {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined && part !== '' && !(Array.isArray(part) && part.length === 0));
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

const trimmed = (value: string): string | undefined => value.trim() || undefined;
const numberOf = (value: string): number | undefined => (value === '' ? undefined : Number(value));
const booleanOf = (value: '' | 'yes' | 'no'): boolean | undefined => (value === '' ? undefined : value === 'yes');
const listOf = (value: string): string[] => [...new Set(value.split(/[,\n;]/).map((part) => part.trim()).filter(Boolean))];

function trimAll<T extends Record<string, string>>(group: T): T {
  return Object.fromEntries(Object.entries(group).map(([key, value]) => [key, value.trim()])) as T;
}

export function toProfile(form: ProfileForm): Profile {
  const amount = numberOf(form.salaryExpectation.amount);
  return (
    full<Profile>({
      firstName: trimmed(form.firstName),
      lastName: trimmed(form.lastName),
      preferredName: trimmed(form.preferredName),
      pronouns: trimmed(form.pronouns),
      email: trimmed(form.email),
      phone: trimmed(form.phone),
      dateOfBirth: trimmed(form.dateOfBirth),
      address: full(trimAll(form.address)),
      links: full(trimAll(form.links)),
      currentCompany: trimmed(form.currentCompany),
      currentTitle: trimmed(form.currentTitle),
      yearsOfExperience: numberOf(form.yearsOfExperience),
      headline: trimmed(form.headline),
      summary: trimmed(form.summary),
      skills: listOf(form.skills),
      languages: form.languages.map((row) => ({ ...full(trimAll(row)), language: row.language.trim() })),
      education: form.education.flatMap((row) => full(trimAll(row)) ?? []),
      employment: form.employment.flatMap((row) => full(trimAll(row)) ?? []),
      workAuthorization: full({
        authorizedCountries: listOf(form.workAuthorization.authorizedCountries),
        requiresSponsorship: booleanOf(form.workAuthorization.requiresSponsorship),
      }),
      // A currency without an amount says nothing.
      salaryExpectation: amount === undefined ? undefined : full({ ...form.salaryExpectation, amount, currency: trimmed(form.salaryExpectation.currency) }),
      noticePeriodDays: numberOf(form.noticePeriodDays),
      availableFrom: trimmed(form.availableFrom),
      willingToRelocate: booleanOf(form.willingToRelocate),
      workModes: form.workModes,
      equalOpportunity: full(trimAll(form.equalOpportunity)),
      consent: form.consent,
      howDidYouHear: trimmed(form.howDidYouHear),
      coverLetter: trimmed(form.coverLetter),
    }) ?? {}
  );
}
