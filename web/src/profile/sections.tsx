import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, type Path } from 'react-hook-form';

import { t, type Words } from '../i18n/i18n.ts';
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

const yesNoAsk = (): readonly Option[] => [
  { value: 'yes', label: t('Yes') },
  { value: 'no', label: t('No') },
  { value: '', label: t('Ask me') },
];

export const kContactFields = ['firstName', 'lastName', 'email', 'phone', 'address'] as const;
export function ContactFields({ form }: Props) {
  return (
    <div className={s.grid}>
      <TextField label={t('First name')} autoComplete="given-name" {...bind(form, 'firstName')} />
      <TextField label={t('Last name')} autoComplete="family-name" {...bind(form, 'lastName')} />
      <TextField label={t('E-mail for employers')} type="email" autoComplete="email" {...bind(form, 'email')} />
      <TextField label={t('Phone')} type="tel" autoComplete="tel" placeholder="+49 30 1234567" optional {...bind(form, 'phone')} />
      <TextField label={t('City')} autoComplete="address-level2" optional {...bind(form, 'address.city')} />
      <TextField label={t('Country')} autoComplete="country-name" placeholder={t('Germany')} optional {...bind(form, 'address.country')} />
    </div>
  );
}

export function MoreContactFields({ form }: Props) {
  return (
    <div className={s.grid}>
      <TextField label={t('Street and number')} autoComplete="street-address" optional {...bind(form, 'address.street')} />
      <TextField label={t('Postal code')} autoComplete="postal-code" optional {...bind(form, 'address.postalCode')} />
      <TextField label={t('State or region')} autoComplete="address-level1" optional {...bind(form, 'address.region')} />
      <TextField label={t('Date of birth')} type="date" autoComplete="bday" optional {...bind(form, 'dateOfBirth')} />
      <TextField label={t('Preferred name')} optional {...bind(form, 'preferredName')} />
      <TextField label={t('Pronouns')} optional {...bind(form, 'pronouns')} />
    </div>
  );
}

export const kLinkFields = ['links'] as const;
export function LinkFields({ form }: Props) {
  return (
    <div className={s.column}>
      <TextField label={t('LinkedIn')} inputMode="url" placeholder={t('linkedin.com/in/you')} optional {...bind(form, 'links.linkedin')} />
      <TextField label={t('GitHub')} inputMode="url" placeholder={t('github.com/you')} optional {...bind(form, 'links.github')} />
      <TextField label={t('Website')} inputMode="url" placeholder={t('you.example.org')} optional {...bind(form, 'links.website')} />
    </div>
  );
}

export const kWorkFields = ['workAuthorization'] as const;
export function WorkFields({ form }: Props) {
  return (
    <div className={s.column}>
      <TextField
        label={t('Countries you may work in')}
        hint={t('English names with commas between, such as Germany, Austria. An application elsewhere asks you.')}
        optional
        {...bind(form, 'workAuthorization.authorizedCountries')}
      />
      <Choices
        label={t('Do you need an employer to sponsor a visa?')}
        options={yesNoAsk()}
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
        <TextField label={t('Expected salary')} inputMode="numeric" placeholder="65000" optional {...bind(form, 'salaryExpectation.amount')} />
        <TextField label={t('Currency')} maxLength={3} autoCapitalize="characters" {...bind(form, 'salaryExpectation.currency')} />
        <SelectField
          label={t('Per')}
          options={[
            { value: 'year', label: t('Year') },
            { value: 'month', label: t('Month') },
            { value: 'hour', label: t('Hour') },
          ]}
          {...bind(form, 'salaryExpectation.period')}
        />
      </div>
      <div className={s.grid}>
        <TextField label={t('Notice period, in days')} inputMode="numeric" optional {...bind(form, 'noticePeriodDays')} />
        <TextField label={t('Available from')} type="date" optional {...bind(form, 'availableFrom')} />
      </div>
      <Choices label={t('Would you move for a job?')} options={yesNoAsk()} {...bind(form, 'willingToRelocate')} />
      <Choices
        label={t('Ways of working you want')}
        type="checkbox"
        optional
        options={[
          { value: 'remote', label: t('Remote') },
          { value: 'hybrid', label: t('Hybrid') },
          { value: 'onsite', label: t('On site') },
        ]}
        {...bind(form, 'workModes')}
      />
    </div>
  );
}

