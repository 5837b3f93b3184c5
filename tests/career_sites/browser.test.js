// The three sites in a real Chromium.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {after, before, beforeEach, describe, test} from 'node:test';
import {chromium} from 'playwright-core';
import {fillBoard, fillers, fillWizard, person} from './fill.js';
import {startSites} from './server.js';

const SHOTS = process.env.CAREER_SITES_SCREENSHOTS;
let sites, browser, page;

const site = (name) => sites.find((candidate) => candidate.name === name);
const admin = async (name, path, body) =>
  (await fetch(`${site(name).url}/_admin/${path}`, body && {method: 'POST', body: JSON.stringify(body)})).json();
const shot = async (name, of = page) => {
  if (!SHOTS) return;
  mkdirSync(SHOTS, {recursive: true});
  await of.screenshot({path: `${SHOTS}/${name}.png`, fullPage: true});
};

before(async () => {
  sites = await startSites();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(async () => {
  await browser?.close();
  await Promise.all((sites ?? []).map(({close}) => close()));
});
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage({viewport: {width: 1000, height: 900}});
  page.setDefaultTimeout(10_000);
  for (const {name} of sites) await admin(name, 'reset', {});
});

describe('every posting can be applied to by hand-written script, once', () => {
  for (const name of ['board', 'cards', 'wizard']) {
    test(name, async () => {
      for (const posting of site(name).postings) {
        const form = await fillers[name](page, posting.url);
        await shot(`${name}-${posting.id}-filled`);
        await form.submit();
        await form.confirmation.waitFor();
        await shot(`${name}-${posting.id}-confirmed`);
        const got = await admin(name, 'submissions');
        assert.equal(got.accepted_by_key[`${person.email}|${posting.id}`], 1);
        assert.equal(got.posts.at(-1).file.name, 'Mara Lindqvist Resume.pdf');
        assert.equal(got.posts_by_visit[got.posts.at(-1).visit], 1);
      }
      assert.equal((await admin(name, 'submissions')).total, site(name).postings.length);
    });
  }
});

describe('the server checks for itself, and the form shows what is wrong', () => {
  for (const name of ['board', 'cards']) {
    test(`${name} answers a broken e-mail address with 422 and a marked form`, async () => {
      const form = await fillers[name](page, site(name).postings[0].url, {who: {...person, email: 'mara@nowhere'}});
      const answer = page.waitForResponse((response) => response.request().method() === 'POST' && /apply|job_app/.test(response.url()));
      await form.submit();
      assert.equal((await answer).status(), 422);
      await form.errors.waitFor();
      await shot(`${name}-422`);
      const {posts} = await admin(name, 'submissions');
      assert.equal(posts.length, 1);
      assert.equal(posts[0].accepted, false);
      assert.deepEqual(Object.keys(posts[0].errors), ['email']);
    });
  }

  test('wizard keeps a step back until its e-mail address is right, and counts no POST', async () => {
    const stuck = assert.rejects(fillWizard(page, site('wizard').postings[0].url, {who: {...person, email: 'mara@nowhere'}}), /closed/);
    await page.getByText('Errors Found').waitFor();
    await page.getByText('valid email address').first().waitFor();
    await shot('wizard-422');
    await page.close();
    await stuck;
    assert.equal((await admin('wizard', 'submissions')).total, 0);
  });

  test('board marks missing answers in the page without a POST', async () => {
    await page.goto(site('board').postings[0].url);
    const frame = page.frameLocator('#grnhse_iframe');
    await frame.getByRole('button', {name: 'Submit application'}).click();
    await frame.locator('#resume-error', {hasText: 'required'}).waitFor();
    assert.equal((await admin('board', 'submissions')).total, 0);
  });
});

