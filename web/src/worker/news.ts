/** What the server pushes, and how a locked screen shows it. The words are here because the app's do not come with the worker. */

export const kKinds = ['applied', 'failed', 'review', 'desktop_silent', 'reminder'] as const;
export type Kind = (typeof kKinds)[number];

/** The text of a push message (server/notify). `title` and `company` are of the posting, when it is about one application. */
export interface News {
  kind: Kind;
  /** Applications it is about: of the last 24 hours when sent or failed, all that wait otherwise. */
  count: number;
  applicationId?: string;
  title?: string;
  company?: string;
  lastSeenAt?: string;
}

export interface Shown {
  title: string;
  body: string;
  lang: string;
  /** Where a tap leads. */
  path: string;
  /** A later one with the same tag takes this one's place. */
  tag: string;
}

const optionalText = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads a message; nothing when it is none that this version knows. */
export function readNews(text: string | undefined): News | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { kind, count, applicationId, title, company, lastSeenAt } = json as Record<string, unknown>;
  const known = kKinds.find((each) => each === kind);
  if (known === undefined) return undefined;
  // An id becomes part of an address.
  const id = optionalText(applicationId);
  return {
    kind: known,
    count: typeof count === 'number' && count >= 1 ? Math.floor(count) : 1,
    applicationId: id !== undefined && /^[0-9a-f-]{36}$/i.test(id) ? id : undefined,
    title: optionalText(title),
    company: optionalText(company),
    lastSeenAt: optionalText(lastSeenAt),
  };
}

interface Words {
  unknown: { title: string; body: string };
  applied(title: string): string;
  appliedMany(count: number): string;
  failed(title: string): string;
  failedMany(count: number): string;
  review(title: string): string;
  reviewMany(count: number): string;
  silent: string;
  reminder(title: string | undefined): string;
  waiting(count: number): string;
  seen(when: string): string;
}

const kWords: Record<'en' | 'de', Words> = {
  en: {
    unknown: { title: 'News in JobSwipe', body: 'Open the app to see what happened.' },
    applied: (title) => `Application sent: ${title}`,
    appliedMany: (count) => (count === 1 ? '1 application sent today' : `${count} applications sent in the last 24 hours`),
    failed: (title) => `Application failed: ${title}`,
    failedMany: (count) => (count === 1 ? '1 application failed' : `${count} applications failed in the last 24 hours`),
    review: (title) => `Needs you: ${title}`,
    reviewMany: (count) => (count === 1 ? '1 application needs you' : `${count} applications need you`),
    silent: 'Your desktop gives no sign',
    reminder: (title) => (title === undefined ? 'A reminder is due' : `Reminder: ${title}`),
    waiting: (count) => (count === 1 ? '1 application waits for it.' : `${count} applications wait for it.`),
    seen: (when) => `Last seen ${when}.`,
  },
  de: {
    unknown: { title: 'Neues in JobSwipe', body: 'Öffne die App, um zu sehen, was geschehen ist.' },
    applied: (title) => `Bewerbung gesendet: ${title}`,
    appliedMany: (count) => (count === 1 ? '1 Bewerbung heute gesendet' : `${count} Bewerbungen in den letzten 24 Stunden gesendet`),
    failed: (title) => `Bewerbung fehlgeschlagen: ${title}`,
    failedMany: (count) => (count === 1 ? '1 Bewerbung fehlgeschlagen' : `${count} Bewerbungen in den letzten 24 Stunden fehlgeschlagen`),
    review: (title) => `Braucht dich: ${title}`,
    reviewMany: (count) => (count === 1 ? '1 Bewerbung braucht dich' : `${count} Bewerbungen brauchen dich`),
    silent: 'Dein Desktop meldet sich nicht',
    reminder: (title) => (title === undefined ? 'Eine Erinnerung ist fällig' : `Erinnerung: ${title}`),
    waiting: (count) => (count === 1 ? '1 Bewerbung wartet auf ihn.' : `${count} Bewerbungen warten auf ihn.`),
    seen: (when) => `Zuletzt gesehen ${when}.`,
  },
};

function languageOf(languages: readonly string[]): 'en' | 'de' {
  for (const tag of languages) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'de') return base;
  }
  return 'en';
}

/** "3 hours ago", in the language's own words. */
function ago(at: number, now: number, lang: string): string {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  const minutes = Math.round((at - now) / 60_000);
  if (minutes > -90) return format.format(Math.min(0, minutes), 'minute');
  const hours = Math.round(minutes / 60);
  if (hours > -36) return format.format(hours, 'hour');
  return format.format(Math.round(hours / 24), 'day');
}

const joined = (...parts: (string | undefined)[]) => parts.filter((part) => part !== undefined).join(' · ');

/** How the news read; `undefined` ones are told without detail, since a push must show something. */
export function shownAs(news: News | undefined, languages: readonly string[], now: number): Shown {
  const lang = languageOf(languages);
  const words = kWords[lang];
  if (news === undefined) return { ...words.unknown, lang, path: '/queue', tag: 'news' };
  const { kind, count, title, company } = news;
  const one = count === 1 && news.applicationId !== undefined ? `/applications/${news.applicationId}` : undefined;
  const base = { lang, tag: kind };
  switch (kind) {
    case 'applied':
      if (title === undefined) return { ...base, title: words.appliedMany(count), body: '', path: '/queue' };
      return { ...base, title: words.applied(title), body: joined(company, count > 1 ? words.appliedMany(count) : undefined), path: one ?? '/queue' };
    case 'failed':
      if (title === undefined) return { ...base, title: words.failedMany(count), body: '', path: '/queue' };
      return { ...base, title: words.failed(title), body: joined(company, count > 1 ? words.failedMany(count) : undefined), path: one ?? '/queue' };
    case 'review':
      if (count > 1 || title === undefined) return { ...base, title: words.reviewMany(count), body: joined(title, company), path: '/review' };
      return { ...base, title: words.review(title), body: company ?? '', path: '/review' };
    case 'reminder':
      return { ...base, title: words.reminder(title), body: company ?? '', path: one ?? '/queue' };
    case 'desktop_silent': {
      const at = news.lastSeenAt === undefined ? NaN : Date.parse(news.lastSeenAt);
      const seen = Number.isNaN(at) ? [] : [words.seen(ago(at, now, lang))];
      return { ...base, title: words.silent, body: [words.waiting(count), ...seen].join(' '), path: '/devices' };
    }
  }
}
