import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { explain } from '../api/problem.ts';
import type { Settings, SettingsChange } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { pushState, turnPushOff, turnPushOn, type PushState } from '../offline/push.ts';
import { Check } from '../ui/fields.tsx';
import { Button, Failed, Loading, Notice, Page, Section } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { setPreferences, usePreferences } from './preferences.ts';
import { QuietHours } from './quiet_hours.tsx';
import s from './settings.module.css';
import { useSettings } from './use_settings.ts';

const kKinds: readonly { kind: keyof Settings['notifications']; words: Words }[] = [
  { kind: 'review', words: 'An application needs me' },
  { kind: 'applied', words: 'An application was sent' },
  { kind: 'failed', words: 'An application did not work' },
  { kind: 'reminder', words: 'Something I wanted to be reminded of' },
  { kind: 'desktop_silent', words: 'Work waits, and my desktop gives no sign' },
];

const kPushKey = ['push'] as const;

/** What is told, where and when. */
export default function NotificationsScreen() {
  const { query, settings, save } = useSettings();
  const { news } = usePreferences();
  return (
    <Page title={t('Notifications')} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      <Section title={t('On this device')}>
        <div className={s.editor}>
          <Push />
          <Check
            label={t('Tell me in the app when an application was sent or needs me')}
            checked={news}
            onChange={(event) => setPreferences({ news: event.target.checked })}
          />
        </div>
      </Section>
      {query.isPending ? (
        <Loading label={t('Loading your settings')} />
      ) : settings === undefined ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Kinds settings={settings} save={save} />
      )}
    </Page>
  );
}

function Kinds({ settings, save }: { settings: Settings; save: (change: SettingsChange) => Promise<void> }) {
  return (
    <>
      <Section title={t('What is worth a message')}>
        <div className={s.checks}>
          {kKinds.map(({ kind, words }) => (
            <Check
              key={kind}
              label={t(words)}
              checked={settings.notifications[kind] ?? true}
              onChange={(event) => void save({ notifications: { [kind]: event.target.checked } })}
            />
          ))}
        </div>
      </Section>
      <Section title={t('When')}>
        <QuietHours
          label={t('Be quiet at certain hours')}
          note={t('What happens then is told afterwards, in one message.')}
          name="notificationQuietHours"
          settings={settings}
          save={save}
        />
      </Section>
    </>
  );
}

const kWhyNot: Partial<Record<PushState, Words>> = {
  unsupported: 'This browser cannot show messages of a page that is closed. On an iPhone, add JobSwipe to the home screen first.',
  unavailable: 'This server sends no messages to closed apps.',
  denied: 'Messages of this page are forbidden in the browser’s settings. Allow them there, and come back.',
};

/** Messages while the app is closed. */
function Push() {
  const client = useQueryClient();
  const toast = useToast();
  const state = useQuery({ queryKey: kPushKey, queryFn: pushState, gcTime: 0 });
  const turn = useMutation({
    mutationFn: (on: boolean) => (on ? turnPushOn() : turnPushOff()),
    onSuccess: (now) => client.setQueryData(kPushKey, now),
    onError: (error) => toast({ text: explain(error) }),
  });
  if (state.isPending) return <Loading label={t('Looking whether messages can be shown')} />;
  if (state.data === undefined) return <Failed error={state.error} retry={() => void state.refetch()} />;
  const why = kWhyNot[state.data];
  if (why !== undefined) return <Notice>{t(why)}</Notice>;
  return (
    <div className={s.push}>
      <p>{state.data === 'on' ? t('This device gets messages while the app is closed.') : t('This device gets no messages while the app is closed.')}</p>
      <Button variant={state.data === 'on' ? 'secondary' : 'primary'} busy={turn.isPending} onClick={() => turn.mutate(state.data !== 'on')}>
        {state.data === 'on' ? t('Turn off') : t('Turn on')}
      </Button>
    </div>
  );
}
