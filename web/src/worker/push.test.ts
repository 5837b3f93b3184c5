// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';

import { readNews, shownAs } from './news.ts';
import { openFrom, renewSubscription, showNews, type Scope } from './push.ts';

const kOrigin = 'https://app.example.com';
const kId = '2f1c0000-0000-4000-8000-000000000000';
const kNow = Date.parse('2026-01-02T12:00:00Z');

interface Tab {
  url: string;
  focused?: boolean;
  visibilityState?: DocumentVisibilityState;
  closed?: boolean;
}

function world(tabs: Tab[] = [], languages = ['en-GB']) {
  const shown: { title: string; options: NotificationOptions & { renotify?: boolean } }[] = [];
  const focused: string[] = [];
  const visited: string[] = [];
  const opened: string[] = [];
  const clients = tabs.map((tab) => ({
    url: tab.url,
    focused: tab.focused ?? false,
    visibilityState: tab.visibilityState ?? 'hidden',
    focus() {
      if (tab.closed) return Promise.reject(new TypeError('gone'));
      focused.push(tab.url);
      return Promise.resolve(this);
    },
    navigate(url: string) {
      visited.push(url);
      return Promise.resolve(this);
    },
  }));
  const scope = {
    location: { origin: kOrigin },
    navigator: { languages },
    registration: {
      showNotification: (title: string, options: NotificationOptions) => {
        shown.push({ title, options });
        return Promise.resolve();
      },
    },
    clients: {
      matchAll: () => Promise.resolve(clients),
      openWindow: (url: string) => {
        opened.push(url);
        return Promise.resolve(null);
      },
    },
  } as unknown as Scope;
  return { scope, shown, focused, visited, opened };
}

const applied = JSON.stringify({ kind: 'applied', count: 1, applicationId: kId, title: 'Engineer', company: 'Acme', at: '2026-01-02T11:59:00.000Z' });

describe('news that were pushed', () => {
  it('of one application name it and lead to it', () => {
    expect(shownAs(readNews(applied), ['en'], kNow)).toEqual({
      title: 'Application sent: Engineer', body: 'Acme', lang: 'en', tag: 'applied', path: `/applications/${kId}`,
    });
  });

  it('of several count them and lead to the queue', () => {
    const shown = shownAs({ kind: 'failed', count: 4, applicationId: kId, title: 'Engineer', company: 'Acme' }, ['en'], kNow);
    expect(shown.body).toBe('Acme · 4 applications failed in the last 24 hours');
    expect(shown.path).toBe('/queue');
  });

  it('that need the person lead to the reviews', () => {
    expect(shownAs({ kind: 'review', count: 1, title: 'Engineer', company: 'Acme' }, ['en'], kNow)).toMatchObject({ title: 'Needs you: Engineer', path: '/review' });
    expect(shownAs({ kind: 'review', count: 3 }, ['en'], kNow)).toMatchObject({ title: '3 applications need you', path: '/review' });
  });

  it('of a reminder lead to its application', () => {
    const reminder = { kind: 'reminder', count: 1, applicationId: kId, title: 'Engineer', company: 'Acme' } as const;
    expect(shownAs(reminder, ['de'], kNow)).toMatchObject({ title: 'Erinnerung: Engineer', body: 'Acme', path: `/applications/${kId}` });
  });

  it('of a silent desktop say since when', () => {
    const silent = { kind: 'desktop_silent', count: 2, lastSeenAt: '2026-01-01T22:00:00Z' } as const;
    expect(shownAs(silent, ['en'], kNow)).toMatchObject({ body: '2 applications wait for it. Last seen 14 hours ago.', path: '/devices' });
    expect(shownAs({ ...silent, lastSeenAt: '2025-12-30T12:00:00Z' }, ['de-AT'], kNow).body).toBe('2 Bewerbungen warten auf ihn. Zuletzt gesehen vor 3 Tagen.');
    expect(shownAs({ ...silent, lastSeenAt: 'never' }, ['en'], kNow).body).toBe('2 applications wait for it.');
  });

  it('are in the first language that there are words for', () => {
    expect(shownAs(readNews(applied), ['fr', 'de-CH', 'en'], kNow)).toMatchObject({ lang: 'de', title: 'Bewerbung gesendet: Engineer' });
    expect(shownAs(readNews(applied), ['fr'], kNow).lang).toBe('en');
  });

  it('are told without detail when they are not understood', () => {
    for (const text of [undefined, '', 'nonsense', 'null', '[]', '{"kind":"other"}']) expect(readNews(text)).toBeUndefined();
    expect(shownAs(undefined, ['en'], kNow)).toMatchObject({ title: 'News in JobSwipe', path: '/queue' });
  });

  it('never lead where an id would send them', () => {
    expect(readNews(JSON.stringify({ kind: 'applied', count: 1, applicationId: '../../evil' }))?.applicationId).toBeUndefined();
  });
});

