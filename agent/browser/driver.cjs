'use strict';
// The agent's half inside the Playwright MCP process. Playwright MCP loads it through `--init-page`, which calls the default
// export for every tab; afterwards `browser_run_code_unsafe` reaches it as `page.context().jobswipe`. It works on a page of
// its own and leaves the tool's current tab blank: so no call waits for that tool's idea of a settled page, and a dialog of
// the form can't block it. Every answer is {ok, value | fault, message, dialogs}; nothing is thrown at the tool.

const HANDLE = 'data-jobswipe-handle';
const UNSEEN = new Set(['image', 'font', 'stylesheet', 'media']);
const MAX_RESPONSES = 2000;
const MAX_DIALOGS = 100;
const MAX_PNG_BYTES = 4_900_000;
const ACTION_MS = 10_000;
const MAX_WINDOW_HEIGHT = 12_000;

class Fault extends Error {
  constructor(fault, message) {
    super(message);
    this.fault = fault;
  }
}

// Playwright's call log repeats typed values, so only the first line of an error is ever passed on.
function firstLine(error) {
  const text = String((error && error.message) || error);
  // eslint-disable-next-line no-control-regex
  return text.split('\n')[0].replace(/\u001b\[[0-9;]*m/g, '').slice(0, 500);
}

function faultOf(error) {
  if (error instanceof Fault) return error.fault;
  const text = firstLine(error);
  if (error && error.name === 'TimeoutError' || /Timeout \d+ms exceeded/.test(text)) return 'timeout';
  if (/crashed/i.test(text)) return 'crashed';
  if (/net::ERR_(BLOCKED|UNSAFE|DISALLOWED|UNKNOWN_URL_SCHEME|ACCESS_DENIED|INVALID_URL)|Download is starting/.test(text))
    return 'refused';
  if (/net::ERR_|NS_ERROR|interrupted by another navigation|frame was detached/i.test(text) && /goto/.test(text)) return 'network';
  if (/not attached|was detached|context was destroyed|Cannot find context|Node is detached|Unable to adopt element/i.test(text))
    return 'gone';
  if (/has been closed|Connection closed|browserContext\.newPage|Target closed/i.test(text)) return 'closed';
  return 'tool';
}

function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Fault('timeout', `${what}: no answer within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const functions = new Map();
// A real function, because Playwright evaluates those without `eval` in the page, which a content security policy may forbid.
function functionOf(source) {
  let made = functions.get(source);
  if (!made) {
    made = (0, eval)(`(${source})`);
    if (typeof made !== 'function') throw new Fault('tool', 'the script to evaluate is not a function');
    functions.set(source, made);
  }
  return made;
}

function plain(value) {
  if (value === undefined) return null;
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'string' ? part.toWellFormed() : part)));
}

class Driver {
  constructor(context) {
    this.context = context;
    this.page = null;
    this.responses = [];
    this.dialogs = [];
    this.acceptConfirmations = false;
  }

  async call(method, packed, acceptConfirmations) {
    this.acceptConfirmations = acceptConfirmations;
    let answer;
    try {
      const operation = this[`do_${method}`];
      if (!operation) throw new Fault('tool', `the driver has no ${method}`);
      const value = await operation.call(this, JSON.parse(packed));
      answer = { ok: true, value: plain(value) };
    } catch (error) {
      let fault = faultOf(error);
      if (fault === 'closed') {
        const browser = this.context.browser();
        fault = browser && browser.isConnected() ? 'gone' : 'crashed';
      }
      answer = { ok: false, fault, message: firstLine(error).toWellFormed() };
    }
    answer.dialogs = this.dialogs.map((text) => text.toWellFormed());
    this.dialogs = [];
    return answer;
  }

  attach(page) {
    page.on('dialog', (dialog) => {
      if (this.dialogs.length < MAX_DIALOGS) this.dialogs.push(dialog.message().slice(0, 2000));
      const type = dialog.type();
      const accept = type === 'alert' || type === 'beforeunload' || (type === 'confirm' && this.acceptConfirmations);
      // The page may be gone by the time the answer arrives.
      (accept ? dialog.accept() : dialog.dismiss()).catch(() => {});
    });
    page.on('response', (response) => {
      const request = response.request();
      if (UNSEEN.has(request.resourceType()) || this.responses.length >= MAX_RESPONSES) return;
      this.responses.push({
        url: response.url(), method: request.method(), status: response.status(), document: request.isNavigationRequest(),
      });
    });
    page.on('popup', (popup) => {
      if (page !== this.page) return;
      this.attach(popup);
      this.page = popup;
    });
    page.on('download', (download) => void download.cancel().catch(() => {}));
  }

  current() {
    if (!this.page) throw new Fault('gone', 'no page is open');
    return this.page;
  }

  frameList() {
    const list = [];
    const visit = (frame, id, parent) => {
      list.push({ frame, info: { id, parent, url: frame.url() } });
      frame.childFrames().forEach((child, index) => visit(child, `${id}/${index}`, id));
    };
    visit(this.current().mainFrame(), 'main', '');
    return list;
  }

  frameOf(id) {
    const found = this.frameList().find((entry) => entry.info.id === id);
    if (!found) throw new Fault('gone', `frame ${id} is not there any more`);
    return found.frame;
  }

  async find({ frame, id }) {
    const selector = `[${HANDLE}=${JSON.stringify(id)}]`;
    const entries = this.frameList();
    entries.sort((a, b) => (b.info.id === frame) - (a.info.id === frame));
    for (const entry of entries) {
      const element = await within(3000, entry.frame.$(selector), 'find element').catch(() => null);
      if (element) return element;
    }
    throw new Fault('gone', `element ${id} is not there any more`);
  }

  // ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  async do_new_page() {
    await this.do_close_page();
    const page = await this.context.newPage();
    this.attach(page);
    this.page = page;
    this.responses = [];
    this.dialogs = [];
    await page.bringToFront();
  }

  async do_close_page() {
    const blank = this.context.pages()[0];
    this.page = null;
    for (const page of this.context.pages()) if (page !== blank) await page.close().catch(() => {});
  }

  async do_open({ url, timeout }) {
    const page = this.current();
    this.responses = [];
    // An error status without a body makes Chromium show a page of its own, and `goto` throw.
    let bare = null;
    const onResponse = (one) => {
      if (one.frame() === page.mainFrame() && one.request().isNavigationRequest()) bare = one;
    };
    page.on('response', onResponse);
    let response;
    try {
      response = await page.goto(url, { waitUntil: 'domcontentloaded', timeout });
    } catch (error) {
      if (!bare || !firstLine(error).includes('ERR_HTTP_RESPONSE_CODE_FAILURE')) throw error;
      return { url: bare.url(), status: bare.status() };
    } finally {
      page.off('response', onResponse);
    }
    if (response && response.headers()['x-jobswipe-refused'])
      throw new Fault('refused', 'the page is on a private or loopback address, which is not allowed');
    return { url: page.url(), status: response ? response.status() : 0 };
  }

  async do_frames() {
    return this.frameList().map((entry) => entry.info);
  }

  async do_current_url() {
    return this.current().url();
  }

  async do_take_responses() {
    const taken = this.responses;
    this.responses = [];
    return taken;
  }

  async do_screenshot() {
    const page = this.current();
    const settings = { type: 'png', scale: 'css', animations: 'disabled', timeout: 15_000 };
    let png = (await this.pictureOfAllFrames(page)) ?? (await page.screenshot({ ...settings, fullPage: true }));
    if (png.length > MAX_PNG_BYTES) png = await page.screenshot(settings);
    return png.toString('base64');
  }

  // Chromium draws frames of other origins only where the window shows them, so that a picture of the whole page leaves the rest of
  // them blank: while this one is taken the window counts as as high as the page. Null where that is not needed.
  async pictureOfAllFrames(page) {
    const origin = (url) => (URL.canParse(url) ? new URL(url).origin : 'null');
    const here = origin(page.url());
    if (!page.frames().some((frame) => /^http/.test(frame.url()) && origin(frame.url()) !== here)) return null;
    const cdp = await page.context().newCDPSession(page);
    try {
      const { cssContentSize, cssLayoutViewport } = await cdp.send('Page.getLayoutMetrics');
      const height = Math.min(Math.ceil(cssContentSize.height), MAX_WINDOW_HEIGHT);
      if (height <= cssLayoutViewport.clientHeight) return null;
      // A width of 0 leaves it as it is.
      await cdp.send('Emulation.setDeviceMetricsOverride', { width: 0, height, deviceScaleFactor: 1, mobile: false });
      try {
        const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        await Promise.all(page.frames().map((frame) => within(1000, frame.evaluate(drawn), 'draw').catch(() => {})));
        const { data } = await within(15_000, cdp.send('Page.captureScreenshot', { format: 'png' }), 'screenshot');
        return Buffer.from(data, 'base64');
      } finally {
        await cdp.send('Emulation.clearDeviceMetricsOverride');
      }
    } finally {
      await cdp.detach().catch(() => {});
    }
  }

  // ── scripts ────────────────────────────────────────────────────────────────────────────────────────────────────────
  async do_evaluate({ frame, source, arg, timeout }) {
    return await within(timeout, this.frameOf(frame).evaluate(functionOf(source), arg), 'evaluate');
  }

  async everywhere({ source, arg, timeout }) {
    const made = functionOf(source);
    const values = await Promise.all(this.frameList().map(async ({ frame, info }) => {
      try {
        const value = await within(timeout, frame.evaluate(made, arg), 'evaluate');
        return { frame: { ...info, url: frame.url() }, value: value === undefined ? null : value };
      } catch (error) {
        const fault = faultOf(error);
        if (fault === 'crashed' || fault === 'closed') throw error;
        return null;
      }
    }));
    return values.filter(Boolean);
  }

  async do_evaluate_all(args) {
    return await this.everywhere(args);
  }

  async do_evaluate_on({ element, source, arg, timeout }) {
    const found = await this.find(element);
    return await within(timeout, found.evaluate(functionOf(source), arg), 'evaluate');
  }

  async do_wait_for({ source, arg, timeout }) {
    const end = Date.now() + timeout;
    for (let pause = 20; ; pause = Math.min(pause * 1.5, 150)) {
      const left = end - Date.now();
      if (left <= 0) return null;
      const values = await this.everywhere({ source, arg, timeout: Math.max(50, Math.min(left, 5000)) });
      const hit = values.find((entry) => entry.value);
      if (hit) return hit;
      await new Promise((resolve) => setTimeout(resolve, Math.min(pause, Math.max(0, end - Date.now()))));
    }
  }

  // ── actions ────────────────────────────────────────────────────────────────────────────────────────────────────────
  // The click counts as done when the page has taken it. What it starts is waited for apart, because a slow answer to a
  // submitted form must not read as a click that never was.
  async do_click({ element, timeout }) {
    const end = Date.now() + timeout;
    const target = await this.find(element);
    const page = this.current();
    const navigations = [];
    let popped = false;
    const onRequest = (request) => {
      if (request.isNavigationRequest()) navigations.push(request);
    };
    const onPopup = () => { popped = true; };
    page.on('request', onRequest);
    page.on('popup', onPopup);
    try {
      await target.click({ timeout, noWaitAfter: true });
      const tick = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
      await within(500, tick().then(tick), 'after click').catch(() => {});
      const left = () => Math.max(0, Math.min(end - Date.now(), 15_000));
      for (const request of navigations)
        await within(left(), request.response().then((response) => response && page.waitForLoadState('domcontentloaded')), 'navigation').catch(() => {});
      if (popped) await within(left(), this.page.waitForLoadState('domcontentloaded'), 'new tab').catch(() => {});
    } finally {
      page.off('request', onRequest);
      page.off('popup', onPopup);
    }
  }

  async do_fill({ element, text }) {
    await (await this.find(element)).fill(text, { timeout: ACTION_MS });
  }

  async do_type({ element, text }) {
    const target = await this.find(element);
    await target.focus();
    await target.evaluate((node) => {
      if (typeof node.value !== 'string' || !node.setSelectionRange) return;
      try {
        node.setSelectionRange(node.value.length, node.value.length);
      } catch {
        // E-mail and number inputs have no selection; their caret stands at the end after focus.
      }
    });
    await target.type(text, { timeout: ACTION_MS + text.length * 50 });
  }

  async do_press({ element, key }) {
    await (await this.find(element)).press(key, { timeout: ACTION_MS, noWaitAfter: true });
  }

  async do_select_options({ element, values }) {
    await (await this.find(element)).selectOption(values.map((value) => ({ value })), { timeout: ACTION_MS });
  }

  async do_set_checked({ element, checked }) {
    const target = await this.find(element);
    const state = () => target.evaluate((node) => ('checked' in node ? node.checked : node.getAttribute('aria-checked') === 'true'));
    const drawn = await target.evaluate((node) => {
      const box = node.getBoundingClientRect();
      const style = getComputedStyle(node);
      return box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0 && style.opacity !== '0' && style.visibility === 'visible';
    });
    if (drawn) {
      try {
        await target.setChecked(checked, { timeout: 3000, noWaitAfter: true });
        return;
      } catch (error) {
        if (faultOf(error) === 'gone') throw error;
      }
    }
    if ((await state()) === checked) return;
    // Drawn boxes hide the real one: its label takes the click, unless a link in there would.
    const label = (await target.evaluateHandle((node) => {
      const labels = node.labels ? [...node.labels] : [];
      return labels.find((one) => !one.querySelector('a,button') && one.getClientRects().length) || null;
    })).asElement();
    if (label) await label.click({ timeout: 3000, noWaitAfter: true }).catch(() => {});
    if ((await state()) !== checked) await target.evaluate((node) => node.click());
    if ((await state()) !== checked) throw new Fault('tool', `the box does not stay ${checked ? 'ticked' : 'unticked'}`);
  }

  async do_upload({ element, path }) {
    const target = await this.find(element);
    const isInput = await target.evaluate((node) => node.tagName === 'INPUT' && node.type === 'file');
    if (isInput) return void (await target.setInputFiles(path, { timeout: ACTION_MS }));
    const [chooser] = await Promise.all([
      this.current().waitForEvent('filechooser', { timeout: ACTION_MS }),
      target.click({ timeout: ACTION_MS, noWaitAfter: true }),
    ]);
    await chooser.setFiles(path, { timeout: ACTION_MS });
  }
}

module.exports.default = async ({ page }) => {
  const context = page.context();
  if (!context.jobswipe) context.jobswipe = new Driver(context);
};
