import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { Application, ApplicationDetail, ApplicationPage, Event } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { onUpdate, update } from '../offline/register.ts';
import { preferences } from '../settings/preferences.ts';
import { useEvents } from '../stream/provider.tsx';
import { useToast, type Toast } from '../ui/toasts.tsx';

/** The application as it is known here; events name it by its id alone. */
export function knownApplication(client: QueryClient, id: string): Pick<Application, 'title' | 'company'> | null {
  const one = client.getQueryData<ApplicationDetail>(['applications', 'one', id]);
  if (one !== undefined) return one.application;
  const lists = client.getQueriesData<ApplicationPage | InfiniteData<ApplicationPage>>({ queryKey: ['applications'] });
  for (const [, data] of lists) {
    const pages = data === undefined ? [] : 'pages' in data ? data.pages : 'applications' in data ? [data] : [];
    for (const page of pages) {
      const found = page.applications?.find((row) => row.id === id);
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** What a person wants to hear of at once, in words; null for everything else. */
export function newsOf(event: Event, application: Pick<Application, 'title' | 'company'> | null): Toast | null {
  const id = event.applicationId;
  if (id == null) return null;
  const name = application === null ? t('an application') : t('{{title}} at {{company}}', { title: application.title, company: application.company });
  const topic = `news-${id}`;
  if (event.type === 'application.completed') return { text: t('Sent: {{name}}', { name }), link: { label: t('Proof'), to: `/applications/${id}` }, topic };
  if (event.type === 'application.needs_review') return { text: t('Needs you: {{name}}', { name }), link: { label: t('Review'), to: '/review' }, topic };
  if (event.type === 'application.failed') return { text: t('Did not work: {{name}}', { name }), link: { label: t('Why'), to: `/applications/${id}` }, topic };
  return null;
}

/** Messages of what happens while the app is open, and of a new version of it. */
export function News() {
  const toast = useToast();
  const client = useQueryClient();
  useEvents((event) => {
    if (!preferences().news || event.actor === 'person') return;
    const news = newsOf(event, event.applicationId == null ? null : knownApplication(client, event.applicationId));
    if (news !== null) toast(news);
  });
  useEffect(() => {
    const offer = () => {
      const take = update();
      if (take !== null) toast({ text: t('There is a new version of JobSwipe.'), action: { label: t('Use it'), run: take }, topic: 'version', lasting: true });
    };
    offer();
    return onUpdate(offer);
  }, [toast]);
  return null;
}
