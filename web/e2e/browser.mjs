// A Chromium of our own whose profile outlives it, so that a test can kill it as a phone's system does, and start it again.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const kArguments = [
  '--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--remote-debugging-port=0', ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
];
export const kChromium = process.env.JOBSWIPE_CHROMIUM ?? '/usr/bin/chromium';

/** Options for a browser whose contexts a test makes itself. */
export const launchOptions = {executablePath: kChromium, args: kArguments.filter((argument) => !/headless|debugging/.test(argument))};

export class KillableBrowser {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'jobswipe-web-'));
  }

  /** Starts it and gives its first page. */
  async start(lang = 'en-GB') {
    if (this.running) await this.kill();
    this.child = spawn(kChromium, [...kArguments, `--lang=${lang}`, `--accept-lang=${lang}`, `--user-data-dir=${this.folder}`, 'about:blank'], {detached: true, stdio: ['ignore', 'ignore', 'pipe']});
    const text = [];
    const url = await new Promise((resolve, reject) => {
      this.child.stderr.on('data', (bytes) => {
        text.push(String(bytes));
        const found = /DevTools listening on (ws:\S+)/.exec(text.join(''));
        if (found) resolve(found[1]);
      });
      this.child.on('exit', (code, signal) => reject(new Error(`Chromium ended with ${signal ?? code}: ${text.join('').slice(-2000)}`)));
    });
    this.port = Number(new URL(url).port);
    this.browser = await chromium.connectOverCDP(url);
    this.context = this.browser.contexts()[0];
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    this.page.setDefaultTimeout(30_000);
    return this.page;
  }

  get running() {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it as a person does: cookies, which Chromium writes half a minute late, are on disk afterwards. */
  async quit() {
    const over = new Promise((resolve) => this.child.once('exit', resolve));
    const session = await this.browser.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => {});
    await over;
  }

  /** Ends every process of it at once; nothing can be saved any more. */
  async kill() {
    const over = new Promise((resolve) => this.child.once('exit', resolve));
    process.kill(-this.child.pid, 'SIGKILL');
    await over;
    await this.browser.close().catch(() => {});
  }

  async discard() {
    if (this.running) await this.kill();
    rmSync(this.folder, {recursive: true, force: true, maxRetries: 5});
  }
}

export const byTestId = (page, id, rest = '') => page.locator(`[data-testid="${id}"]${rest}`);

export async function logIn(page, base, {email, password}) {
  await page.goto(`${base}/login`);
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await byTestId(page, 'login-submit').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
}

/** Until the service worker has the page, so that the next start needs no network. */
export async function installed(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, {once: true}));
  });
}

/** Asks the page again and again, up to half a minute, until `ask` answers truly; what it asks may be asynchronous. */
export async function until(page, what, ask, argument) {
  const last = Date.now() + 30_000;
  for (;;) {
    const answer = await page.evaluate(ask, argument);
    if (answer) return answer;
    assert.ok(Date.now() < last, `${what}: not within half a minute`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Asks the app's own database on this device, until it holds `wanted` rows, of `key` when that is given. */
const untilOnDisk = (page, store, key, wanted) =>
  until(
    page,
    `${wanted} rows of "${store}" on disk`,
    ([table, name, hoped]) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('jobswipe');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const rows = opening.result.transaction(table).objectStore(table);
          const counting = name === null ? rows.count() : rows.count(name);
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result === hoped);
          };
        };
      }),
    [store, key, wanted],
  );

/** Until the outbox holds so many changes. */
export const kept = (page, count) => untilOnDisk(page, 'outbox', null, count);

/** Until who is logged in, and what they last saw, is on disk. */
export const remembered = (page) => untilOnDisk(page, 'kept', 'snapshot', 1);

export const topCard = (page) => byTestId(page, 'deck-card').getAttribute('data-job-id');

/** Presses a button of the deck and waits until the next card is on top; gives the id of the job that was swiped. */
export async function press(page, button) {
  const id = await topCard(page);
  await byTestId(page, button).click();
  await page.waitForFunction((before) => document.querySelector('[data-testid="deck-card"]')?.getAttribute('data-job-id') !== before, id);
  return id;
}
