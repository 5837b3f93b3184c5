import { useForm } from 'react-hook-form';

import { Choices, SelectField, TextField } from '../ui/fields.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Button } from '../ui/parts.tsx';
import { readFilters, type Filters } from './filters.ts';
import s from './deck.module.css';

const kAges = [
  { value: '', label: 'Any time' },
  { value: '1', label: 'Last day' },
  { value: '7', label: 'Last week' },
  { value: '30', label: 'Last month' },
];

const kModes = [
  { value: '', label: 'Any' },
  { value: 'remote', label: 'Remote' },
  { value: 'hybrid', label: 'Hybrid' },
  { value: 'onsite', label: 'On site' },
];

export function FilterDialog({ filters, onApply, onClose }: { filters: Filters; onApply: (filters: Filters) => void; onClose: () => void }) {
  const form = useForm({
    defaultValues: {
      q: filters.q ?? '',
      location: filters.location ?? '',
      workMode: filters.workMode ?? '',
      salaryMin: filters.salaryMin?.toString() ?? '',
      maxAgeDays: filters.maxAgeDays?.toString() ?? '',
    },
  });
  const age = filters.maxAgeDays?.toString() ?? '';
  const ages = kAges.some((option) => option.value === age) ? kAges : [...kAges, { value: age, label: `Last ${age} days` }];
  const submit = form.handleSubmit((values) => onApply(readFilters(new URLSearchParams(values))));
  return (
    <Dialog title="Filters" onClose={onClose}>
      <form className={s.filters} onSubmit={(event) => void submit(event)}>
        <TextField label="Words" placeholder="Title, company or description" maxLength={200} {...form.register('q')} />
        <TextField label="Location" placeholder="City or country" maxLength={100} {...form.register('location')} />
        <Choices label="Work mode" options={kModes} {...form.register('workMode')} />
        <TextField
          label="Salary from, per year"
          inputMode="numeric"
          placeholder="For example 60000"
          error={form.formState.errors.salaryMin?.message}
          {...form.register('salaryMin', {
            setValueAs: (value: string) => value.replace(/[\s.,_]/g, ''),
            pattern: { value: /^\d{0,9}$/, message: 'Digits only.' },
          })}
        />
        <SelectField label="Posted" options={ages} {...form.register('maxAgeDays')} />
        <div className={s.filterActions}>
          <Button variant="ghost" onClick={() => onApply({})}>
            Clear all
          </Button>
          <Button type="submit" variant="primary">
            Show jobs
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
