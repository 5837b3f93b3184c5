// What only a person may do: a captcha, a login, a code. The agent's window waits, the person acts in it, and the agent goes on.
import assert from 'node:assert/strict';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {chromium} from 'playwright-core';
import {pairOnce} from '../../tools/demo/account.mjs';
import {ended} from '../../tools/stack/api.mjs';
import {applicationOf, person} from '../system/people.mjs';
import {useStack} from '../system/stack.mjs';
import {byTestId, logInInBrowser, useBrowser} from './browser.mjs';

let windowed; // a Chromium whose window no screen is needed for
const use = useStack({
  ready(stack) {
    windowed = join(stack.folder, 'chromium');
    writeFileSync(windowed, `#!/bin/sh\nexec ${process.env.JOBSWIPE_CHROMIUM ?? '/usr/bin/chromium'} --headless=new --disable-gpu "$@"\n`);
    chmodSync(windowed, 0o755);
  },
});
const browser = useBrowser(use);

/** A person at their desktop, with an application whose posting puts `mode` in the way. */
class Case {
  static async of(mode, title, {takeoverSeconds = 120} = {}) {
    const self = new Case();
    self.api = await person(use.stack, mode);
    self.agent = use.stack.agent(`${mode}-${takeoverSeconds}`, {pauseSeconds: 0, env: {JOBSWIPE_CHROMIUM: windowed}});
    await pairOnce(self.agent, self.api);
    writeFileSync(join(self.agent.state, 'config.toml'), `[browser]\ntakeover_seconds = ${takeoverSeconds}\n`);
    self.job = (await self.api.deck()).find((it) => it.title === title);
    assert.ok(self.job, `"${title}" is not in the deck`);
    self.place = use.stack.sites.placeOf(self.job);
    await use.stack.sites.misbehave(self.place.site, {posting: self.place.posting.id, mode});
    self.agent.launch({}, {visible: true});
    ({cursor: self.cursor} = await self.api.get('/api/applications/queue'));
    ({id: self.id} = await self.api.post('/api/jobs/swipe-right', {jobId: self.job.id}));
    return self;
  }
  follow(wanted, what) {
    return this.api.follow(this.cursor, (event) => event.applicationId === this.id && wanted(event) && event, what, 90);
  }
  /** Every device is told what the window waits for, and nothing was sent. */
  async waitsFor(kind) {
    await this.follow(({data}) => data.progress?.waitsFor === kind, `it waits for the person: ${kind}`);
    const {status, progress} = await applicationOf(this.api, this.id);
    assert.deepEqual([status, progress.waitsFor], ['PROCESSING', kind]);
    assert.equal((await this.posts()).length, 0);
  }
  posts() {
    return use.stack.sites.posts(this.job, this.api.email);
  }
  /** Does something in the window that the agent has open, as its person would. */
  async inWindow(act) {
    const [port] = readFileSync(join(this.agent.state, 'browser', 'DevToolsActivePort'), 'utf8').split('\n');
    const window = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    try {
      const page = window.contexts()[0].pages().find((it) => it.url().startsWith(new URL(this.job.applyUrl).origin));
      assert.ok(page, 'the window shows the employer’s page');
      await act(page);
    } finally {
      await window.close();
    }
  }
  async end() {
    await this.follow(({data}) => ended.has(data.status), 'the application has ended');
    return applicationOf(this.api, this.id);
  }
  /** Applied once, and nobody is waited for any more. */
  async close() {
    const application = await this.end();
    assert.equal(application.status, 'COMPLETED', JSON.stringify([application.failure, application.questions]));
    assert.equal(application.attempts, 1);
    const posts = await this.posts();
    assert.deepEqual(posts.map(({accepted}) => accepted), [true], JSON.stringify(posts.map(({errors}) => errors)));
    await this.agent.stop();
  }
}

describe('where only a person can go on', {concurrency: 2}, () => {
  test('a captcha waits in the window, the phone says so, and after "continue" the application is sent with what the person ticked', async () => {
    const work = await Case.of('captcha', 'Customer Support Specialist');
    await work.waitsFor('captcha');
    const phone = await browser.page({viewport: {width: 390, height: 844}});
    await logInInBrowser(phone, work.api);
    await phone.goto(`/applications/${work.id}`);
    await byTestId(phone, 'application-state').getByText(/captcha/).first().waitFor();

    await work.inWindow(async (page) => {
      const box = page.frameLocator('iframe[title="reCAPTCHA"]').locator('#recaptcha-anchor');
      await box.check();
      await page.waitForFunction(() => document.getElementById('g-recaptcha-response').value !== '');
    });
    await work.agent.say('continue');
    await work.close();
    await byTestId(phone, 'application-state', '[data-status="COMPLETED"]').waitFor();
    assert.equal((await use.stack.sites.submissions(work.place.site)).captcha_clicks, 1, 'the agent itself never touched the captcha');
  });

  test('a login is done in the window, and the agent goes on by itself', async () => {
    const work = await Case.of('login', 'Product Engineer (TypeScript)');
    await work.waitsFor('login_required');
    await work.inWindow(async (page) => {
      await page.locator('input[name="username"]').fill(work.api.email);
      await page.locator('input[name="password"]').fill('a word of their own');
      await page.locator('button[type="submit"]').click();
      await page.waitForURL(/\/apply$/);
    });
    await work.close();
    const log = JSON.stringify(await work.api.get(`/api/applications/${work.id}/logs`)) + readFileSync(work.agent.log, 'utf8');
    assert.ok(!log.includes('a word of their own'), 'what the person typed is in no log');
  });

  test('an e-mailed code is typed in the window, a wrong one first, and the agent goes on by itself', async () => {
    const work = await Case.of('code', 'Data Engineer, Timetables');
    await work.waitsFor('email_code');
    await work.inWindow(async (page) => {
      await page.locator('input[name="code"]').fill('000000');
      await page.locator('button[type="submit"]').click();
      await page.getByText('That is not the code.').waitFor();
      await page.locator('input[name="code"]').fill('493817');
      await page.locator('button[type="submit"]').click();
      await page.waitForURL(/\/apply$/);
    });
    await work.close();
  });

  test('nobody comes to the window: it waits on the phone, and is sent once when the person tries again', async () => {
    const work = await Case.of('captcha', 'Office Coordinator', {takeoverSeconds: 2});
    const waiting = await work.end();
    assert.deepEqual([waiting.status, waiting.failure.kind], ['NEEDS_REVIEW', 'captcha']);
    assert.equal((await work.posts()).length, 0);
    await use.stack.sites.misbehave(work.place.site, {posting: work.place.posting.id, mode: 'none'});
    ({cursor: work.cursor} = await work.api.get('/api/applications/queue'));
    await work.api.post(`/api/applications/${work.id}/retry`);
    const application = await work.end();
    assert.equal(application.status, 'COMPLETED', JSON.stringify(application.failure));
    assert.equal((await work.posts()).length, 1);
    await work.agent.stop();
  });
});