describe('a push', () => {
  it('shows a notification that takes the place of the one before it', async () => {
    const { scope, shown } = world();
    await showNews(scope, applied);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ title: 'Application sent: Engineer', options: { tag: 'applied', renotify: true, silent: false, data: { path: `/applications/${kId}` } } });
  });

  it('makes no sound while the app is in view', async () => {
    const { scope, shown } = world([{ url: `${kOrigin}/queue`, visibilityState: 'visible' }]);
    await showNews(scope, applied);
    expect(shown[0]?.options).toMatchObject({ silent: true, renotify: false });
  });
});

describe('a tap on a notification', () => {
  const tapped = (path?: unknown) => ({ data: path === undefined ? null : { path }, close: vi.fn() });

  it('opens the app where nothing is open', async () => {
    const { scope, opened } = world();
    const notification = tapped('/review');
    await openFrom(scope, notification);
    expect(notification.close).toHaveBeenCalledOnce();
    expect(opened).toEqual([`${kOrigin}/review`]);
  });

  it('brings an open tab to the front and sends it there', async () => {
    const { scope, focused, visited, opened } = world([{ url: 'https://elsewhere.example/' }, { url: `${kOrigin}/` }, { url: `${kOrigin}/queue`, visibilityState: 'visible' }]);
    await openFrom(scope, tapped('/review'));
    expect(focused).toEqual([`${kOrigin}/queue`]);
    expect(visited).toEqual([`${kOrigin}/review`]);
    expect(opened).toEqual([]);
  });

  it('prefers the tab that is there already and does not load it again', async () => {
    const { scope, focused, visited } = world([{ url: `${kOrigin}/`, focused: true }, { url: `${kOrigin}/review` }]);
    await openFrom(scope, tapped('/review'));
    expect(focused).toEqual([`${kOrigin}/review`]);
    expect(visited).toEqual([]);
  });

  it('opens the app when the tab was closed meanwhile', async () => {
    const { scope, opened } = world([{ url: `${kOrigin}/`, closed: true }]);
    await openFrom(scope, tapped('/review'));
    expect(opened).toEqual([`${kOrigin}/review`]);
  });

  it('leads nowhere but into the app', async () => {
    for (const path of ['//evil.example/x', 'https://evil.example/', 5, undefined]) {
      const { scope, opened } = world();
      await openFrom(scope, tapped(path));
      expect(opened).toEqual([`${kOrigin}/queue`]);
    }
  });
});

describe('a subscription that the browser changed', () => {
  const subscription = (endpoint: string) => ({ toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }) }) as unknown as PushSubscription;

  async function renewed(change: Parameters<typeof renewSubscription>[1], publicKey: string | null = 'BKey') {
    const subscribed: unknown[] = [];
    const posted: unknown[] = [];
    const manager = {
      subscribe: (options?: PushSubscriptionOptionsInit) => {
        subscribed.push(options);
        return Promise.resolve(subscription('https://push.example.net/fresh'));
      },
    };
    await renewSubscription(manager, change, kOrigin, async (request) => {
      if (new URL(request.url).pathname === '/api/push/key') return { publicKey };
      posted.push(await request.json());
      return { id: kId };
    });
    return { subscribed, posted };
  }

  it('is told to the server when it comes with the event', async () => {
    const { subscribed, posted } = await renewed({ newSubscription: subscription('https://push.example.net/given') });
    expect(subscribed).toEqual([]);
    expect(posted).toEqual([{ endpoint: 'https://push.example.net/given', expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }]);
  });

  it('is made anew with the server\'s key when it was dropped', async () => {
    const { subscribed, posted } = await renewed({});
    expect(subscribed).toEqual([{ userVisibleOnly: true, applicationServerKey: 'BKey' }]);
    expect(posted).toHaveLength(1);
  });

  it('stays dropped when the server has no key', async () => {
    const { subscribed, posted } = await renewed({ newSubscription: null }, null);
    expect([subscribed, posted]).toEqual([[], []]);
  });
});
