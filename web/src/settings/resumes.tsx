import { t } from '../i18n/i18n.ts';
import { ResumeList, ResumeUpload } from '../profile/resumes.tsx';
import { Page } from '../ui/parts.tsx';

export default function ResumesScreen() {
  return (
    <Page title={t('Résumés')} lead={t('The default one goes with every swipe.')} back={{ to: '/settings', label: t('Settings') }} width="narrow">
      <ResumeList />
      <ResumeUpload />
    </Page>
  );
}
