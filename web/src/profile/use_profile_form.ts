import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, type Path } from 'react-hook-form';

import { api, take } from '../api/client.ts';
import { profileQuery } from '../api/queries.ts';
import type { Profile } from '../api/types.ts';
import { showProblem } from '../session/forms.ts';
import { kProfileFields, profileSchema, toForm, toProfile, type ProfileForm } from './form.ts';

/** The profile's form and its saving. PUT replaces the whole profile, so the whole of it is always sent. */
export function useProfileForm(profile: Profile, accountEmail: string) {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<ProfileForm>({
    resolver: zodResolver(profileSchema),
    defaultValues: toForm(profile, accountEmail),
    mode: 'onTouched',
  });
  const put = useMutation({
    mutationFn: (body: Profile) => take(api.PUT('/api/profile', { body })),
    onSuccess: (document) => client.setQueryData(profileQuery.queryKey, document),
  });

  /** Checks `paths` (all when left out) and saves. False when something must be mended first. */
  const save = async (paths?: readonly Path<ProfileForm>[]): Promise<boolean> => {
    setFailure(null);
    if (!(await form.trigger(paths === undefined ? undefined : [...paths], { shouldFocus: true }))) return false;
    const values = form.getValues();
    try {
      await put.mutateAsync(toProfile(values));
    } catch (error) {
      setFailure(showProblem(error, kProfileFields, form.setError));
      return false;
    }
    form.reset(values, { keepErrors: false });
    return true;
  };
  return { form, save, saving: put.isPending, failure };
}

export type ProfileFormApi = ReturnType<typeof useProfileForm>['form'];
