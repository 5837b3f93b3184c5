// What a page says besides its fields: that something stands in the way, that something is wrong, that it was sent.
// Part of the scripts that scripts.cpp puts together.

const CAPTCHA_FRAMES = /(google\.com|recaptcha\.net)\/recaptcha\/(api2|enterprise)\/(anchor|bframe)|hcaptcha\.com|challenges\.cloudflare\.com|arkoselabs|funcaptcha|geetest|friendlycaptcha|captcha-delivery|perimeterx|px-captcha/i;

function sentences(text) {
  return text.split(/(?<=[.!?。])\s+|\n+/).map(squeeze).filter((part) => part.length > 3 && part.length < 400);
}

/** Texts that ask instead of telling: labels, legends, choices and buttons, the names of `fields` with them. */
function askingTexts(elements, fields) {
  const named = elements.filter((element) => element.matches('label, legend, option, button, summary, [role=option], [role=radio], [role=checkbox], [role=button]'));
  return [...named.map((element) => textOf(element, true)), ...fields.flatMap((field) => [field.label, ...(field.options || []).map((option) => option.label)])].map(squeeze).filter((text) => text.length > 8);
}

/**
 * The sentence in which the page states what `matches` finds (a function from a sentence to where it is found, or -1), or ''.
 * "Have you already applied?", "If you have already applied …" and "candidates who …" state nothing about this person.
 */
function statement(pageText, asking, matches) {
  for (const sentence of pageText.split(/(?<=[.!?。؟？])\s+|\n+/).map(squeeze)) {
    const at = matches(sentence);
    if (at < 0 || /[?？؟]\W*$/.test(sentence) || ASKS.test(sentence) || ONLY_IF.test(sentence.slice(0, at)) || NEGATED_HERE.test(sentence.slice(0, at))) continue;
    if (asking.some((text) => text.includes(sentence) || sentence.includes(text))) continue;
    return sentence;
  }
  return '';
}

/** The sentence by which the page says that the application arrived, or ''. */
function sentSign(pageText, title) {
  const own = platformSays('confirmation', pageText);
  if (own) return own;
  for (const sentence of [...sentences(pageText), squeeze(title)]) {
    const found = SENT_TEXT.exec(sentence);
    if (!found) continue;
    const before = sentence.slice(0, found.index);
    if (NOT_YET_SENT.test(before) || /\b(not|n't|nicht|pas|no)\b/i.test(found[0])) continue;
    return sentence;
  }
  return '';
}

function visibleCaptcha(elements) {
  for (const element of elements) {
    if (element.tagName === 'IFRAME' && CAPTCHA_FRAMES.test(element.src || '')) {
      if (/size=invisible/.test(element.src) || closestDeep(element, '.grecaptcha-badge')) continue;
      const box = element.getBoundingClientRect();
      if (isVisible(element) && box.width >= 60 && box.height >= 40) return 'a captcha is shown';
    }
    if (element.matches('.g-recaptcha, .h-captcha, .cf-turnstile, [data-captcha], .frc-captcha, #px-captcha, .geetest_holder') && element.getAttribute('data-size') !== 'invisible' && !/invisible/.test(element.className)) {
      const box = element.getBoundingClientRect();
      if (isVisible(element) && box.height >= 30) return 'a captcha is shown';
    }
  }
  return '';
}

/** Whether the element is there to hold an error message. */
function isError(element) {
  if (element.getAttribute('role') === 'alert' || element.getAttribute('aria-live') === 'assertive') return true;
  return typeof element.className === 'string' && /(^|[\s_-])(error|errors|invalid-feedback|field-?error|error-?message|form-?error|validation|alert-danger|has-error-text|fehler)([\s_-]|$)/i.test(element.className);
}

function errorsOf(elements) {
  const found = [];
  for (const element of elements) {
    if (!isError(element) || !isVisible(element)) continue;
    if (element.matches('input, select, textarea, form, body, html') || element.querySelector('input:not([type=hidden]), select, textarea')) continue;
    const text = textOf(element, true);
    if (text && text.length < 300 && !found.includes(text) && !found.some((other) => other.includes(text))) found.push(text);
    if (found.length >= 20) break;
  }
  return found;
}

function signsOf(elements, fields, pageText) {
  const blockers = [];
  const block = (kind, detail) => blockers.push({kind, detail: squeeze(detail).slice(0, 300)});
  const visible = fields.filter((field) => field.visible && !field.region);
  const asked = visible.filter((field) => !/^(password)$/.test(field.kind));
  const matched = (pattern) => (sentences(pageText).find((sentence) => pattern.test(sentence)) || (pattern.exec(pageText) || [''])[0]);

  const captcha = visibleCaptcha(elements);
  if (captcha) block('captcha', captcha);
  const riddle = visible.find((field) => /^(text|number|unknown)$/.test(field.kind) && CAPTCHA_LABEL.test(field.label));
  if (!captcha && riddle) block('captcha', riddle.label);
  if (!captcha && !riddle && asked.length < 3 && HUMAN_TEXT.test(pageText)) block('captcha', matched(HUMAN_TEXT));

  const code = visible.find((field) => field.autocomplete.includes('one-time-code') || (/^(text|number|phone|unknown|password)$/.test(field.kind) && CODE_LABEL.test(field.label)));
  if (code || (asked.length < 3 && CODE_TEXT.test(pageText))) block('email_code', code ? code.label : matched(CODE_TEXT));

  const password = visible.find((field) => field.kind === 'password' && field !== code);
  if (password) {
    const sameForm = visible.filter((field) => field.form === password.form);
    const elsewhere = visible.filter((field) => field.form !== password.form && field.form !== -1);
    if (sameForm.length >= elsewhere.length || !elsewhere.some((field) => field.kind === 'file' || field.kind === 'email')) block('login_required', password.label || 'password');
  } else if (asked.length < 3 && SIGN_IN_NEEDED.test(pageText)) block('login_required', matched(SIGN_IN_NEEDED));

  const payment = visible.find((field) => /^cc-/.test(field.autocomplete) || (/^(text|number|phone)$/.test(field.kind) && PAYMENT_LABEL.test(field.label)));
  if (payment) block('payment', payment.label);
  const asking = CLOSED_TEXT.test(pageText) || APPLIED_TEXT.test(pageText) || platformHere() ? askingTexts(elements, fields) : [];
  const stated = (pattern) => statement(pageText, asking, (sentence) => sentence.search(pattern));
  const closed = asked.length < 4 && stated(CLOSED_TEXT);
  if (closed) block('posting_closed', closed);
  const applied = stated(APPLIED_TEXT);
  if (applied) block('already_applied', applied);
  for (const [kind, sign] of [['already_applied', 'applied'], ['posting_closed', 'closed'], ['login_required', 'account']]) {
    if (blockers.some((blocker) => blocker.kind === kind) || (kind === 'posting_closed' && asked.length >= 4)) continue;
    const said = platformSays(sign, pageText, asking);
    if (said) block(kind, said);
  }
  return {blockers, errors: errorsOf(elements), confirmation: sentSign(pageText, document.title)};
}
