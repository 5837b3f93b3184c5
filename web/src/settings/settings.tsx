import { useQuery } from '@tanstack/react-query';
import { ChevronRight, FileText, MessageSquareText, Monitor, ShieldCheck, User, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { explain } from '../api/problem.ts';
import { answersQuery, profileQuery, resumesQuery } from '../api/queries.ts';
import { useLogout, useUser } from '../session/session.ts';
import { Button, Page } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import s from './settings.module.css';

export default function SettingsScreen() {
  const user = useUser();
  const profile = useQuery(profileQuery).data?.profile;
  const resumes = useQuery(resumesQuery).data?.resumes;
  const answers = useQuery(answersQuery).data?.answers;
  const logout = useLogout();
  const toast = useToast();
  const [leaving, setLeaving] = useState(false);
  const name = [profile?.firstName, profile?.lastName].filter(Boolean).join(' ');
  const count = (length: number | undefined, one: string, many: string) =>
    length === undefined ? '' : length === 0 ? 'None yet' : length === 1 ? `1 ${one}` : `${length} ${many}`;

  const places: { to: string; icon: LucideIcon; title: string; note: string }[] = [
    { to: '/settings/profile', icon: User, title: 'Profile', note: name === '' ? 'Who you are, where you may work, what you expect' : name },
    { to: '/settings/resumes', icon: FileText, title: 'Résumés', note: count(resumes?.length, 'file', 'files') },
    { to: '/settings/answers', icon: MessageSquareText, title: 'Saved answers', note: count(answers?.length, 'answer', 'answers') },
    { to: '/devices', icon: Monitor, title: 'Desktops', note: 'Computers that send your applications' },
    { to: '/settings/account', icon: ShieldCheck, title: 'Account and data', note: 'Export, delete' },
  ];

  return (
    <Page title="Settings" lead={`${user.email} · ${user.plan === 'premium' ? 'Premium' : 'Free'}`} width="narrow">
      <ul className={s.places}>
        {places.map(({ to, icon: Icon, title, note }) => (
          <li key={to}>
            <Link to={to}>
              <Icon size={18} strokeWidth={1.7} aria-hidden />
              <span>
                {title}
                <small>{note}</small>
              </span>
              <ChevronRight size={16} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
      <div className={s.leave}>
        <Button
          busy={leaving}
          onClick={() => {
            setLeaving(true);
            logout().catch((error: unknown) => {
              toast({ text: explain(error) });
              setLeaving(false);
            });
          }}
        >
          Log out
        </Button>
      </div>
    </Page>
  );
}
