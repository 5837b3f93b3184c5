import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { mockServer } from './dev/mock.ts';

const server = process.env.JOBSWIPE_SERVER ?? 'http://127.0.0.1:8080';
const mocked = process.env.JOBSWIPE_MOCK === '1';

/** Puts `.br` and `.gz` beside what compresses: the server hands them out and never compresses by itself. */
function compressed(): Plugin {
  const worthIt = /\.(js|css|html|svg|webmanifest)$/;
  return {
    name: 'jobswipe-compressed',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => worthIt.test(file))) {
        const path = join(dir, name);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(bytes));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed(), ...(mocked ? [mockServer()] : [])],
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
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types jobswipe default dompurify",
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: mocked ? {} : { '/api': { target: server, ws: true, changeOrigin: true, headers: { origin: server } } },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/testing/setup.ts'],
    restoreMocks: true,
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
    // The machine that builds is often busy with the C++ next door.
    testTimeout: 20_000,
  },
});
