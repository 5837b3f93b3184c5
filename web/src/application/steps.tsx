import type { Progress } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import s from './steps.module.css';

const kShort: readonly { step: Progress['step']; words: Words }[] = [
  { step: 'starting', words: 'Start' },
  { step: 'opening', words: 'Open' },
  { step: 'reading', words: 'Read' },
  { step: 'filling', words: 'Fill' },
  { step: 'reviewing', words: 'Check' },
  { step: 'submitting', words: 'Send' },
  { step: 'confirming', words: 'Confirm' },
  { step: 'reporting', words: 'Save proof' },
];

/** The desktop's steps, done, now and to come. */
export function ProgressSteps({ progress }: { progress: Progress }) {
  const at = kShort.findIndex(({ step }) => step === progress.step);
  return (
    <ol className={s.steps}>
      {kShort.map(({ step, words }, index) => (
        <li key={step} data-state={index < at ? 'done' : index === at ? 'now' : 'later'} aria-current={index === at ? 'step' : undefined}>
          {t(words)}
        </li>
      ))}
    </ol>
  );
}
