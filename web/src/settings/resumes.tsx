import { useQuery } from '@tanstack/react-query';

import { resumesQuery } from '../api/queries.ts';
import { t } from '../i18n/i18n.ts';
import { ResumeList, ResumeUpload } from '../profile/resumes.tsx';
import { Page } from '../ui/parts.tsx';
import { ResumeRules } from './resume_rules.tsx';

export default function ResumesScreen() {
  const resumes = useQuery(resumesQuery).data?.resumes ?? [];
  return (
    <Page title={t('Résumés')} lead={t('The default one goes with every swipe, unless a rule chooses another.')} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      <ResumeList />
      <ResumeUpload />
      <ResumeRules resumes={resumes} />
    </Page>
  );
}
