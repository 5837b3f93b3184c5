import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { t } from '../i18n/i18n.ts';
import { profileQuery } from '../api/queries.ts';
import type { Profile } from '../api/types.ts';
import {
  AboutFields,
  ConsentFields,
  ContactFields,
  EqualFields,
  HistoryFields,
  LinkFields,
  MoreContactFields,
  TermFields,
  WorkFields,
} from '../profile/sections.tsx';
import { useProfileForm } from '../profile/use_profile_form.ts';
import { useUser } from '../session/session.ts';
import { Button, Failed, Loading, Notice, Page, Section } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import s from './settings.module.css';

export default function ProfileScreen() {
  // What is being typed must not be replaced by a refetch: the form starts from one reading.
  const profile = useQuery({ ...profileQuery, refetchOnWindowFocus: false });
  return (
    <Page title={t('Profile')} lead={t('What you leave out is asked when a form needs it.')} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      {profile.isPending ? (
        <Loading label={t('Loading your profile')} />
      ) : profile.data === undefined ? (
        <Failed error={profile.error} retry={() => void profile.refetch()} />
      ) : (
        <Editor profile={profile.data.profile} />
      )}
    </Page>
  );
}

function Editor({ profile }: { profile: Profile }) {
  const user = useUser();
  const toast = useToast();
  const { form, save, saving, failure } = useProfileForm(profile, user.email);
  const { isDirty } = form.formState;

  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save().then((saved) => {
          if (saved) toast({ text: saved === 'kept' ? t('Kept on this device, sent as soon as the server answers.') : t('Profile saved'), topic: 'profile' });
        });
      }}
    >
      <Section title={t('Contact')}>
        <ContactFields form={form} />
        <div className={s.gap}>
          <MoreContactFields form={form} />
        </div>
      </Section>
      <Section title={t('Links')}>
        <LinkFields form={form} />
      </Section>
      <Section title={t('Right to work')}>
        <WorkFields form={form} />
      </Section>
      <Section title={t('What you expect')}>
        <TermFields form={form} />
      </Section>
      <Section title={t('About you')}>
        <AboutFields form={form} />
      </Section>
      <Section title={t('Jobs, education, languages')}>
        <HistoryFields form={form} />
      </Section>
      <Section title={t('Equal opportunity')}>
        <EqualFields form={form} />
      </Section>
      <Section title={t('Consent boxes')}>
        <ConsentFields form={form} />
      </Section>
      <div className={s.savebar}>
        {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
        <Button type="submit" variant="primary" busy={saving} disabled={!isDirty}>
          {isDirty ? t('Save') : t('Saved')}
        </Button>
      </div>
    </form>
  );
}
