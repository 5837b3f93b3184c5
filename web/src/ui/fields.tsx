import { useId, type ComponentProps, type ReactNode } from 'react';

import { t } from '../i18n/i18n.ts';
import s from './ui.module.css';

interface FieldFrame {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
}

function describe(id: string, hint: ReactNode, error: string | undefined): string | undefined {
  const parts = [hint !== undefined ? `${id}-hint` : '', error !== undefined ? `${id}-error` : ''].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : undefined;
}

function Messages({ id, hint, error }: { id: string; hint: ReactNode; error: string | undefined }) {
  return (
    <>
      {hint !== undefined ? (
        <span className={s.hint} id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      {error !== undefined ? (
        <span className={s.error} id={`${id}-error`} role="alert">
          {error}
        </span>
      ) : null}
    </>
  );
}

function Label({ id, label, optional }: { id: string; label: ReactNode; optional: boolean | undefined }) {
  return (
    <label className={s.label} htmlFor={id}>
      {label}
      {optional === true ? <span className={s.optional}>{t('optional')}</span> : null}
    </label>
  );
}

export function TextField({ label, hint, error, optional, ...input }: FieldFrame & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className={s.field}>
      <Label id={id} label={label} optional={optional} />
      <input className={s.input} id={id} aria-invalid={error !== undefined} aria-describedby={describe(id, hint, error)} {...input} />
      <Messages id={id} hint={hint} error={error} />
    </div>
  );
}

export function TextArea({ label, hint, error, optional, ...input }: FieldFrame & ComponentProps<'textarea'>) {
  const id = useId();
  return (
    <div className={s.field}>
      <Label id={id} label={label} optional={optional} />
      <textarea className={s.input} id={id} aria-invalid={error !== undefined} aria-describedby={describe(id, hint, error)} {...input} />
      <Messages id={id} hint={hint} error={error} />
    </div>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function SelectField({ label, hint, error, optional, options, ...input }: FieldFrame & { options: readonly Option[] } & ComponentProps<'select'>) {
  const id = useId();
  return (
    <div className={s.field}>
      <Label id={id} label={label} optional={optional} />
      <select className={s.input} id={id} aria-invalid={error !== undefined} aria-describedby={describe(id, hint, error)} {...input}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Messages id={id} hint={hint} error={error} />
    </div>
  );
}

/** Radio buttons or checkboxes side by side: `input` is what react-hook-form's `register` gives, or `current` names the choice. */
export function Choices({
  label,
  hint,
  error,
  optional,
  options,
  type = 'radio',
  column = false,
  current,
  ...input
}: FieldFrame & { options: readonly Option[]; type?: 'radio' | 'checkbox'; column?: boolean; current?: string } & Omit<ComponentProps<'input'>, 'type'>) {
  const id = useId();
  return (
    <fieldset className={s.field} aria-describedby={describe(id, hint, error)} aria-invalid={error !== undefined || undefined}>
      <legend className={s.label}>
        {label}
        {optional === true ? <span className={s.optional}>{t('optional')}</span> : null}
      </legend>
      <div className={s.choices} data-column={column}>
        {options.map((option) => (
          <label key={option.value} className={s.choice}>
            <input type={type} value={option.value} {...(current === undefined ? {} : { checked: current === option.value })} {...input} />
            {option.label}
          </label>
        ))}
      </div>
      <Messages id={id} hint={hint} error={error} />
    </fieldset>
  );
}

export function Check({ label, note, ...input }: { label: ReactNode; note?: ReactNode } & Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label className={s.check}>
      <input type="checkbox" {...input} />
      <span>
        {label}
        {note !== undefined ? <small>{note}</small> : null}
      </span>
    </label>
  );
}
