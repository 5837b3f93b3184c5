import { useState } from 'react';

import type { QuietHours as Hours, Settings, SettingsChange } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { Check, TextField } from '../ui/fields.tsx';
import { Button } from '../ui/parts.tsx';
import s from './settings.module.css';
import { kUsualQuiet, quietProblem, zoneHere } from './use_settings.ts';

/** Hours in which there is quiet, every day. `name` is the setting that holds them. */
export function QuietHours({
  label,
  note,
  name,
  settings,
  save,
}: {
  label: string;
  note: string;
  name: 'desktopQuietHours' | 'notificationQuietHours';
  settings: Settings;
  save: (change: SettingsChange) => Promise<void>;
}) {
  const saved = settings[name];
  const [typed, setTyped] = useState<Hours | null>(null);
  const shown = typed ?? saved;
  const wrong = shown === null ? null : quietProblem(shown);
  const here = zoneHere();
  // Nobody has chosen a zone yet, so the hours are meant as this device's clock shows them.
  const zone = settings.version === 0 ? { timeZone: here } : {};
  const change = (part: Partial<Hours>) => {
    if (shown === null) return;
    const next = { ...shown, ...part };
    if (quietProblem(next) !== null) {
      setTyped(next);
      return;
    }
    setTyped(null);
    void save({ [name]: next, ...zone });
  };
  return (
    <div className={s.editor}>
      <Check
        label={label}
        note={note}
        checked={saved !== null}
        onChange={(event) => {
          setTyped(null);
          void save({ [name]: event.target.checked ? kUsualQuiet : null, ...zone });
        }}
      />
      {shown !== null ? (
        <>
          <div className={s.hours}>
            <TextField label={t('From')} type="time" required value={shown.from} onChange={(event) => change({ from: event.target.value })} />
            <TextField
              label={t('Until')}
              type="time"
              required
              value={shown.until}
              error={wrong === 'missing' ? t('Type both times.') : wrong === 'same' ? t('The two times must differ.') : undefined}
              onChange={(event) => change({ until: event.target.value })}
            />
          </div>
          <p className={s.zone}>
            {t('By the clock of {{zone}}.', { zone: settings.timeZone })}
            {settings.timeZone !== here ? (
              <Button size="small" variant="ghost" onClick={() => void save({ timeZone: here })}>
                {t('Use {{zone}}', { zone: here })}
              </Button>
            ) : null}
          </p>
        </>
      ) : null}
    </div>
  );
}
