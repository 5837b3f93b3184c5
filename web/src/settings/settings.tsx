import { useQuery } from '@tanstack/react-query';
import { Bell, ChartNoAxesColumn, ChevronRight, FileText, MessageSquareText, Monitor, Send, ShieldCheck, SlidersHorizontal, User, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { t, tn } from '../i18n/i18n.ts';
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
  const places: { to: string; icon: LucideIcon; title: string; note: string }[] = [
    { to: '/settings/profile', icon: User, title: t('Profile'), note: name === '' ? t('Who you are, where you may work, what you expect') : name },
    { to: '/settings/resumes', icon: FileText, title: t('Résumés'), note: resumes === undefined ? '' : tn('{{count}} files', resumes.length) },
    { to: '/settings/answers', icon: MessageSquareText, title: t('Saved answers'), note: answers === undefined ? '' : tn('{{count}} answers', answers.length) },
    { to: '/settings/applying', icon: Send, title: t('Applying'), note: t('Asking first, reading the answers, pace, quiet hours') },
    { to: '/settings/notifications', icon: Bell, title: t('Notifications'), note: t('What is told, where and when') },
    { to: '/devices', icon: Monitor, title: t('Desktops'), note: t('Computers that send your applications') },
    { to: '/insight', icon: ChartNoAxesColumn, title: t('Insight'), note: t('What became of your swipes, as figures and files') },
    { to: '/settings/app', icon: SlidersHorizontal, title: t('This app'), note: t('Language, taking back, hidden employers') },
    { to: '/settings/account', icon: ShieldCheck, title: t('Account and data'), note: t('Export, delete') },
  ];

  return (
    <Page title={t('Settings')} lead={`${user.email} · ${user.plan === 'premium' ? t('Premium') : t('Free')}`} width="narrow">
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
          {t('Log out')}
        </Button>
      </div>
    </Page>
  );
}
