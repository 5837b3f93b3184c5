import type { Application, Event, FailureKind, Presence, Progress } from '../api/types.ts';
import { language, locale, t, type Words } from '../i18n/i18n.ts';
import { ago, dateTime } from '../ui/words.ts';

/** The contract's words in the person's. Tables hold keys, functions give the translated words. */

export const kSteps: Record<Progress['step'], Words> = {
  starting: 'Starting on your desktop',
  opening: 'Opening the employer’s page on your desktop',
  reading: 'Reading the form on your desktop',
  filling: 'Filling in the form on your desktop',
  reviewing: 'Checking what was filled in',
  submitting: 'Sending the application',
  confirming: 'Waiting for the employer’s confirmation',
  reporting: 'Saving the proof',
};

/** What the desktop's window waits for its person to do. */
const kWaits: Record<NonNullable<Progress['waitsFor']>, Words> = {
  captcha: 'Waits for you at your desktop: a captcha',
  login_required: 'Waits for you at your desktop: a login',
  email_code: 'Waits for you at your desktop: a code from your e-mail',
};

/** A newer desktop may wait for more. */
function waitWords(waitsFor: NonNullable<Progress['waitsFor']>): string {
  const known = (kWaits as Partial<typeof kWaits>)[waitsFor];
  return t(known ?? 'Waits for you at your desktop');
}

/** What it is doing now; undefined before it has said so. */
function progressWords(progress: Progress | null | undefined): string | undefined {
  if (progress == null) return undefined;
  return progress.waitsFor === undefined ? t('{{step}}…', { step: t(kSteps[progress.step]) }) : waitWords(progress.waitsFor);
}

/** Where a step lies on the way when the desktop gives no percentage. */
const kStepPercent: Record<Progress['step'], number> = {
  starting: 4,
  opening: 12,
  reading: 25,
  filling: 50,
  reviewing: 72,
  submitting: 84,
  confirming: 92,
  reporting: 97,
};

export function percentOf(progress: Progress): number {
  return progress.percent ?? kStepPercent[progress.step] ?? 0;
}

export interface FailureWords {
  title: Words;
  next: Words;
}

export const kFailureWords: Record<FailureKind, FailureWords> = {
  network: { title: 'The connection failed', next: 'Your desktop could not reach the employer’s page. Try again.' },
  timeout: { title: 'The page took too long', next: 'The employer’s page did not answer in time. Try again.' },
  portal_error: { title: 'The employer’s page failed', next: 'It showed an error of its own. Try again later.' },
  rate_limited: { title: 'The employer asked to slow down', next: 'It is tried again after a pause.' },
  browser_crashed: { title: 'The browser crashed', next: 'Try again.' },
  posting_closed: { title: 'The posting is closed', next: 'The employer takes no more applications for it.' },
  already_applied: { title: 'You have applied before', next: 'The employer already has an application of yours for this job.' },
  invalid_profile: { title: 'The employer refused something in your profile', next: 'Mend it in Settings, then try again.' },
  captcha: { title: 'A captcha stands in the way', next: 'Only you may solve it: go to your desktop, open the posting there, then try again.' },
  login_required: { title: 'The employer wants you to log in', next: 'Log in on your desktop in JobSwipe’s browser, then try again.' },
  email_code: { title: 'The employer sent you a code by e-mail', next: 'Open your e-mail, then try again with your desktop at hand to type the code.' },
  question_unanswered: { title: 'The form asks what you have not said yet', next: 'Answer once; it is remembered.' },
  outcome_unknown: { title: 'It is not certain that it was sent', next: 'Look for a confirmation in your e-mail or on the employer’s page, then say which it is.' },
  form_not_understood: { title: 'The form was not understood', next: 'Apply by hand on the employer’s page, or try again.' },
};

export function failureWords(kind: FailureKind | undefined): FailureWords {
  const known = kind === undefined ? undefined : kFailureWords[kind];
  return known ?? { title: 'It did not work', next: 'Try again.' };
}

/** One line for where an application stands. */
export function statusLine(application: Application, desktop: Presence | undefined, now: number = Date.now()): string {
  if (application.cancelRequested === true && (application.status === 'CLAIMED' || application.status === 'PROCESSING')) {
    return t('Stopping on your desktop…');
  }
  switch (application.status) {
    case 'PENDING':
    case 'QUEUED': {
      const later = application.availableAt !== undefined && Date.parse(application.availableAt) > now + 5_000;
      if (later && application.availableAt !== undefined) {
        return t('Tries again {{when}}, attempt {{attempt}} of {{most}}', {
          when: ago(application.availableAt, now),
          attempt: application.attempts + 1,
          most: application.maxAttempts,
        });
      }
      if (desktop === undefined) return t('Waiting for your desktop');
      if (!desktop.paired) return t('Waiting: pair a desktop to begin');
      if (desktop.online) return application.position === 1 ? t('Next on your desktop') : t('Waiting for its turn');
      return desktop.lastSeenAt
        ? t('Waiting for your desktop, last seen {{when}}', { when: ago(desktop.lastSeenAt, now) })
        : t('Waiting for your desktop, which was never on yet');
    }
    case 'CLAIMED':
      return progressWords(application.progress) ?? t('Taken up by your desktop…');
    case 'PROCESSING':
      return progressWords(application.progress) ?? t('Your desktop is working on it…');
    case 'COMPLETED':
      return application.finishedAt ? t('Sent {{when}}', { when: ago(application.finishedAt, now) }) : t('Sent');
    case 'FAILED':
    case 'NEEDS_REVIEW':
      return t(failureWords(application.failure?.kind).title);
    case 'CANCELLED':
      return application.finishedAt ? t('Cancelled {{when}}', { when: ago(application.finishedAt, now) }) : t('Cancelled');
  }
}

