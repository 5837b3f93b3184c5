import { ArrowLeft, CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, type ButtonHTMLAttributes, type ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';

import { t } from '../i18n/i18n.ts';
import { explain } from '../api/problem.ts';
import s from './ui.module.css';

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger';
type Size = 'small' | 'normal' | 'large';

interface Look {
  variant?: Variant;
  size?: Size;
  wide?: boolean;
  /** The content is an icon alone; give `aria-label` too. */
  icon?: boolean;
}

function look({ variant = 'secondary', size = 'normal', wide = false, icon = false }: Look) {
  return { className: s.button, 'data-variant': variant, 'data-size': size, 'data-wide': wide, 'data-icon': icon };
}

export function Button({
  variant,
  size,
  wide,
  icon,
  busy = false,
  disabled,
  children,
  type = 'button',
  ...rest
}: Look & { busy?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type={type} disabled={disabled === true || busy} aria-busy={busy || undefined} {...look({ variant, size, wide, icon })} {...rest}>
      {busy ? <span className={s.spinner} aria-hidden /> : null}
      {children}
    </button>
  );
}

export function LinkButton({ variant, size, wide, icon, ...rest }: Look & LinkProps) {
  return <Link {...look({ variant, size, wide, icon })} {...rest} />;
}

export function Loading({ label = t('Loading') }: { label?: string }) {
  return (
    <div className={s.loading} role="status">
      <span className={s.spinner} aria-hidden />
      <span className="visually-hidden">{label}</span>
    </div>
  );
}

const kNoticeIcons = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

export function Notice({
  tone = 'info',
  children,
  action,
}: {
  tone?: keyof typeof kNoticeIcons;
  children: ReactNode;
  action?: ReactNode;
}) {
  const Icon = kNoticeIcons[tone];
  return (
    <div className={s.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={16} aria-hidden />
      <div className={s.noticeBody}>{children}</div>
      {action}
    </div>
  );
}

/** What went wrong with a read, and a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Notice
      tone="bad"
      action={
        <Button size="small" onClick={retry}>
          {t('Try again')}
        </Button>
      }
    >
      {explain(error)}
    </Notice>
  );
}

export function Empty({ icon: Icon, title, children, actions }: { icon: LucideIcon; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={s.empty}>
      <Icon size={28} strokeWidth={1.5} aria-hidden />
      <h2>{title}</h2>
      {children}
      {actions !== undefined ? <div className={s.emptyActions}>{actions}</div> : null}
    </div>
  );
}

/** A screen: sets the document's title, and takes the focus when it is arrived at, so that its name is read aloud. */
export function Page({
  title,
  lead,
  actions,
  back,
  width,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
  width?: 'narrow' | 'wide';
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={s.page} data-width={width}>
      {back !== undefined ? (
        <Link to={back.to} className={s.back}>
          <ArrowLeft size={16} aria-hidden />
          {back.label}
        </Link>
      ) : null}
      <header className={s.pageHead}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined ? <p>{lead}</p> : null}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · JobSwipe`;
  }, [title]);
}

export function Section({ title, children, id }: { title: string; children: ReactNode; id?: string }) {
  return (
    <section className={s.section} aria-label={title} id={id}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Card({ children, pad = true }: { children: ReactNode; pad?: boolean }) {
  return (
    <div className={s.card} data-pad={pad}>
      {children}
    </div>
  );
}

export function ProgressBar({ percent, label }: { percent: number; label: string }) {
  const share = Math.max(0, Math.min(100, percent)) / 100;
  return (
    <div className={s.bar} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

export function Badge({ tone, children }: { tone?: 'good' | 'warn' | 'bad' | 'accent'; children: ReactNode }) {
  return (
    <span className={s.badge} data-tone={tone}>
      {children}
    </span>
  );
}
