import type { useForm } from 'react-hook-form';

import type { Question } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { Choices, SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Notice } from '../ui/parts.tsx';
import { controlOf, fieldName, isEmpty, type Value } from './questions.ts';

const kMostRadios = 6;

/** What a desktop says about an answer that it shows; other reasons are the form's own words, and stay as they are. */
const kReasons = [
  'This will be sent.',
  'Please check this answer before it is sent.',
  'A draft: please read it, change it, or write your own.',
] as const satisfies readonly Words[];

function reasonWords(reason: string | undefined): string | undefined {
  const known = kReasons.find((words) => words === reason);
  return known === undefined ? reason : t(known);
}

/** One question of a form, asked of the person in the way that suits its kind. */
export function QuestionField({
  question,
  index,
  form,
  lenient = false,
}: {
  question: Question;
  index: number;
  form: ReturnType<typeof useForm<Record<string, Value>>>;
  /** May be left out even where the form requires it: it will be asked again. */
  lenient?: boolean;
}) {
  const name = fieldName(index);
  const control = controlOf(question);
  const required = question.required === true && !lenient;
  const error = form.formState.errors[name]?.message;
  const field = form.register(name, {
    validate: (value) => !required || !isEmpty(value) || t('The form requires an answer.'),
  });
  const frame = {
    label: question.label,
    hint: reasonWords(question.reason),
    error: typeof error === 'string' ? error : undefined,
    optional: question.required !== true,
  };
  const options = (question.options ?? []).map((option) => ({ value: option, label: option }));
  switch (control) {
    case 'desktop':
      return (
        <Notice tone="warn">
          <strong>{question.label}</strong>
          <br />
          {question.kind === 'password'
            ? t('Passwords are not typed here. Log in on your desktop, in JobSwipe’s browser.')
            : t('This file can only be chosen on your desktop.')}
        </Notice>
      );
    case 'textarea':
      return <TextArea {...frame} {...field} />;
    case 'choice':
      return options.length <= kMostRadios ? (
        <Choices {...frame} options={options} column={options.some((option) => option.label.length > 24)} {...field} />
      ) : (
        <SelectField {...frame} options={[{ value: '', label: t('Choose…') }, ...options]} {...field} />
      );
    case 'choices':
      return <Choices {...frame} type="checkbox" options={options} column={options.length > kMostRadios} {...field} />;
    case 'yesno':
      return (
        <Choices
          {...frame}
          options={[
            { value: 'yes', label: t('Yes') },
            { value: 'no', label: t('No') },
          ]}
          {...field}
        />
      );
    case 'text':
    case 'email':
    case 'tel':
    case 'number':
    case 'date':
    case 'url':
      return <TextField {...frame} type={control} {...(control === 'number' ? { step: 'any' } : {})} {...field} />;
  }
}
