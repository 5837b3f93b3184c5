import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { mockServer } from './dev/mock.ts';

const server = process.env.JOBSWIPE_SERVER ?? 'http://127.0.0.1:8080';
const mocked = process.env.JOBSWIPE_MOCK === '1';

/** Puts `.br` and `.gz` beside what compresses: the server hands them out and never compresses by itself. */
function compressed(): Plugin {
  const worthIt = /\.(js|css|html|svg|webmanifest)$/;
  let folder = '';
  return {
    name: 'jobswipe-compressed',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      // After the service worker, which is written last.
      order: 'post',
      sequential: true,
      handler() {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => worthIt.test(file))) {
          const path = join(folder, name);
          const bytes = readFileSync(path);
          writeFileSync(`${path}.br`, brotliCompressSync(bytes));
          writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        }
      },
    },
  };
}

/** Lets the page name what main.ts will import: else the browser learned of it only once main.ts had run. */
function startLinks(): Plugin {
  return {
    name: 'jobswipe-start-links',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((part) => part.type === 'chunk');
        const start = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/src/start.tsx'));
        if (start === undefined) throw new Error('The build has no chunk of src/start.tsx.');
        const needed = new Set([start]);
        // A set that grows while it is walked: imports of imports are found too.
        for (const { imports } of needed) chunks.filter(({ fileName }) => imports.includes(fileName)).forEach((chunk) => needed.add(chunk));
        const styles = new Set([...needed].flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
        return [
          ...[...styles].map((name) => ({ tag: 'link', attrs: { rel: 'stylesheet', crossorigin: true, href: `/${name}` }, injectTo: 'head' as const })),
          ...[...needed].map((chunk) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${chunk.fileName}` }, injectTo: 'head' as const })),
        ];
      },
    },
  };
}

/** The service worker, with the list of the build's files in it; see src/worker. */
function worker() {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/worker',
    filename: 'worker.ts',
    // The app registers it itself: nothing may be inlined into the page.
    injectRegister: false,
    manifest: false,
    injectManifest: {
      globPatterns: ['index.html', 'assets/*.{js,css}', 'assets/inter-latin-*-normal-*.woff2', 'icon.svg', 'icon-192.png', 'manifest.webmanifest'],
      // Their names hold their hash.
      dontCacheBustURLsMatching: /^assets\//,
    },
  });
}

export default defineConfig({
  plugins: [react(), startLinks(), worker(), compressed(), ...(mocked ? [mockServer()] : [])],
  build: {
    // The content security policy allows fonts and styles from the server's own address only, so nothing may be inlined.
    assetsInlineLimit: 0,
    target: 'es2023',
    rolldownOptions: {
      output: {
        // What every screen needs comes as one file: it compresses better than thirty, and is one request.
        codeSplitting: {
          groups: [
            { name: 'early', test: /preload-helper|src[\\/](main|screens|api[\\/]early)\.ts/, priority: 3 },
            { name: 'base', test: /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack[\\/](query-core|react-query)|i18next|idb|openapi-fetch|cookie|set-cookie-parser)[\\/]/, priority: 2 },
            { name: 'shell', test: /src[\\/](api|outbox|stream|shell|offline)[\\/]|src[\\/]i18n[\\/](i18n|en|choose)|src[\\/](start|app)\.tsx|src[\\/]ui[\\/](parts|toasts|words|normal|base\.css)|src[\\/]session[\\/]session|src[\\/]settings[\\/]preferences/, priority: 1 },
            { name: 'deck', test: /src[\\/]deck[\\/](deck|card|gesture|use_cards|match|keys|filters|active_filters|open_questions)|src[\\/]profile[\\/]readiness/, priority: 1 },
          ],
        },
      },
    },
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
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    setupFiles: ['./src/testing/setup.ts'],
    restoreMocks: true,
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
    // The machine that builds is often busy with the C++ next door.
    testTimeout: 20_000,
  },
});
