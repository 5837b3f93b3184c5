import type { Application, Event, FailureKind, Presence, Progress } from '../api/types.ts';
import { ago, dateTime } from '../ui/words.ts';

/** The contract's words in the person's. */

const kSteps: Record<Progress['step'], string> = {
  starting: 'Starting on your desktop',
  opening: 'Opening the employer’s page on your desktop',
  reading: 'Reading the form on your desktop',
  filling: 'Filling in the form on your desktop',
  reviewing: 'Checking what was filled in',
  submitting: 'Sending the application',
  confirming: 'Waiting for the employer’s confirmation',
  reporting: 'Saving the proof',
};

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

export const kFailureWords: Record<FailureKind, { title: string; next: string }> = {
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

export function failureWords(kind: FailureKind | undefined): { title: string; next: string } {
  const known = kind === undefined ? undefined : kFailureWords[kind];
  return known ?? { title: 'It did not work', next: 'Try again.' };
}

/** One line for where an application stands. */
export function statusLine(application: Application, desktop: Presence | undefined, now: number = Date.now()): string {
  if (application.cancelRequested === true && (application.status === 'CLAIMED' || application.status === 'PROCESSING')) {
    return 'Stopping on your desktop…';
  }
  switch (application.status) {
    case 'PENDING':
    case 'QUEUED': {
      const later = application.availableAt !== undefined && Date.parse(application.availableAt) > now + 5_000;
      if (later && application.availableAt !== undefined) {
        return `Tries again ${ago(application.availableAt, now)}, attempt ${application.attempts + 1} of ${application.maxAttempts}`;
      }
      if (desktop === undefined) return 'Waiting for your desktop';
      if (!desktop.paired) return 'Waiting: pair a desktop to begin';
      if (desktop.online) return application.position === 1 ? 'Next on your desktop' : 'Waiting for its turn';
      return desktop.lastSeenAt
        ? `Waiting for your desktop, last seen ${ago(desktop.lastSeenAt, now)}`
        : 'Waiting for your desktop, which was never on yet';
    }
    case 'CLAIMED':
      return application.progress ? `${kSteps[application.progress.step]}…` : 'Taken up by your desktop…';
    case 'PROCESSING':
      return application.progress ? `${kSteps[application.progress.step]}…` : 'Your desktop is working on it…';
    case 'COMPLETED':
      return application.finishedAt ? `Sent ${ago(application.finishedAt, now)}` : 'Sent';
    case 'FAILED':
      return failureWords(application.failure?.kind).title;
    case 'CANCELLED':
      return application.finishedAt ? `Cancelled ${ago(application.finishedAt, now)}` : 'Cancelled';
    case 'NEEDS_REVIEW':
      return failureWords(application.failure?.kind).title;
  }
}

function field(event: Event, name: string): unknown {
  return event.data[name];
}

/** A line of an application's history. */
export function eventWords(event: Event): string {
  switch (event.type) {
    case 'application.swiped':
      return 'You swiped right';
    case 'application.queued':
      return 'Put in the queue';
    case 'application.claimed':
      return 'Taken up by your desktop';
    case 'application.processing':
      return 'Work began';
    case 'application.progress': {
      const progress = field(event, 'progress') as Progress | undefined;
      if (progress === undefined) return 'Progress';
      return progress.message ?? kSteps[progress.step] ?? 'Progress';
    }
    case 'application.submit_granted':
      return 'Allowed to send, once';
    case 'application.completed':
      return 'Sent and confirmed';
    case 'application.failed':
      return `Ended: ${failureDetail(event)}`;
    case 'application.needs_review':
      return `Needs you: ${failureDetail(event)}`;
    case 'application.retry_scheduled': {
      const at = field(event, 'availableAt');
      const when = typeof at === 'string' ? `, again ${dateTime(at)}` : '';
      return `Did not work: ${failureDetail(event)}${when}`;
    }
    case 'application.lease_lapsed':
      return 'Your desktop went silent';
    case 'application.cancel_requested':
      return 'You asked to stop';
    case 'application.cancelled':
      return 'Cancelled';
    case 'application.priority_changed': {
      const priority = field(event, 'priority');
      return typeof priority === 'number' ? `Priority set to ${priority}` : 'Priority changed';
    }
    case 'application.answered':
      return 'You answered the questions';
    case 'application.resolved':
      return field(event, 'outcome') === 'sent' ? 'You said it was sent' : 'You settled the outcome';
    case 'application.evidence_added':
      return 'Screenshot saved';
    case 'device.paired':
    case 'device.revoked':
    case 'profile.updated':
    case 'resume.added':
    case 'resume.removed':
      return event.type.replace('.', ' ');
  }
}

function failureDetail(event: Event): string {
  const failure = field(event, 'failure') as { kind?: FailureKind; detail?: string } | null | undefined;
  const words = failureWords(failure?.kind).title.toLowerCase();
  return words;
}

export const kProvenanceWords = {
  profile: 'Your profile',
  saved_answer: 'Saved answer',
  rule: 'By rule',
  model: 'Language model',
  person: 'You, for this one',
} as const;

export const kEvidenceWords = {
  before_submit: 'Before sending',
  confirmation: 'Confirmation',
  failure: 'When it failed',
  page: 'The page',
} as const;