describe('widgets', () => {
  test("board's combobox forgets what was typed but not chosen, and takes arrow keys and Enter", async () => {
    await page.goto(site('board').postings[0].url);
    const frame = page.frameLocator('#grnhse_iframe');
    const box = frame.getByRole('combobox', {name: /visa sponsorship/});
    const value = frame.locator('input[type=hidden][name=question_4000102]');
    await box.pressSequentially('No');
    await frame.locator('#first_name').focus();
    assert.equal(await box.inputValue(), '');
    assert.equal(await value.inputValue(), '');
    await box.focus();
    await box.press('ArrowDown');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    await box.press('ArrowDown');
    await shot('board-combobox');
    await box.press('Enter');
    assert.equal(await value.inputValue(), '0');
    assert.equal(await frame.locator('[data-select=question_4000102] .select__single-value').textContent(), 'No');
    await box.pressSequentially('nothing like this');
    await frame.getByText('No options').waitFor();
    await box.press('Escape');
    assert.equal(await value.inputValue(), '0');
  });

  test("board's form is a frame of another origin", async () => {
    await page.goto(site('board').postings[0].url);
    await page.frameLocator('#grnhse_iframe').locator('#email').waitFor();
    const frame = page.frames().find((candidate) => candidate.url().includes('/embed/job_app'));
    assert.notEqual(new URL(frame.url()).origin, new URL(page.url()).origin);
  });

  test("cards' upload renames the file, empties its input and can be taken back", async () => {
    await page.goto(site('cards').postings[0].url);
    await page.locator('input[name=resume]').setInputFiles({name: 'cv.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 x')});
    await page.locator('.resume-chip').waitFor();
    assert.match(await page.locator('.filename').textContent(), /^resume-[0-9a-f]{6}\.pdf$/);
    assert.equal(await page.locator('input[name=resume]').evaluate((input) => input.files.length), 0);
    await page.getByRole('button', {name: 'Remove resume'}).click();
    await page.locator('input[name=resume]').setInputFiles({name: 'cv.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ this is a program')});
    await page.getByText('must be a PDF or Word document').waitFor();
  });

  test("wizard's date comes from the calendar too, its dropdown from the keyboard, its place only from suggestions", async () => {
    await page.goto(site('wizard').postings[0].url);
    await page.getByRole('button', {name: 'Apply Manually'}).click();
    const source = page.getByRole('button', {name: /How Did You Hear/});
    await source.focus();
    await source.press('Enter');
    await source.press('ArrowDown');
    await source.press('Enter');
    assert.equal(await source.textContent(), 'Job Board');
    const place = page.getByRole('combobox', {name: /City where you live/});
    await place.pressSequentially('Berlin');
    await page.getByRole('option').first().waitFor();
    await shot('wizard-place');
    await page.getByLabel('First Name').focus();
    assert.equal(await place.inputValue(), '');
    assert.equal(await page.locator('.chip').count(), 0);
    await place.pressSequentially('berl');
    await page.getByRole('option', {name: 'Berlin, Germany'}).waitFor();
    await place.press('Enter');
    assert.equal(await page.locator('.chip').getAttribute('title'), 'Berlin, Germany');
    await page.getByLabel('First Name').fill('Mara');
    await page.getByLabel('Last Name').fill('Lindqvist');
    await page.getByLabel('Email Address').fill('m@example.org');
    await page.getByLabel('Phone Number').fill('030 123456');
    await page.getByRole('button', {name: 'Save and Continue'}).click();
    await page.locator('input[type=file]').setInputFiles({name: 'cv.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 x')});
    await page.getByText('Successfully Uploaded!').waitFor();
    await page.getByRole('button', {name: 'Save and Continue'}).click();
    await page.getByRole('button', {name: 'Calendar'}).click();
    await page.getByRole('button', {name: 'Next month'}).click();
    await shot('wizard-calendar');
    await page.getByRole('gridcell', {name: /^17 /}).click();
    assert.equal(await page.getByLabel('Day').inputValue(), '17');
    await page.getByLabel('Year').focus();
    await page.getByLabel('Year').press('ArrowUp');
    await page.getByRole('button', {name: 'Back'}).click();
    await page.getByText('cv.pdf').waitFor();
  });
});

describe('misbehaviour on demand', () => {
  for (const name of ['board', 'cards', 'wizard']) {
    test(`${name}: captcha, login and closed posting look like the real thing`, async () => {
      const [{id, url}] = site(name).postings;
      await admin(name, 'fail', {posting: id, mode: 'captcha'});
      await page.goto(url);
      const inside = name === 'board' ? page.frameLocator('#grnhse_iframe') : page;
      await inside.locator('.g-recaptcha iframe[title=reCAPTCHA]').waitFor();
      await shot(`${name}-captcha`);
      await admin(name, 'fail', {posting: id, mode: 'login'});
      await page.goto(url);
      await page.locator('input[type=password]').waitFor();
      await shot(`${name}-login`);
      await admin(name, 'fail', {posting: id, mode: 'closed'});
      await page.goto(url);
      await page.getByText('no longer accepting applications').waitFor();
      await shot(`${name}-closed`);
      await admin(name, 'fail', {posting: id, mode: 'none'});
      await page.goto(url);
      assert.equal(await page.getByText('no longer accepting applications').count(), 0);
    });

    test(`${name}: a dropped reply leaves an accepted application behind`, async () => {
      const [{id, url}] = site(name).postings;
      await admin(name, 'fail', {posting: id, mode: 'drop_reply', times: 1});
      const form = await fillers[name](page, url);
      const lost = page.waitForEvent('requestfailed');
      await form.submit();
      await lost;
      const got = await admin(name, 'submissions');
      assert.equal(got.total, 1);
      assert.equal(got.accepted_by_key[`${person.email}|${id}`], 1);
      assert.equal(await form.confirmation.count(), 0);
    });
  }

  test('a captcha that nobody solved keeps an application out', async () => {
    const [{id, url}] = site('board').postings;
    await admin('board', 'fail', {posting: id, mode: 'captcha'});
    const form = await fillBoard(page, url);
    await form.submit();
    await form.errors.waitFor();
    const got = await admin('board', 'submissions');
    assert.deepEqual(Object.keys(got.posts[0].errors), ['g-recaptcha-response']);
    assert.equal(got.captcha_clicks, 0);
  });
});
