import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';

import { t } from '../i18n/i18n.ts';
import { explain } from '../api/problem.ts';
import { Button, Notice } from './parts.tsx';
import s from './ui.module.css';

/** A modal dialog: the browser keeps the focus inside and gives it back; Escape and a click beside it close it. */
export function Dialog({
  title,
  kind = 'plain',
  onClose,
  children,
  foot,
}: {
  title: string;
  kind?: 'plain' | 'sheet' | 'image';
  onClose: () => void;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={s.dialog}
      data-kind={kind}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={s.dialogHead}>
        <h2 id={id}>{title}</h2>
        <Button variant="ghost" size="small" icon aria-label={t('Close')} onClick={onClose}>
          <X size={18} aria-hidden />
        </Button>
      </div>
      <div className={s.dialogBody}>{children}</div>
      {foot !== undefined ? <div className={s.dialogFoot}>{foot}</div> : null}
    </dialog>
  );
}

/** Asks before something that cannot be taken back; stays open and says why when it fails. */
export function Confirm({
  title,
  children,
  action,
  run,
  onClose,
}: {
  title: string;
  children: ReactNode;
  action: string;
  run: () => Promise<unknown>;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await run();
      onClose();
    } catch (error) {
      setFailure(explain(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Keep it')}</Button>
          <Button variant="danger" busy={busy} onClick={() => void go()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
    </Dialog>
  );
}
