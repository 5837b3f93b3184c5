import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { mockServer } from './dev/mock.ts';

const server = process.env.JOBSWIPE_SERVER ?? 'http://127.0.0.1:8080';
const mocked = process.env.JOBSWIPE_MOCK === '1';

export default defineConfig({
  plugins: [react(), ...(mocked ? [mockServer()] : [])],
  build: {
    // The content security policy allows fonts and styles from the server's own address only, so nothing may be inlined.
    assetsInlineLimit: 0,
    target: 'es2023',
  },
  preview: {
    host: '127.0.0.1',
    headers: {
      // What the server sends with the app, so that a violation shows up before it is deployed.
      'Content-Security-Policy':
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: mocked
      ? {}
      : { '/api': { target: server, ws: true, changeOrigin: true, headers: { origin: server } } },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/testing/setup.ts'],
    restoreMocks: true,
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
  },
});
