import { ResumeList, ResumeUpload } from '../profile/resumes.tsx';
import { Page } from '../ui/parts.tsx';

export default function ResumesScreen() {
  return (
    <Page title="Résumés" lead="The default one goes with every swipe." back={{ to: '/settings', label: 'Settings' }} width="narrow">
      <ResumeList />
      <ResumeUpload />
    </Page>
  );
}
