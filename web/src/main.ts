/**
 * The first script: a few hundred bytes that ask for the screen's code and its data while React is still on its way. The
 * app itself begins in start.tsx.
 */
import { askEarly } from './api/early.ts';
import { loadScreen } from './screens.ts';

// The screen itself asks again, and tells when it cannot be had.
loadScreen(location.pathname)?.catch(() => undefined);
askEarly(location);
// The browser's tables of languages take tens of milliseconds to load: here nothing waits for them.
new Intl.RelativeTimeFormat(navigator.language, { numeric: 'auto' });
void import('./start.tsx');