/** What happens next, and when: the second line. */
export function nextLine(application: Application, desktop: Presence | undefined, now: number = Date.now()): string {
  switch (application.status) {
    case 'PENDING':
    case 'QUEUED': {
      const later = application.availableAt !== undefined && Date.parse(application.availableAt) > now + 5_000;
      if (later) return t('Your desktop tries it again by itself; an attempt is only spent when it begins.');
      if (desktop === undefined) return '';
      if (!desktop.paired) return t('Nothing is lost: it begins once a desktop is paired.');
      if (!desktop.online) return t('It begins when your desktop is on. Waiting costs nothing.');
      return application.position === 1 ? t('It begins within moments.') : t('It begins after those before it.');
    }
    case 'CLAIMED':
    case 'PROCESSING':
      if (application.progress?.waitsFor !== undefined) return t('Do it in the window of JobSwipe’s browser; then it goes on. If it does not, run `jobswipe-agent continue` there.');
      if (application.submitGrantedAt) return t('It is being sent. This can no longer be stopped.');
      return t('It asks you here when it cannot go on. Until it is sent you can stop it.');
    case 'COMPLETED':
      return t('The employer has it. Proof is kept with the application.');
    case 'FAILED':
    case 'NEEDS_REVIEW':
      return t(failureWords(application.failure?.kind).next);
    case 'CANCELLED':
      return t('Nothing was sent.');
  }
}

function field(event: Event, name: string): unknown {
  return event.data[name];
}

/** A line of an application's history. */
export function eventWords(event: Event): string {
  switch (event.type) {
    case 'application.swiped':
      return t('You swiped right');
    case 'application.queued':
      return t('Put in the queue');
    case 'application.claimed':
      return t('Taken up by your desktop');
    case 'application.processing':
      return t('Work began');
    case 'application.progress': {
      const progress = field(event, 'progress') as Progress | undefined;
      if (progress === undefined) return t('Progress');
      if (progress.waitsFor !== undefined) return waitWords(progress.waitsFor);
      return progress.message ?? t(kSteps[progress.step] ?? 'Progress');
    }
    case 'application.submit_granted':
      return t('Allowed to send, once');
    case 'application.completed':
      return t('Sent and confirmed');
    case 'application.failed':
      return t('Ended: {{why}}', { why: failureDetail(event) });
    case 'application.needs_review':
      return t('Needs you: {{why}}', { why: failureDetail(event) });
    case 'application.retry_scheduled': {
      const at = field(event, 'availableAt');
      const why = failureDetail(event);
      return typeof at === 'string' ? t('Did not work: {{why}}, again {{when}}', { why, when: dateTime(at) }) : t('Did not work: {{why}}', { why });
    }
    case 'application.lease_lapsed':
      return t('Your desktop went silent');
    case 'application.cancel_requested':
      return t('You asked to stop');
    case 'application.cancelled':
      return t('Cancelled');
    case 'application.priority_changed': {
      const priority = field(event, 'priority');
      return typeof priority === 'number' ? t('Priority set to {{priority}}', { priority }) : t('Priority changed');
    }
    case 'application.answered':
      return t('You answered the questions');
    case 'application.resolved':
      return field(event, 'outcome') === 'sent' ? t('You said it was sent') : t('You settled the outcome');
    case 'application.evidence_added':
      return t('Screenshot saved');
    case 'device.paired':
      return t('Desktop paired');
    case 'device.revoked':
      return t('Desktop revoked');
    case 'profile.updated':
      return t('Profile changed');
    case 'resume.added':
      return t('Résumé added');
    case 'resume.removed':
      return t('Résumé removed');
    case 'application.outcome_changed':
      return t('You noted what came of it');
    case 'application.note_changed':
      return t('Note changed');
    case 'application.reminder_set':
      return t('Reminder set');
    case 'application.reminder_removed':
      return t('Reminder removed');
    case 'application.reminder_due':
      return t('Reminder due');
    case 'settings.updated':
      return t('Settings changed');
    case 'blocked_employers.updated':
      return t('Blocked employers changed');
    case 'resume_rules.updated':
      return t('Rules for résumés changed');
  }
}

function failureDetail(event: Event): string {
  const failure = field(event, 'failure') as { kind?: FailureKind; detail?: string } | null | undefined;
  const words = t(failureWords(failure?.kind).title);
  // German keeps the capital of a noun that stands first.
  return language() === 'de' ? words : words.charAt(0).toLocaleLowerCase(locale()) + words.slice(1);
}

export const kProvenanceWords = {
  profile: 'Your profile',
  saved_answer: 'Saved answer',
  rule: 'By rule',
  model: 'Language model',
  person: 'You, for this one',
} as const satisfies Record<string, Words>;

export const kEvidenceWords = {
  before_submit: 'Before sending',
  confirmation: 'Confirmation',
  failure: 'When it failed',
  page: 'The page',
} as const satisfies Record<string, Words>;
