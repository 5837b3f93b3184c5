import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

// The machine that builds is often busy: what does not come within a second may still come.
configure({ asyncUtilTimeout: 10_000 });

// jsdom lays nothing out and opens no dialogs: the least that the screens need of a browser.
beforeEach(() => {
  if (typeof window === 'undefined') return;
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('reduced-motion'),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  window.scrollTo = () => undefined;
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close = function close() {
    this.removeAttribute('open');
  };
  Element.prototype.setPointerCapture = () => undefined;
});

afterEach(() => {
  vi.unstubAllGlobals();
  if (typeof window === 'undefined') return;
  cleanup();
  localStorage.clear();
});
