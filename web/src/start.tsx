import { StrictMode, startTransition, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';

import { makeQueryClient } from './api/query_client.ts';
import { App } from './app.tsx';
import { startLanguage } from './i18n/choose.ts';
import { language, onLanguage } from './i18n/i18n.ts';
import { registerWorker } from './offline/register.ts';
import { keepSnapshot, restore } from './offline/snapshot.ts';
import { sessionQuery } from './session/session.ts';
import './ui/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

const kFontAfterMs = 1_500;

const client = makeQueryClient();

/** Another language means every word anew. */
function InLanguage() {
  const now = useSyncExternalStore(onLanguage, language);
  return <App key={now} client={client} />;
}

await Promise.all([startLanguage(), restore(client)]);
// Asked before anything is drawn: every screen but those of a stranger waits for it.
if (!['/login', '/register'].includes(location.pathname)) void client.prefetchQuery(sessionQuery);
keepSnapshot(client);
const app = (
  <StrictMode>
    <InLanguage />
  </StrictMode>
);
// As a transition it is built in slices, not in one long task.
startTransition(() => createRoot(root).render(app));
// The system's letters serve until there is nothing more urgent to fetch; after the first visit Inter is on this device.
const loadFont = () => void import('./ui/font.ts').catch(() => undefined);
if (navigator.serviceWorker?.controller) loadFont();
else setTimeout(loadFont, kFontAfterMs);
// The app works without it, only not from a cold start offline.
registerWorker().catch((error: unknown) => console.warn('The service worker could not be installed:', error));
