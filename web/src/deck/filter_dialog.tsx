import { useForm } from 'react-hook-form';
import { Link } from 'react-router';

import { t, tn, type Words } from '../i18n/i18n.ts';
import { Check, Choices, SelectField, TextField } from '../ui/fields.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Button } from '../ui/parts.tsx';
import { kSeniorityWords } from './active_filters.tsx';
import { kCurrencies, kSeniorities, readFilters, type Filters } from './filters.ts';
import { useBlocked } from './use_blocked.ts';
import s from './deck.module.css';

const kAges: readonly { value: string; words: Words }[] = [
  { value: '', words: 'Any time' },
  { value: '1', words: 'Last day' },
  { value: '7', words: 'Last week' },
  { value: '30', words: 'Last month' },
];

const kModes: readonly { value: string; words: Words }[] = [
  { value: '', words: 'Any' },
  { value: 'remote', words: 'Remote' },
  { value: 'hybrid', words: 'Hybrid' },
  { value: 'onsite', words: 'On site' },
];

export function FilterDialog({ filters, onApply, onClose }: { filters: Filters; onApply: (filters: Filters) => void; onClose: () => void }) {
  const { blocked } = useBlocked();
  const form = useForm({
    defaultValues: {
      q: filters.q ?? '',
      location: filters.location ?? '',
      orRemote: filters.orRemote === true,
      workMode: filters.workMode ?? '',
      salaryMin: filters.salaryMin?.toString() ?? '',
      salaryCurrency: filters.salaryCurrency ?? '',
      maxAgeDays: filters.maxAgeDays?.toString() ?? '',
      seniority: filters.seniority ?? '',
    },
  });
  const age = filters.maxAgeDays?.toString() ?? '';
  const ages = kAges.map(({ value, words }) => ({ value, label: t(words) }));
  if (!kAges.some((option) => option.value === age)) ages.push({ value: age, label: t('Last {{days}} days', { days: age }) });
  const submit = form.handleSubmit((values) => onApply(readFilters(new URLSearchParams({ ...values, orRemote: String(values.orRemote) }))));
  return (
    <Dialog title={t('Filters')} onClose={onClose}>
      <form className={s.filters} onSubmit={(event) => void submit(event)}>
        <TextField label={t('Words')} placeholder={t('Title, company or description')} maxLength={200} {...form.register('q')} />
        <TextField label={t('Location')} placeholder={t('City or country')} maxLength={100} {...form.register('location')} />
        <Check label={t('Remote ones too, wherever they are')} {...form.register('orRemote')} />
        <Choices label={t('Work mode')} options={kModes.map(({ value, words }) => ({ value, label: t(words) }))} {...form.register('workMode')} />
        <TextField
          label={t('Salary from, per year')}
          inputMode="numeric"
          placeholder={t('For example 60000')}
          error={form.formState.errors.salaryMin?.message}
          {...form.register('salaryMin', {
            setValueAs: (value: string) => value.replace(/[\s.,_]/g, ''),
            pattern: { value: /^\d{0,9}$/, message: t('Digits only.') },
          })}
        />
        <SelectField
          label={t('Currency')}
          hint={t('Postings that name another one are left out.')}
          options={[{ value: '', label: t('Any') }, ...kCurrencies.map((value) => ({ value, label: value }))]}
          {...form.register('salaryCurrency')}
        />
        <SelectField
          label={t('Seniority')}
          hint={t('As the title names it.')}
          options={[{ value: '', label: t('Any') }, ...kSeniorities.map((value) => ({ value, label: t(kSeniorityWords[value]) }))]}
          {...form.register('seniority')}
        />
        <SelectField label={t('Posted')} options={ages} {...form.register('maxAgeDays')} />
        {blocked.length > 0 ? (
          <p className={s.confirmNote}>
            {tn('You hide {{count}} employers.', blocked.length)} <Link to="/settings/app">{t('Change that')}</Link>
          </p>
        ) : null}
        <div className={s.filterActions}>
          <Button variant="ghost" onClick={() => onApply({})}>
            {t('Clear all')}
          </Button>
          <Button type="submit" variant="primary">
            {t('Show jobs')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
