import { X } from 'lucide-react';
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';

import { t } from '../i18n/i18n.ts';
import s from './ui.module.css';

export interface Toast {
  text: string;
  action?: { label: string; run: () => void };
  link?: { label: string; to: string };
  /** A later toast with the same topic takes the place of this one. */
  topic?: string;
  /** Shows how long the action can still be taken. */
  countdown?: boolean;
  /** Stays until it is dismissed. */
  lasting?: boolean;
}

type Shown = Toast & { id: number };

const kShownMs = 7_000;
const kMost = 3;

const ToastContext = createContext<((toast: Toast) => void) | null>(null);

export function useToast(): (toast: Toast) => void {
  const show = use(ToastContext);
  if (show === null) throw new Error('useToast needs a ToastProvider above it');
  return show;
}

/** Short messages that go away by themselves, read aloud politely; they stay while they are hovered or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const next = useRef(1);
  const show = useCallback((toast: Toast) => {
    const id = next.current++;
    setToasts((shown) =>
      [...shown.filter((other) => toast.topic === undefined || other.topic !== toast.topic), { ...toast, id }].slice(-kMost),
    );
  }, []);
  const remove = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const region = useMemo(
    () => (
      <div className={s.toasts} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} remove={remove} />
        ))}
      </div>
    ),
    [toasts, remove],
  );
  return (
    <ToastContext value={show}>
      {children}
      {region}
    </ToastContext>
  );
}

function ToastView({ toast, remove }: { toast: Shown; remove: (id: number) => void }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || toast.lasting === true) return;
    const timer = setTimeout(() => remove(toast.id), kShownMs);
    return () => clearTimeout(timer);
  }, [held, remove, toast.id, toast.lasting]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  return (
    <div className={s.toast} data-held={held} onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={release}>
      <span>{toast.text}</span>
      {toast.link !== undefined ? (
        <Link to={toast.link.to} onClick={() => remove(toast.id)}>
          {toast.link.label}
        </Link>
      ) : null}
      {toast.action !== undefined ? (
        <button
          type="button"
          onClick={() => {
            toast.action?.run();
            remove(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      ) : null}
      <button type="button" aria-label={t('Dismiss')} onClick={() => remove(toast.id)}>
        <X size={16} aria-hidden />
      </button>
      {toast.countdown === true ? <i className={s.countdown} style={{ animationDuration: `${kShownMs}ms` }} aria-hidden /> : null}
    </div>
  );
}
