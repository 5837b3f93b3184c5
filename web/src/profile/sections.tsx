import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, type Path } from 'react-hook-form';

import { Check, Choices, SelectField, TextArea, TextField, type Option } from '../ui/fields.tsx';
import { Button } from '../ui/parts.tsx';
import type { ProfileForm } from './form.ts';
import type { ProfileFormApi } from './use_profile_form.ts';
import s from './profile.module.css';

interface Props {
  form: ProfileFormApi;
}

/** What every input of the profile needs: its registration and its error. */
function bind(form: ProfileFormApi, path: Path<ProfileForm>) {
  return { ...form.register(path), error: form.getFieldState(path, form.formState).error?.message };
}

const kYesNo: readonly Option[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
const kYesNoAsk: readonly Option[] = [...kYesNo, { value: '', label: 'Ask me' }];

export const kContactFields = ['firstName', 'lastName', 'email', 'phone', 'address'] as const;
export function ContactFields({ form }: Props) {
  return (
    <div className={s.grid}>
      <TextField label="First name" autoComplete="given-name" {...bind(form, 'firstName')} />
      <TextField label="Last name" autoComplete="family-name" {...bind(form, 'lastName')} />
      <TextField label="E-mail for employers" type="email" autoComplete="email" {...bind(form, 'email')} />
      <TextField label="Phone" type="tel" autoComplete="tel" placeholder="+49 30 1234567" optional {...bind(form, 'phone')} />
      <TextField label="City" autoComplete="address-level2" optional {...bind(form, 'address.city')} />
      <TextField label="Country" autoComplete="country-name" placeholder="Germany" optional {...bind(form, 'address.country')} />
    </div>
  );
}

export function MoreContactFields({ form }: Props) {
  return (
    <div className={s.grid}>
      <TextField label="Street and number" autoComplete="street-address" optional {...bind(form, 'address.street')} />
      <TextField label="Postal code" autoComplete="postal-code" optional {...bind(form, 'address.postalCode')} />
      <TextField label="State or region" autoComplete="address-level1" optional {...bind(form, 'address.region')} />
      <TextField label="Date of birth" type="date" autoComplete="bday" optional {...bind(form, 'dateOfBirth')} />
      <TextField label="Preferred name" optional {...bind(form, 'preferredName')} />
      <TextField label="Pronouns" optional {...bind(form, 'pronouns')} />
    </div>
  );
}

export const kLinkFields = ['links'] as const;
export function LinkFields({ form }: Props) {
  return (
    <div className={s.column}>
      <TextField label="LinkedIn" inputMode="url" placeholder="linkedin.com/in/you" optional {...bind(form, 'links.linkedin')} />
      <TextField label="GitHub" inputMode="url" placeholder="github.com/you" optional {...bind(form, 'links.github')} />
      <TextField label="Website" inputMode="url" placeholder="you.example.org" optional {...bind(form, 'links.website')} />
    </div>
  );
}

export const kWorkFields = ['workAuthorization'] as const;
export function WorkFields({ form }: Props) {
  return (
    <div className={s.column}>
      <TextField
        label="Countries you may work in"
        hint="English names with commas between, such as Germany, Austria. An application elsewhere asks you."
        optional
        {...bind(form, 'workAuthorization.authorizedCountries')}
      />
      <Choices
        label="Do you need an employer to sponsor a visa?"
        options={kYesNoAsk}
        {...bind(form, 'workAuthorization.requiresSponsorship')}
      />
    </div>
  );
}

export const kTermFields = ['salaryExpectation', 'noticePeriodDays', 'availableFrom', 'willingToRelocate', 'workModes'] as const;
export function TermFields({ form }: Props) {
  return (
    <div className={s.column}>
      <div className={s.salary}>
        <TextField label="Expected salary" inputMode="numeric" placeholder="65000" optional {...bind(form, 'salaryExpectation.amount')} />
        <TextField label="Currency" maxLength={3} autoCapitalize="characters" {...bind(form, 'salaryExpectation.currency')} />
        <SelectField
          label="Per"
          options={[
            { value: 'year', label: 'Year' },
            { value: 'month', label: 'Month' },
            { value: 'hour', label: 'Hour' },
          ]}
          {...bind(form, 'salaryExpectation.period')}
        />
      </div>
      <div className={s.grid}>
        <TextField label="Notice period, in days" inputMode="numeric" optional {...bind(form, 'noticePeriodDays')} />
        <TextField label="Available from" type="date" optional {...bind(form, 'availableFrom')} />
      </div>
      <Choices label="Would you move for a job?" options={kYesNoAsk} {...bind(form, 'willingToRelocate')} />
      <Choices
        label="Ways of working you want"
        type="checkbox"
        optional
        options={[
          { value: 'remote', label: 'Remote' },
          { value: 'hybrid', label: 'Hybrid' },
          { value: 'onsite', label: 'On site' },
        ]}
        {...bind(form, 'workModes')}
      />
    </div>
  );
}

const kDecline: Option = { value: '', label: 'Decline to answer' };
const same = (...labels: string[]): Option[] => [kDecline, ...labels.map((label) => ({ value: label, label }))];

/** A saved choice that is not among ours, as from an import, stays choosable. */
function withCurrent(options: readonly Option[], current: string): readonly Option[] {
  return options.some((option) => option.value === current) ? options : [...options, { value: current, label: current }];
}

export const kEqualFields = ['equalOpportunity'] as const;
export function EqualFields({ form }: Props) {
  const current = form.getValues('equalOpportunity');
  return (
    <div className={s.column}>
      <SelectField
        label="Gender"
        options={withCurrent(same('Female', 'Male', 'Non-binary', 'Another gender'), current.gender)}
        {...bind(form, 'equalOpportunity.gender')}
      />
      <SelectField
        label="Ethnicity"
        options={withCurrent(
          same(
            'American Indian or Alaska Native',
            'Asian',
            'Black or African American',
            'Hispanic or Latino',
            'Middle Eastern or North African',
            'Native Hawaiian or Other Pacific Islander',
            'White',
            'Two or more',
          ),
          current.ethnicity,
        )}
        {...bind(form, 'equalOpportunity.ethnicity')}
      />
      <SelectField
        label="Veteran status"
        options={withCurrent(same('I am not a protected veteran', 'I am a protected veteran'), current.veteranStatus)}
        {...bind(form, 'equalOpportunity.veteranStatus')}
      />
      <SelectField
        label="Disability"
        options={withCurrent(same('No, I do not have a disability', 'Yes, I have a disability'), current.disabilityStatus)}
        {...bind(form, 'equalOpportunity.disabilityStatus')}
      />
    </div>
  );
}

export const kConsentFields = ['consent'] as const;
export function ConsentFields({ form }: Props) {
  return (
    <div className={s.column}>
      <Check
        label="Accept privacy notices that an application requires"
        note="Without it, each application that has one waits for you."
        {...form.register('consent.privacyPolicy')}
      />
      <Check label="Employers may keep my application for other openings" note="“Talent pool” boxes are ticked." {...form.register('consent.talentPool')} />
      <Check label="Employers may send me marketing" note="Newsletter boxes are ticked." {...form.register('consent.marketing')} />
    </div>
  );
}

export function AboutFields({ form }: Props) {
  return (
    <div className={s.column}>
      <div className={s.grid}>
        <TextField label="Current title" autoComplete="organization-title" optional {...bind(form, 'currentTitle')} />
        <TextField label="Current company" autoComplete="organization" optional {...bind(form, 'currentCompany')} />
        <TextField label="Years of experience" inputMode="numeric" optional {...bind(form, 'yearsOfExperience')} />
        <TextField label="How did you hear about us?" placeholder="JobSwipe" optional {...bind(form, 'howDidYouHear')} />
      </div>
      <TextField label="Headline" optional {...bind(form, 'headline')} />
      <TextArea label="Summary" optional {...bind(form, 'summary')} />
      <TextArea label="Skills" hint="With commas between." optional {...bind(form, 'skills')} />
      <TextArea label="Cover letter" hint="{company} and {title} are replaced." rows={8} optional {...bind(form, 'coverLetter')} />
    </div>
  );
}

export function HistoryFields({ form }: Props) {
  const employment = useFieldArray({ control: form.control, name: 'employment' });
  const education = useFieldArray({ control: form.control, name: 'education' });
  const languages = useFieldArray({ control: form.control, name: 'languages' });
  return (
    <div className={s.column}>
      {employment.fields.map((row, index) => (
        <fieldset key={row.id} className={s.row}>
          <legend className="visually-hidden">Job {index + 1}</legend>
          <div className={s.grid}>
            <TextField label="Title" {...bind(form, `employment.${index}.title`)} />
            <TextField label="Company" {...bind(form, `employment.${index}.company`)} />
            <TextField label="From" placeholder="2021-09" {...bind(form, `employment.${index}.startDate`)} />
            <TextField label="Until" placeholder="Empty while it lasts" {...bind(form, `employment.${index}.endDate`)} />
          </div>
          <TextField label="Location" optional {...bind(form, `employment.${index}.location`)} />
          <TextArea label="What you did" optional {...bind(form, `employment.${index}.description`)} />
          <Remove what={`job ${index + 1}`} run={() => employment.remove(index)} />
        </fieldset>
      ))}
      {education.fields.map((row, index) => (
        <fieldset key={row.id} className={s.row}>
          <legend className="visually-hidden">Education {index + 1}</legend>
          <div className={s.grid}>
            <TextField label="School" {...bind(form, `education.${index}.school`)} />
            <TextField label="Degree" {...bind(form, `education.${index}.degree`)} />
            <TextField label="Field" optional {...bind(form, `education.${index}.field`)} />
            <span />
            <TextField label="From" placeholder="2016" {...bind(form, `education.${index}.startDate`)} />
            <TextField label="Until" placeholder="2020" {...bind(form, `education.${index}.endDate`)} />
          </div>
          <Remove what={`education ${index + 1}`} run={() => education.remove(index)} />
        </fieldset>
      ))}
      {languages.fields.map((row, index) => (
        <fieldset key={row.id} className={s.row}>
          <legend className="visually-hidden">Language {index + 1}</legend>
          <div className={s.grid}>
            <TextField label="Language" {...bind(form, `languages.${index}.language`)} />
            <TextField label="Level" placeholder="C1, native" optional {...bind(form, `languages.${index}.level`)} />
          </div>
          <Remove what={`language ${index + 1}`} run={() => languages.remove(index)} />
        </fieldset>
      ))}
      <div className={s.add}>
        <Button size="small" onClick={() => employment.append({ company: '', title: '', location: '', startDate: '', endDate: '', description: '' })}>
          <Plus size={14} aria-hidden /> Job
        </Button>
        <Button size="small" onClick={() => education.append({ school: '', degree: '', field: '', startDate: '', endDate: '' })}>
          <Plus size={14} aria-hidden /> Education
        </Button>
        <Button size="small" onClick={() => languages.append({ language: '', level: '' })}>
          <Plus size={14} aria-hidden /> Language
        </Button>
      </div>
    </div>
  );
}

function Remove({ what, run }: { what: string; run: () => void }) {
  return (
    <Button size="small" variant="ghost" onClick={run} aria-label={`Remove ${what}`}>
      <Trash2 size={14} aria-hidden /> Remove
    </Button>
  );
}