/** The value is what a form gets; the label what the person reads. */
const choices = (...labels: Words[]): Option[] => [{ value: '', label: t('Decline to answer') }, ...labels.map((value) => ({ value, label: t(value) }))];

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
        label={t('Gender')}
        options={withCurrent(choices('Female', 'Male', 'Non-binary', 'Another gender'), current.gender)}
        {...bind(form, 'equalOpportunity.gender')}
      />
      <SelectField
        label={t('Ethnicity')}
        options={withCurrent(
          choices(
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
        label={t('Veteran status')}
        options={withCurrent(choices('I am not a protected veteran', 'I am a protected veteran'), current.veteranStatus)}
        {...bind(form, 'equalOpportunity.veteranStatus')}
      />
      <SelectField
        label={t('Disability')}
        options={withCurrent(choices('No, I do not have a disability', 'Yes, I have a disability'), current.disabilityStatus)}
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
        label={t('Accept privacy notices that an application requires')}
        note={t('Without it, each application that has one waits for you.')}
        {...form.register('consent.privacyPolicy')}
      />
      <Check label={t('Employers may keep my application for other openings')} note={t('“Talent pool” boxes are ticked.')} {...form.register('consent.talentPool')} />
      <Check label={t('Employers may send me marketing')} note={t('Newsletter boxes are ticked.')} {...form.register('consent.marketing')} />
    </div>
  );
}

export function AboutFields({ form }: Props) {
  return (
    <div className={s.column}>
      <div className={s.grid}>
        <TextField label={t('Current title')} autoComplete="organization-title" optional {...bind(form, 'currentTitle')} />
        <TextField label={t('Current company')} autoComplete="organization" optional {...bind(form, 'currentCompany')} />
        <TextField label={t('Years of experience')} inputMode="numeric" optional {...bind(form, 'yearsOfExperience')} />
        <TextField label={t('How did you hear about us?')} placeholder={t('JobSwipe')} optional {...bind(form, 'howDidYouHear')} />
      </div>
      <TextField label={t('Headline')} optional {...bind(form, 'headline')} />
      <TextArea label={t('Summary')} optional {...bind(form, 'summary')} />
      <TextArea label={t('Skills')} hint={t('With commas between.')} optional {...bind(form, 'skills')} />
      <TextArea label={t('Cover letter')} hint={t('{company} and {title} are replaced.')} rows={8} optional {...bind(form, 'coverLetter')} />
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
          <legend className="visually-hidden">{t('Job {{number}}', { number: index + 1 })}</legend>
          <div className={s.grid}>
            <TextField label={t('Title')} {...bind(form, `employment.${index}.title`)} />
            <TextField label={t('Company')} {...bind(form, `employment.${index}.company`)} />
            <TextField label={t('From')} placeholder="2021-09" {...bind(form, `employment.${index}.startDate`)} />
            <TextField label={t('Until')} placeholder={t('Empty while it lasts')} {...bind(form, `employment.${index}.endDate`)} />
          </div>
          <TextField label={t('Location')} optional {...bind(form, `employment.${index}.location`)} />
          <TextArea label={t('What you did')} optional {...bind(form, `employment.${index}.description`)} />
          <Remove what={t('Job {{number}}', { number: index + 1 })} run={() => employment.remove(index)} />
        </fieldset>
      ))}
      {education.fields.map((row, index) => (
        <fieldset key={row.id} className={s.row}>
          <legend className="visually-hidden">{t('Education {{number}}', { number: index + 1 })}</legend>
          <div className={s.grid}>
            <TextField label={t('School')} {...bind(form, `education.${index}.school`)} />
            <TextField label={t('Degree')} {...bind(form, `education.${index}.degree`)} />
            <TextField label={t('Field')} optional {...bind(form, `education.${index}.field`)} />
            <span />
            <TextField label={t('From')} placeholder="2016" {...bind(form, `education.${index}.startDate`)} />
            <TextField label={t('Until')} placeholder="2020" {...bind(form, `education.${index}.endDate`)} />
          </div>
          <Remove what={t('Education {{number}}', { number: index + 1 })} run={() => education.remove(index)} />
        </fieldset>
      ))}
      {languages.fields.map((row, index) => (
        <fieldset key={row.id} className={s.row}>
          <legend className="visually-hidden">{t('Language {{number}}', { number: index + 1 })}</legend>
          <div className={s.grid}>
            <TextField label={t('Language')} {...bind(form, `languages.${index}.language`)} />
            <TextField label={t('Level')} placeholder={t('C1, native')} optional {...bind(form, `languages.${index}.level`)} />
          </div>
          <Remove what={t('Language {{number}}', { number: index + 1 })} run={() => languages.remove(index)} />
        </fieldset>
      ))}
      <div className={s.add}>
        <Button size="small" onClick={() => employment.append({ company: '', title: '', location: '', startDate: '', endDate: '', description: '' })}>
          <Plus size={14} aria-hidden /> {t('Job')}
        </Button>
        <Button size="small" onClick={() => education.append({ school: '', degree: '', field: '', startDate: '', endDate: '' })}>
          <Plus size={14} aria-hidden /> {t('Education')}
        </Button>
        <Button size="small" onClick={() => languages.append({ language: '', level: '' })}>
          <Plus size={14} aria-hidden /> {t('Language')}
        </Button>
      </div>
    </div>
  );
}

function Remove({ what, run }: { what: string; run: () => void }) {
  return (
    <Button size="small" variant="ghost" onClick={run} aria-label={t('Remove: {{what}}', { what })}>
      <Trash2 size={14} aria-hidden /> {t('Remove')}
    </Button>
  );
}
