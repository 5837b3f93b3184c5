import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useForm, type Path } from 'react-hook-form';

import { profileQuery } from '../api/queries.ts';
import type { Profile, ProfileDocument } from '../api/types.ts';
import type { Receipt } from '../outbox/outbox.ts';
import { within } from '../outbox/merge.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { showProblem } from '../session/forms.ts';
import { kProfileFields, profileSchema, toForm, toProfile, type ProfileForm } from './form.ts';

/**
 * The profile's form and its saving. PUT replaces the whole profile, so the whole of it is always sent, with what the form
 * was filled from: the outbox puts what was changed into what stands there when it is sent.
 */
export function useProfileForm(profile: Profile, accountEmail: string) {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<ProfileForm>({
    resolver: zodResolver(profileSchema),
    defaultValues: toForm(profile, accountEmail),
    mode: 'onTouched',
  });
  const { change } = useOutbox();
  // As this form writes what was there, so that only what the person changes counts as changed.
  const [first] = useState(() => within({ ...toProfile(toForm(profile, accountEmail)) }, { ...profile }));
  const base = useRef(first);
  const put = useMutation({
    mutationFn: (body: Profile) => change({ kind: 'profile', about: 'profile', title: '', company: '', body: { ...body }, base: base.current }),
    onSuccess: (receipt, body) => {
      base.current = { ...body };
      client.setQueryData(profileQuery.queryKey, (before) =>
        receipt.state === 'sent' ? (receipt.answer as ProfileDocument) : { ...(before ?? { version: 0 }), profile: body },
      );
    },
  });

  /** Checks `paths` (all when left out) and saves: on the server, or on this device until the server answers. False when something must be mended first. */
  const save = async (paths?: readonly Path<ProfileForm>[]): Promise<Receipt['state'] | false> => {
    setFailure(null);
    if (!(await form.trigger(paths === undefined ? undefined : [...paths], { shouldFocus: true }))) return false;
    const values = form.getValues();
    let state: Receipt['state'];
    try {
      ({ state } = await put.mutateAsync(toProfile(values)));
    } catch (error) {
      setFailure(showProblem(error, kProfileFields, form.setError));
      return false;
    }
    form.reset(values, { keepErrors: false });
    return state;
  };
  return { form, save, saving: put.isPending, failure };
}

export type ProfileFormApi = ReturnType<typeof useProfileForm>['form'];
