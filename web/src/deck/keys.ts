import { useEffect, useRef } from 'react';

export interface DeckKeys {
  pass(): void;
  apply(): void;
  /** Apply, but ask first. */
  ask(): void;
  /** Pass, and say why. */
  why(): void;
  /** False when there is nothing to read, or it is being read. */
  read(target: Element | null, byEnter: boolean): boolean;
  undo(): void;
}

/** Keys for everything that a finger can do; in a field, and while a dialog is open, they are not ours. */
export function useDeckKeys(keys: DeckKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, [contenteditable]') != null || document.querySelector('dialog[open]') !== null) return;
      const now = latest.current;
      switch (event.key) {
        case 'ArrowLeft':
          if (event.shiftKey) now.why();
          else now.pass();
          break;
        case 'ArrowRight':
          if (event.shiftKey) now.ask();
          else now.apply();
          break;
        case 'Enter':
          // On a button or link, Enter is theirs.
          if (target?.closest('button, a') != null || !now.read(target, true)) return;
          break;
        case 'ArrowUp':
          if (!now.read(target, false)) return;
          break;
        case 'u':
        case 'Backspace':
          now.undo();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
