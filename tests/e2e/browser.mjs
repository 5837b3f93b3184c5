// The person's browser: headless Chromium through playwright-core, and the few moves that the tests repeat.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before} from 'node:test';
import {chromium} from 'playwright-core';
import {demoResume} from '../../tools/demo/account.mjs';

/** To be called at the top of a test file; `page()` gives a fresh person's page. */
export function useBrowser(use) {
  let browser;
  const errors = [];
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.JOBSWIPE_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
        ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    });
  });
  after(() => browser?.close());
  return {
    /** A page of a context of its own (own cookies and storage). `options` as for newContext, such as a phone's viewport. */
    async page(options = {}) {
      const context = await browser.newContext({baseURL: use.stack.server.url, viewport: {width: 1280, height: 860}, ...options});
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
      return page;
    },
    /** Errors that scripts of the web app threw and nobody caught. */
    errors,
  };
}

export const byTestId = (page, id, rest = '') => page.locator(`[data-testid="${id}"]${rest}`);

export async function signUpInBrowser(page, email, password) {
  await page.goto('/register');
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await byTestId(page, 'register-submit').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/register'));
}

export async function logInInBrowser(page, {email, password}) {
  await page.goto('/login');
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await byTestId(page, 'login-submit').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
}

/** One request of the page's own session, as its scripts would make it. */
export async function inSession(page, method, path, json) {
  const {status, body} = await page.evaluate(
    async ([m, p, j]) => {
      const headers = {'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-jobswipe-client': 'web'};
      const response = await fetch(p, {method: m, headers, body: j === undefined ? undefined : JSON.stringify(j)});
      return {status: response.status, body: await response.json().catch(() => null)};
    },
    [method, path, json],
  );
  assert.ok(status < 300, `${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Uploads a résumé with the page's own file input. */
export async function uploadResumeInBrowser(page) {
  const folder = mkdtempSync(join(tmpdir(), 'jobswipe-resume-'));
  const file = join(folder, 'Mara Lindqvist.pdf');
  writeFileSync(file, demoResume());
  await page.goto('/settings/resumes');
  await byTestId(page, 'resume-input').setInputFiles(file);
  await byTestId(page, 'resume').first().waitFor();
  rmSync(folder, {recursive: true});
}

/** Approves a pairing code on the page that the desktop would open. */
export async function approveInBrowser(page, userCode) {
  await page.goto(`/pair?code=${userCode}`);
  await byTestId(page, 'pair-approve').click();
  await page.getByText(/is paired/).waitFor();
}
