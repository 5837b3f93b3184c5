import { X } from 'lucide-react';

import { t, type Words } from '../i18n/i18n.ts';
import { kWorkModeWords, plainNumber } from '../ui/words.ts';
import { kFilterNames, type Filters, type Seniority } from './filters.ts';
import s from './deck.module.css';

export const kSeniorityWords: Record<Seniority, Words> = {
  intern: 'Internship',
  junior: 'Junior',
  mid: 'In between',
  senior: 'Senior',
  lead: 'Lead or principal',
  manager: 'Manager',
  director: 'Director',
  executive: 'Executive',
};

function words(name: keyof Filters, filters: Filters): string {
  switch (name) {
    case 'q':
      return `“${filters.q ?? ''}”`;
    case 'location':
      return filters.orRemote === true ? t('{{place}} or remote', { place: filters.location ?? '' }) : (filters.location ?? '');
    case 'workMode':
      return filters.workMode === undefined ? '' : t(kWorkModeWords[filters.workMode]);
    case 'salaryMin':
      return t('from {{amount}} a year', { amount: `${plainNumber(filters.salaryMin ?? 0)} ${filters.salaryCurrency ?? ''}`.trim() });
    case 'orRemote':
    case 'salaryCurrency':
      return ''; // Said with the filter that they belong to.
    case 'maxAgeDays':
      return filters.maxAgeDays === 1 ? t('Last day') : t('Last {{days}} days', { days: filters.maxAgeDays ?? 0 });
    case 'seniority':
      return filters.seniority === undefined ? '' : t(kSeniorityWords[filters.seniority]);
  }
}

/** Each filter that is on, with a way to take it off. */
export function ActiveFilters({ filters, onChange }: { filters: Filters; onChange: (next: Filters) => void }) {
  const on = kFilterNames.filter((name) => filters[name] !== undefined && words(name, filters) !== '');
  if (on.length === 0) return null;
  return (
    <ul className={s.active} aria-label={t('Filters that are on')}>
      {on.map((name) => {
        const shown = words(name, filters);
        const gone = [name, name === 'location' ? 'orRemote' : '', name === 'salaryMin' ? 'salaryCurrency' : ''];
        const rest = Object.fromEntries(Object.entries(filters).filter(([key]) => !gone.includes(key))) as Filters;
        return (
          <li key={name}>
            <button type="button" onClick={() => onChange(rest)} aria-label={t('Take off the filter {{filter}}', { filter: shown })}>
              {shown}
              <X size={13} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
