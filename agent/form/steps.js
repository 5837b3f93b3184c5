// Telling what a page does over time: that it has come to rest, moved on, refused, or taken the application. Part of the
// scripts that scripts.cpp puts together.

/** Resolves once the document is there and nothing in it has changed for `quiet` milliseconds, at the latest after `most`. */
function settle({quiet, most}) {
  return new Promise((resolve) => {
    let timer = 0;
    const end = (rested) => {
      observer.disconnect();
      clearTimeout(timer);
      clearTimeout(latest);
      document.removeEventListener('readystatechange', again);
      resolve(rested);
    };
    const again = () => {
      clearTimeout(timer);
      if (document.readyState !== 'loading') timer = setTimeout(() => end(true), quiet);
    };
    const observer = new MutationObserver((changes) => {
      if (changes.some((change) => change.type !== 'attributes' || change.attributeName !== HANDLE)) again();
    });
    const latest = setTimeout(() => end(false), most);
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    document.addEventListener('readystatechange', again);
    again();
  });
}

/** Truthy once there is something to go by: controls, a way to the form, or words that end the search. */
function formSign() {
  if (document.readyState === 'loading' || !document.body) return null;
  hiddenCache.clear();
  const elements = deepElements(document.body);
  const controls = elements.filter((element) => element.matches(NATIVE) && !controlHiddenReason(element) && !regionOf(element));
  if (controls.length >= 2 || controls.some((control) => control.type === 'file')) return {fields: controls.length};
  const text = document.body.innerText || '';
  if (CLOSED_TEXT.test(text) || APPLIED_TEXT.test(text) || HUMAN_TEXT.test(text) || SIGN_IN_NEEDED.test(text) || CODE_TEXT.test(text) || controls.some((control) => control.type === 'password')) return {words: true};
  const way = elements.find((element) => element.matches('a[href], button, [role=button]') && BUTTON_WORDS.apply.test(squeeze(textOf(element, true))) && isVisible(element));
  if (way) return {apply: true};
  return openerOf(elements, {choices: new Set(), controls: new Set()}) ? {apply: true} : null;
}

/** What the page shows now, for telling later whether it moved on. */
function pageMark() {
  hiddenCache.clear();
  const elements = deepElements(document.documentElement);
  const controls = elements.filter((element) => element.matches(NATIVE) && !controlHiddenReason(element));
  const headings = elements.filter((element) => element.matches('h1,h2,h3,h4,legend,[role=heading],[aria-current=step]') && isVisible(element));
  return {url: location.href, fields: controls.map((element) => `${element.name}#${element.id}#${element.type}`).join('|').slice(0, 6000),
    headings: headings.map((element) => textOf(element, true)).join('|').slice(0, 3000), errors: errorsOf(elements), at: performance.now(), sent: sentSign(document.body ? document.body.innerText : '', document.title)};
}

const sameMark = (one, other) => one.url === other.url && one.fields === other.fields && one.headings === other.headings;

function newErrors(now, before) {
  const errors = now.errors.filter((text) => !before.errors.includes(text));
  if (errors.length) return errors;
  const invalid = deepElements(document.documentElement).filter((element) => element.matches('[aria-invalid=true]') && !controlHiddenReason(element));
  return invalid.slice(0, 5).map((element) => `${labelOf([element]).text}: ${squeeze(idsText(element, 'aria-errormessage') || idsText(element, 'aria-describedby')) || 'not accepted'}`);
}

/** After "next": `{moved}`, `{errors}`, or null while nothing has happened yet. `marks` are pageMark()s of all frames. */
function stepDone({marks}) {
  if (document.readyState === 'loading') return null;
  const now = pageMark();
  const before = marks.find((mark) => mark.url === now.url);
  if (!before) return window === window.top || now.fields ? {moved: true} : null;
  if (!sameMark(now, before)) {
    const errors = now.fields === before.fields ? newErrors(now, before) : [];
    return errors.length ? {errors} : {moved: true};
  }
  const errors = newErrors(now, before);
  return errors.length ? {errors} : null;
}

const SENT_ADDRESS = /(confirm(ation|ed)?|thank[-_]?(s|you)|success(ful)?|submitted|complete(d)?|danke|bestaetigung|merci|gracias)([/?#._-]|$)/i;

/** After the final click: `{said}` with the page's words, `{errors}`, `{moved}`, or null while nothing has happened yet. */
function afterClick({marks}) {
  if (document.readyState === 'loading') return null;
  const now = pageMark();
  const before = marks.find((mark) => mark.url === now.url);
  if (now.sent && !marks.some((mark) => mark.sent === now.sent)) return {said: now.sent, by: 'words'};
  const left = marks.every((mark) => mark.url !== now.url);
  if (left && !now.fields && SENT_ADDRESS.test(location.pathname + location.hash) && (window === window.top || now.headings)) {
    const words = squeeze((document.querySelector('h1, h2') || {}).innerText || document.title);
    if (words) return {said: words, by: 'address'};
  }
  if (/^chrome-error:/.test(location.href)) return {lost: true};
  const errors = newErrors(now, before || {errors: []});
  if (errors.length) {
    // A request that got no answer may have arrived all the same.
    const lost = before && performance.getEntriesByType('resource').some((entry) => entry.startTime >= before.at && /^(fetch|xmlhttprequest|beacon)$/.test(entry.initiatorType) && new URL(entry.name).origin === location.origin && entry.responseStatus === 0);
    return lost ? {lost: true, errors} : {errors};
  }
  if (before ? !sameMark(now, before) : window === window.top || now.fields) return {moved: true};
  return null;
}

/** What keeps a click from reaching the button: '' when nothing does. Scrolls it into view first. */
function inTheWay({handle}) {
  const element = elementOf(handle);
  if (!element) return 'the button is gone';
  if (element.disabled || element.getAttribute('aria-disabled') === 'true') return 'the button is disabled';
  element.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = element.getBoundingClientRect();
  let hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  while (hit && hit.shadowRoot && hit !== element) {
    const deeper = hit.shadowRoot.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!deeper || deeper === hit) break;
    hit = deeper;
  }
  if (!hit || containsDeep(element, hit) || containsDeep(hit, element)) return '';
  return `something lies over the button: ${textOf(hit, true).slice(0, 80) || hit.tagName.toLowerCase()}`;
}

/** Labels of what the browser itself would refuse to send with this button. */
function invalidNow({handle}) {
  hiddenCache.clear();
  const button = elementOf(handle);
  const form = button && (button.form || closestDeep(button, 'form'));
  if (!form || form.noValidate || button.formNoValidate) return [];
  return Array.from(form.elements).filter((element) => element.willValidate && !element.checkValidity()).slice(0, 20).map((element) => `${labelOf([element]).text}: ${element.validationMessage}`);
}
