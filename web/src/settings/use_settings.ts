import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { explain } from '../api/problem.ts';
import { settingsQuery } from '../api/queries.ts';
import type { QuietHours, Settings, SettingsChange } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { useToast } from '../ui/toasts.tsx';

/** The settings as they will be once the change has been carried out. */
export function withChange(before: Settings, { notifications, ...change }: SettingsChange): Settings {
  return { ...before, ...change, notifications: { ...before.notifications, ...notifications } };
}

/** The person's settings, and their changing: shown at once, kept on this device until the server has them, taken back when it refuses. */
export function useSettings() {
  const query = useQuery(settingsQuery);
  const client = useQueryClient();
  const toast = useToast();
  const { change } = useOutbox();
  const save = useCallback(
    async (wanted: SettingsChange): Promise<void> => {
      // A read that is on its way knows nothing of the change, and would undo what is shown.
      void client.cancelQueries({ queryKey: settingsQuery.queryKey });
      client.setQueryData(settingsQuery.queryKey, (before) => (before === undefined ? before : withChange(before, wanted)));
      try {
        const receipt = await change({ kind: 'settings', about: 'settings', title: t('Settings'), company: '', body: { ...wanted } });
        if (receipt.state === 'sent') client.setQueryData(settingsQuery.queryKey, receipt.answer as Settings);
        else toast({ text: t('Kept on this device, sent as soon as the server answers.'), topic: 'settings' });
      } catch (error) {
        toast({ text: explain(error), topic: 'settings' });
        await client.invalidateQueries({ queryKey: settingsQuery.queryKey });
      }
    },
    [client, change, toast],
  );
  return { query, settings: query.data, save };
}

/** The time zone of this device, by its IANA name. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export const kUsualQuiet: QuietHours = { from: '22:00', until: '07:00' };

const kClock = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

/** What is wrong with the two times; null when they can be saved. */
export function quietProblem({ from, until }: QuietHours): 'missing' | 'same' | null {
  if (!kClock.test(from) || !kClock.test(until)) return 'missing';
  return from === until ? 'same' : null;
}
