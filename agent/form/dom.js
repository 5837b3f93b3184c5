// Looking at a page the way a person does: what is there, what can be seen, what its text says.
// Part of the scripts that agent/form/scripts.cpp puts together; plain declarations, no side effects.

const HANDLE = 'data-jobswipe-handle';

/** Every element under `root` in document order, open shadow roots included where their host stands. */
function deepElements(root) {
  const found = [];
  const walk = (node) => {
    for (const child of node.children) {
      found.push(child);
      if (child.shadowRoot) walk(child.shadowRoot);
      walk(child);
    }
  };
  walk(root);
  return found;
}

function parentOf(element) {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function closestDeep(element, selector) {
  for (let at = element; at; at = parentOf(at)) if (at.matches(selector)) return at;
  return null;
}

function containsDeep(outer, inner) {
  for (let at = inner; at; at = parentOf(at)) if (at === outer) return true;
  return false;
}

function byId(element, id) {
  if (!id) return null;
  const root = element.getRootNode();
  return (root.getElementById && root.getElementById(id)) || document.getElementById(id);
}

/** What these scripts remember of a document from one call to the next. */
function memory() {
  return (document.__jobswipe ||= {
    nonce: Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    next: 0,
    owners: new WeakMap(),
    listOwners: new WeakMap(), // a list that opened → the control that it opened for
    strangers: new WeakSet(), // lists that stood open before the control at work was touched
  });
}

/** The handle of an element, stamped when it has none yet. Handles begin with a nonce drawn once per document. */
function handleOf(element) {
  const present = element.getAttribute(HANDLE);
  const store = memory();
  // A widget that clones its nodes clones the attribute too: the copy gets a handle of its own.
  if (present && store.owners.get(element) === present) return present;
  const handle = `${store.nonce}-${store.next++}`;
  store.owners.set(element, handle);
  element.setAttribute(HANDLE, handle);
  return handle;
}

function elementOf(handle) {
  const direct = document.querySelector(`[${HANDLE}="${handle}"]`);
  if (direct) return direct;
  return deepElements(document).find((element) => element.getAttribute(HANDLE) === handle) || null;
}

function squeeze(text) {
  return (text || '').replace(/[\u00a0\s]+/g, ' ').replace(/[\u200b-\u200d\ufeff]/g, '').trim();
}

const CONTROL =
  'input:not([type=hidden]), select, textarea, [contenteditable=""], [contenteditable=true], [role=combobox], ' +
  '[role=radio], [role=checkbox], [role=switch], [role=spinbutton], [role=textbox], [role=listbox], button[aria-haspopup=listbox]';

/** The list that an element without any role opens, and the reverse: found by drawnLists(). */
const drawnFaces = new Map();

/** Classes by which scripts draw a list over a native select that they hide. */
const DRAWN_SELECT = '[class*=select i], [class*=chosen i], [class*=choices i], [class*=dropdown i], [class*=ts-wrapper i], [class*=combo i]';

/** Text of a node as it reads, without controls' own texts, scripts and what is not displayed. */
function textOf(node, keepControls = false) {
  const parts = [];
  const walk = (at) => {
    if (at.nodeType === Node.TEXT_NODE) {
      parts.push(at.data);
      return;
    }
    if (at.nodeType !== Node.ELEMENT_NODE && at.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
    if (at.nodeType === Node.ELEMENT_NODE) {
      if (/^(script|style|noscript|template|svg|select|option|textarea|iframe|datalist|kbd)$/i.test(at.tagName)) return;
      if (at !== node) {
        if (!keepControls && (/^(input|button)$/i.test(at.tagName) || at.matches('[role=listbox],[role=combobox],[contenteditable=true]'))) return;
        const style = getComputedStyle(at);
        if (style.display === 'none' || style.visibility === 'hidden') return;
        if (style.display !== 'inline' && style.display !== 'contents') parts.push(' ');
      }
      if (at.tagName === 'SLOT') {
        for (const child of at.assignedNodes({flatten: true})) walk(child);
        return;
      }
      if (at.shadowRoot) {
        walk(at.shadowRoot);
        return;
      }
    }
    for (const child of at.childNodes) walk(child);
    if (at.nodeType === Node.ELEMENT_NODE && at !== node && /^(p|div|li|br|h[1-6]|section|td|tr|label|legend)$/i.test(at.tagName)) parts.push(' ');
  };
  walk(node);
  return squeeze(parts.join(''));
}

/** Why a person can't see the element, or ''. `tolerant` forgives smallness and transparency of the element itself. */
function hiddenReason(element, tolerant = false) {
  if (!element.isConnected) return 'detached';
  const own = getComputedStyle(element);
  if (own.display === 'none') return 'display';
  if (own.visibility !== 'visible') return 'visibility';
  for (let at = element; at; at = parentOf(at)) {
    if (at.getAttribute('aria-hidden') === 'true') return 'aria-hidden';
    if (at.hasAttribute('inert')) return 'inert';
    const style = getComputedStyle(at);
    if (style.display === 'none') return 'display';
    if (style.contentVisibility === 'hidden') return 'display';
    if (at === element && tolerant) continue;
    if (Number(style.opacity) < 0.05) return 'opacity';
    if (/^(inset\((4[5-9]|[5-9]\d|100)%|circle\(0|ellipse\(0)/.test(style.clipPath)) return 'clipped';
    if (Number(style.zIndex) < 0 && style.position !== 'static') return 'behind';
    if (style.position === 'absolute' || style.position === 'fixed') {
      const clip = /^rect\(([-\d.]+)px,? ([-\d.]+)px,? ([-\d.]+)px,? ([-\d.]+)px\)$/.exec(style.clip);
      if (clip && (clip[3] - clip[1] <= 1 || clip[2] - clip[4] <= 1)) return 'clipped';
    }
    if (at !== element && /hidden|clip/.test(style.overflow) && style.display !== 'contents') {
      const box = at.getBoundingClientRect();
      if ((box.width <= 1 || box.height <= 1) && style.display !== 'inline') return 'clipped';
    }
    if (/^matrix\(0, 0, 0, 0|^matrix\(0\.00/.test(style.transform)) return 'scaled';
  }
  const box = element.getBoundingClientRect();
  if (!tolerant && (box.width <= 1 || box.height <= 1)) return 'size';
  if (own.display === 'contents') return '';
  const page = document.scrollingElement || document.documentElement;
  const left = box.left + window.scrollX, top = box.top + window.scrollY;
  if (left + box.width <= 0 || top + box.height <= 0) return 'off-screen';
  if (left >= Math.max(page.scrollWidth, window.innerWidth) || top >= Math.max(page.scrollHeight, window.innerHeight) + 5) return 'off-screen';
  // Pushed out of a box that cuts it off and can't be scrolled there.
  for (let at = parentOf(element); at && at !== document.body && at !== page; at = parentOf(at)) {
    const style = getComputedStyle(at);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || style.display === 'contents') continue;
    const cut = at.getBoundingClientRect();
    if (box.right < cut.left || box.left > cut.right) return 'off-screen';
    if (box.bottom < cut.top - 2 || (box.top > cut.bottom + 2 && at.scrollHeight <= at.clientHeight + 2)) return 'off-screen';
  }
  return '';
}

function isVisible(element) {
  return hiddenReason(element) === '';
}

/** All labels of a control: `for`, wrapping, and those that only its shadow host has. */
function labelsOf(element) {
  const labels = element.labels ? Array.from(element.labels) : [];
  const root = element.getRootNode();
  if (element.id && root.querySelectorAll)
    for (const label of root.querySelectorAll('label[for]')) if (label.htmlFor === element.id && !labels.includes(label)) labels.push(label);
  if (!labels.length) {
    const wrapping = closestDeep(element, 'label');
    if (wrapping) labels.push(wrapping);
  }
  if (!labels.length && root instanceof ShadowRoot && root.host.id) {
    const outer = root.host.getRootNode();
    for (const label of outer.querySelectorAll('label[for]')) if (label.htmlFor === root.host.id) labels.push(label);
  }
  return ownLabels(element, labels);
}

/** Where a page gives one id to several controls, each label belongs to the one that it stands with. */
function ownLabels(element, labels) {
  if (!element.id || labels.length < 2) return labels;
  const root = element.getRootNode();
  const twins = Array.from(root.querySelectorAll(`[id="${CSS.escape(element.id)}"]`)).filter((twin) => twin !== element);
  if (!twins.length) return labels;
  return labels.filter((label) => {
    let both = label;
    while (both && !containsDeep(both, element)) both = parentOf(both);
    return both && !twins.some((twin) => containsDeep(both, twin));
  });
}

const hiddenCache = new Map();

/** Why a person sees neither the control nor what stands for it (a drawn tick, an upload button), or ''. Asked often: kept. */
function controlHiddenReason(element) {
  if (!hiddenCache.has(element)) hiddenCache.set(element, findHiddenReason(element));
  return hiddenCache.get(element);
}

function findHiddenReason(element) {
  const reason = hiddenReason(element);
  if (!reason) return '';
  const type = (element.getAttribute('type') || '').toLowerCase();
  const tick = element.tagName === 'INPUT' && (type === 'radio' || type === 'checkbox');
  if (tick && reason !== 'aria-hidden' && reason !== 'inert') {
    if (labelsOf(element).some((label) => isVisible(label) && textOf(label))) return '';
    const beside = element.nextElementSibling;
    if (beside && isVisible(beside) && reason !== 'display' && !beside.matches(CONTROL)) return '';
  }
  if (element.tagName === 'INPUT' && type === 'file') {
    if (labelsOf(element).some(isVisible)) return '';
    // The nearest box around it that can be seen, holds no other control than buttons, and speaks of a file.
    for (let at = parentOf(element), depth = 0; at && depth < 5; at = parentOf(at), ++depth) {
      if (at === document.body || at.tagName === 'FORM') break;
      const others = Array.from(at.querySelectorAll('input:not([type=hidden]), select, textarea')).filter((other) => other !== element);
      if (others.some((other) => other.type !== 'file' && isVisible(other))) break;
      if (others.some((other) => other.type === 'file')) break;
      if (isVisible(at) && at.querySelector('button, [role=button], label, a, [class*=drop], [class*=upload]') && FILE_WORDS.test(textOf(at, true))) return '';
    }
  }
  if (element.tagName === 'SELECT') {
    const around = element.closest(DRAWN_SELECT);
    for (const drawing of [element.nextElementSibling, element.previousElementSibling, parentOf(element), around && around !== element ? around : parentOf(element) && parentOf(parentOf(element))]) {
      if (!drawing || drawing === document.body || drawing.tagName === 'FORM' || !drawing.matches(DRAWN_SELECT) || !isVisible(drawing) || drawing.matches('label')) continue;
      const others = Array.from(drawing.querySelectorAll('select, input:not([type=hidden]), [role=combobox], [aria-haspopup]')).filter((other) => other !== element && isVisible(other));
      // What has a role of its own is a field of its own, and lends from this select.
      if (!others.length && !drawing.matches('[role=combobox]:not(:has(select)), [aria-haspopup]')) return '';
    }
  }
  const combo = element.matches('[role=combobox], [aria-autocomplete]');
  if (combo && /^(size|opacity)$/.test(reason) && !hiddenReason(element, true)) {
    const around = element.parentElement && element.parentElement.parentElement;
    if (around && isVisible(around)) return '';
  }
  return reason;
}
