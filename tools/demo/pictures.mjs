// Takes the pictures of docs/images from a demo that is up: node tools/demo/pictures.mjs [instance]
import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {root} from '../stack/stack.mjs';
import {readState} from '../stack/state.mjs';

const folder = join(root, 'var', process.argv[2] ?? 'demo');
const state = readState(folder);
if (!state) throw new Error('the demo is not up. Start it in another terminal: ./jobswipe demo');
const {email, password} = JSON.parse(readFileSync(join(folder, 'account.json'), 'utf8'));
const images = join(root, 'docs/images');
mkdirSync(images, {recursive: true});

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : []});
const page = await browser.newPage({baseURL: state.status.web_url, viewport: {width: 1280, height: 800}, deviceScaleFactor: 1});
const element = (id, rest = '') => page.locator(`[data-testid="${id}"]${rest}`);
const take = async (name) => {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({path: join(images, `${name}.png`), animations: 'disabled'});
};

await page.goto('/login');
await page.locator('input[type="email"]').fill(email);
await page.locator('input[type="password"]').fill(password);
await element('login-submit').click();
await element('deck-card').waitFor();
await page.waitForLoadState('networkidle');
await take('deck');
for (let i = 0; i < 3; i++) {
  await element('swipe-right').click();
  await page.waitForTimeout(600); // the card flies off
}
await page.goto('/queue');
await element('queue-item', '[data-status="COMPLETED"]').first().waitFor({timeout: 180_000});
await take('queue');
await element('queue-item', '[data-status="COMPLETED"]').first().getByRole('link').first().click();
await element('evidence-image').first().scrollIntoViewIfNeeded();
await page.waitForLoadState('networkidle');
await take('application');
await browser.close();
console.log(`wrote deck.png, queue.png and application.png to ${images}`);
