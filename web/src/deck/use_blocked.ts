import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { explain } from '../api/problem.ts';
import { blockedQuery } from '../api/queries.ts';
import { t } from '../i18n/i18n.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { useToast } from '../ui/toasts.tsx';
import { normalEmployer } from './filters.ts';

/** The employers whose postings the person does not want to see: hidden at once, and on the server as soon as it answers. */
export function useBlocked() {
  const { data } = useQuery(blockedQuery);
  const client = useQueryClient();
  const toast = useToast();
  const { change } = useOutbox();
  const blocked = useMemo(() => (data?.employers ?? []).map(({ company }) => company), [data]);
  const set = useCallback(
    (kind: 'block' | 'unblock', company: string) => {
      const same = normalEmployer(company);
      client.setQueryData(blockedQuery.queryKey, (before) => {
        const others = (before?.employers ?? []).filter((other) => normalEmployer(other.company) !== same);
        return { employers: kind === 'block' ? [...others, { company, createdAt: new Date().toISOString() }] : others };
      });
      change({ kind, about: `employer ${same}`, title: company, company: '', body: { company } }).catch((error: unknown) => {
        toast({ text: explain(error) });
        void client.invalidateQueries({ queryKey: blockedQuery.queryKey });
      });
      // Their cards are no part of what was read while they were hidden.
      if (kind === 'unblock') toast({ text: t('{{company}} is shown again with the next jobs.', { company }) });
    },
    [client, change, toast],
  );
  const block = useCallback((company: string) => set('block', company), [set]);
  const unblock = useCallback((company: string) => set('unblock', company), [set]);
  return { blocked, block, unblock };
}
