import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App, preload } from './app.tsx';
import './ui/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
preload(location.pathname);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
