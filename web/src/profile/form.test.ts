import { describe, expect, it } from 'vitest';
import { safeParse } from 'zod/mini';

import type { Profile } from '../api/types.ts';
import { profileSchema, toForm, toProfile } from './form.ts';
import { missingForApplying } from './readiness.ts';
import { kResume } from '../testing/server.ts';

const kFull: Profile = {
  firstName: 'Ada',
  lastName: 'Okafor',
  preferredName: 'A',
  pronouns: 'she/her',
  email: 'ada@example.org',
  phone: '+49 30 1234567',
  dateOfBirth: '1990-02-03',
  address: { street: 'Weg 1', city: 'Berlin', region: 'Berlin', postalCode: '10115', country: 'Germany' },
  links: { linkedin: 'https://linkedin.com/in/ada', github: 'github.com/ada', website: 'ada.example.org' },
  currentCompany: 'Acme',
  currentTitle: 'Engineer',
  yearsOfExperience: 0,
  headline: 'Builds quiet things',
  summary: 'Two\nlines',
  skills: ['C++', 'SQL'],
  languages: [{ language: 'German', level: 'C1' }, { language: 'Igbo' }],
  education: [{ school: 'TU', degree: 'MSc', field: 'CS', startDate: '2010', endDate: '2015-09' }],
  employment: [{ company: 'Acme', title: 'Engineer', location: 'Berlin', startDate: '2015-10', description: 'Things' }],
  workAuthorization: { authorizedCountries: ['Germany', 'Austria'], requiresSponsorship: false },
  salaryExpectation: { amount: 65_000, currency: 'EUR', period: 'year' },
  noticePeriodDays: 0,
  availableFrom: '2027-01-01',
  willingToRelocate: true,
  workModes: ['remote', 'hybrid'],
  equalOpportunity: { gender: 'Female' },
  consent: { privacyPolicy: true, talentPool: false, marketing: false },
  howDidYouHear: 'JobSwipe',
  coverLetter: 'Dear {company}',
};

describe('the profile’s form', () => {
  it('gives a profile back as it was, nothing lost and nothing added', () => {
    expect(toProfile(toForm(kFull, 'other@example.org'))).toEqual(kFull);
  });

  it('accepts that profile', () => {
    expect(safeParse(profileSchema, toForm(kFull, '')).error).toBeUndefined();
  });

  it('leaves out what was left empty, so that a form asks instead of sending a blank', () => {
    const profile = toProfile({ ...toForm({}, 'ada@example.org'), firstName: ' Ada ', lastName: 'O' });
    expect(profile).toEqual({ firstName: 'Ada', lastName: 'O', email: 'ada@example.org', consent: { privacyPolicy: false, talentPool: false, marketing: false } });
  });

  it('keeps "no" and "not said" apart', () => {
    const form = toForm({}, '');
    expect(toProfile(form).workAuthorization).toBeUndefined();
    expect(toProfile({ ...form, workAuthorization: { authorizedCountries: '', requiresSponsorship: 'no' } }).workAuthorization).toEqual({ requiresSponsorship: false });
  });

  it('names the field that must be mended', () => {
    const bad = { ...toForm(kFull, ''), firstName: ' ', email: 'nope', yearsOfExperience: '99', salaryExpectation: { amount: '1', currency: 'euro', period: 'year' as const } };
    const paths = safeParse(profileSchema, bad).error?.issues.map((issue) => issue.path.join('.'));
    expect(paths?.sort()).toEqual(['email', 'firstName', 'salaryExpectation.currency', 'yearsOfExperience']);
  });
});

describe('readiness to apply', () => {
  it('names each thing that is missing and where to give it', () => {
    expect(missingForApplying({}, []).map(({ to }) => to)).toEqual(['/settings/profile', '/settings/profile', '/settings/resumes']);
    expect(missingForApplying(kFull, [kResume])).toEqual([]);
  });
});
