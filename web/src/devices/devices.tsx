import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor } from 'lucide-react';
import { useState } from 'react';

import { t } from '../i18n/i18n.ts';
import { Rich } from '../i18n/rich.tsx';
import { api, take } from '../api/client.ts';
import { devicesQuery } from '../api/queries.ts';
import type { Device } from '../api/types.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Badge, Button, Failed, LinkButton, Loading, Page } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { ago } from '../ui/words.ts';
import s from './devices.module.css';

export default function DevicesScreen() {
  const devices = useQuery(devicesQuery);
  const [revoking, setRevoking] = useState<Device | null>(null);
  const client = useQueryClient();
  const toast = useToast();
  const revoke = async (device: Device) => {
    await take(api.DELETE('/api/devices/{id}', { params: { path: { id: device.id } } }));
    toast({ text: t('{{name}} is no longer paired', { name: device.name }) });
    await client.invalidateQueries({ queryKey: ['devices'] });
    void client.invalidateQueries({ queryKey: ['applications'] });
  };
  return (
    <Page
      title={t('Desktops')}
      lead={t('Your own computers, which fill in and send the applications.')}
      actions={
        <LinkButton to="/pair" variant="primary">
          {t('Pair a desktop')}
        </LinkButton>
      }
    >
      {devices.isPending ? (
        <Loading label={t('Loading your desktops')} />
      ) : devices.data === undefined ? (
        <Failed error={devices.error} retry={() => void devices.refetch()} />
      ) : devices.data.devices.length === 0 ? (
        <Steps />
      ) : (
        <ul className={s.list}>
          {devices.data.devices.map((device) => (
            <li key={device.id} data-testid="device" data-online={device.online}>
              <Monitor size={20} strokeWidth={1.6} aria-hidden />
              <div>
                <p>
                  {device.name} {device.online ? <Badge tone="good">{t('Online')}</Badge> : null}
                </p>
                <small>
                  {[
                    device.platform,
                    device.online ? null : device.lastSeenAt ? t('last seen {{when}}', { when: ago(device.lastSeenAt) }) : t('not seen yet'),
                    t('paired {{when}}', { when: ago(device.createdAt) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </div>
              <Button size="small" variant="danger" onClick={() => setRevoking(device)} aria-label={t('Revoke {{name}}', { name: device.name })}>
                {t('Revoke')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {revoking !== null ? (
        <Confirm title={t('Revoke {{name}}?', { name: revoking.name })} action={t('Revoke')} run={() => revoke(revoking)} onClose={() => setRevoking(null)}>
          <p>{t('It loses access within seconds and stops its work. What it had begun and not sent goes back to the queue. You can pair it again later.')}</p>
        </Confirm>
      ) : null}
    </Page>
  );
}

export function Steps() {
  return (
    <ol className={s.steps}>
      <li>
        <h2>{t('Start JobSwipe on your computer')}</h2>
        <p>
          <Rich text={t('Open the JobSwipe desktop app, or run <c>jobswipe-agent</c> in a terminal.')} tags={{ c: (inner) => <code>{inner}</code> }} />
        </p>
      </li>
      <li>
        <h2>{t('It shows a code')}</h2>
        <p>
          <Rich text={t('Eight letters, such as <c>ABCD-EFGH</c>, and a link to this site.')} tags={{ c: (inner) => <code>{inner}</code> }} />
        </p>
      </li>
      <li>
        <h2>{t('Type the code here')}</h2>
        <p>{t('From then on that computer works through your queue whenever it is on.')}</p>
        <LinkButton to="/pair" variant="primary">
          {t('Enter the code')}
        </LinkButton>
      </li>
    </ol>
  );
}
