import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { SettingsChange } from '../api/types.ts';
import { SwipesProvider } from '../outbox/provider.tsx';
import { renderAt } from '../testing/render.tsx';
import { kSettings, kUser, problem, serve, type Answer, type Seen } from '../testing/server.ts';
import Applying from './applying.tsx';
import Notifications from './notifications.tsx';
import { withChange, zoneHere } from './use_settings.ts';

function open(page: 'applying' | 'notifications', patch?: (seen: Seen) => Answer) {
  let now = kSettings;
  const seen = serve({
    'GET /api/settings': () => now,
    'PATCH /api/settings': patch ?? (({ body }) => (now = { ...withChange(now, body as SettingsChange), version: now.version + 1 })),
    'GET /api/push/key': () => ({ publicKey: 'BKey' }),
    'POST /api/push/subscriptions': () => ({ id: '55555555-5555-4555-8555-555555555555' }),
    'DELETE /api/push/subscriptions/55555555-5555-4555-8555-555555555555': () => null,
  });
  renderAt(`/settings/${page}`, <SwipesProvider userId={kUser.id}>{page === 'applying' ? <Applying /> : <Notifications />}</SwipesProvider>);
  return { changes: () => seen.filter(({ method }) => method === 'PATCH').map(({ body }) => body), seen };
}

describe('how applications are begun', () => {
  it('is changed piece by piece, and shown at once', async () => {
    const { changes } = open('applying');
    await userEvent.click(await screen.findByRole('radio', { name: 'Always' }));
    expect(screen.getByRole('radio', { name: 'Always' })).toBeChecked();
    await userEvent.click(screen.getByRole('radio', { name: 'Always: I read every answer first' }));
    await userEvent.selectOptions(screen.getByLabelText('Priority of a swipe'), 'First');
    await waitFor(() => expect(changes()).toEqual([{ confirmSwipe: 'always' }, { reviewBeforeSubmit: 'always' }, { defaultPriority: 10 }]));
  });

  it('takes a daily number when the field is left, and none that is no number', async () => {
    const { changes } = open('applying');
    const field = await screen.findByLabelText(/^Most applications a day/);
    await userEvent.type(field, '0');
    await userEvent.tab();
    expect(screen.getByRole('alert')).toHaveTextContent('A whole number from 1 to 1000.');
    await userEvent.clear(field);
    await userEvent.type(field, '12');
    await userEvent.tab();
    await waitFor(() => expect(changes()).toEqual([{ dailyLimit: 12 }]));
    await userEvent.clear(field);
    await userEvent.tab();
    await waitFor(() => expect(changes()).toEqual([{ dailyLimit: 12 }, { dailyLimit: null }]));
  });

  it('goes back to what the server has when it refuses', async () => {
    open('applying', () => problem(400, 'invalid', 'That is no pause.'));
    const pause = await screen.findByLabelText(/^Pause between/);
    await userEvent.selectOptions(pause, 'An hour');
    expect(await screen.findByText(/That is no pause/)).toBeInTheDocument();
    await waitFor(() => expect(pause).toHaveValue('0'));
  });

  it('has quiet hours by this device’s clock at first, and saves no two equal times', async () => {
    const { changes } = open('applying');
    await userEvent.click(await screen.findByLabelText(/^Do nothing at certain hours/));
    await waitFor(() => expect(changes()).toEqual([{ desktopQuietHours: { from: '22:00', until: '07:00' }, timeZone: zoneHere() }]));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '07:00' } });
    expect(await screen.findByText('The two times must differ.')).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '21:30' } });
    await waitFor(() => expect(changes()[1]).toEqual({ desktopQuietHours: { from: '21:30', until: '07:00' } }));
  });
});

/** A browser that can show messages: what the page asks of it. */
function browserWithPush(answer: NotificationPermission) {
  let subscription: object | null = null;
  const made = {
    toJSON: () => ({ endpoint: 'https://push.example.org/1', expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: vi.fn(() => Promise.resolve((subscription = null) === null)),
  };
  const subscribe = vi.fn(() => Promise.resolve((subscription = made)));
  const registration = { pushManager: { getSubscription: () => Promise.resolve(subscription), subscribe } };
  const permission = { permission: 'default' as NotificationPermission, requestPermission: () => Promise.resolve((permission.permission = answer)) };
  vi.stubGlobal('Notification', permission);
  vi.stubGlobal('PushManager', class {});
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { ready: Promise.resolve(registration), getRegistration: () => Promise.resolve(registration) } });
  return { made, subscribe, forget: () => Reflect.deleteProperty(navigator, 'serviceWorker') };
}

describe('notifications', () => {
  it('are chosen by kind; a kind that is left out stays', async () => {
    const { changes } = open('notifications');
    await userEvent.click(await screen.findByLabelText('An application was sent'));
    await waitFor(() => expect(changes()).toEqual([{ notifications: { applied: false } }]));
    expect(screen.getByLabelText('An application did not work')).toBeChecked();
  });

  it('say why a browser cannot show them', async () => {
    open('notifications');
    expect(await screen.findByText(/^This browser cannot show messages/)).toBeInTheDocument();
  });

  it('are turned on for this device and off again, here and at the server', async () => {
    const browser = browserWithPush('granted');
    const { seen } = open('notifications');
    await userEvent.click(await screen.findByRole('button', { name: 'Turn on' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Turn off' }));
    expect(await screen.findByRole('button', { name: 'Turn on' })).toBeInTheDocument();
    expect(browser.subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: 'BKey' });
    expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({ endpoint: 'https://push.example.org/1', expirationTime: null, keys: { p256dh: 'p', auth: 'a' } });
    expect(browser.made.unsubscribe).toHaveBeenCalledOnce();
    expect(seen.some(({ method }) => method === 'DELETE')).toBe(true);
    browser.forget();
  });

  it('stay off when the person says no', async () => {
    const browser = browserWithPush('denied');
    open('notifications');
    await userEvent.click(await screen.findByRole('button', { name: 'Turn on' }));
    expect(await screen.findByText(/are forbidden in the browser’s settings/)).toBeInTheDocument();
    expect(browser.subscribe).not.toHaveBeenCalled();
    browser.forget();
  });
});
