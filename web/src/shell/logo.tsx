import s from './shell.module.css';

export function Logo() {
  return (
    <span className={s.logo}>
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden>
        <rect x="3" y="3.5" width="10" height="14" rx="2.2" className={s.logoBack} transform="rotate(-10 8 10.5)" />
        <rect x="8" y="4" width="10" height="14" rx="2.2" className={s.logoFront} transform="rotate(8 13 11)" />
      </svg>
      JobSwipe
    </span>
  );
}
