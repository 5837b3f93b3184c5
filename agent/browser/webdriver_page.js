// What acting through WebDriver BiDi needs from the page: one expression, put before each function that is called there
// (webdriver_browser.cpp). Nothing is kept in the page between two calls.
(() => {
  const HANDLE = 'data-jobswipe-handle';
  const SET_NOT_TYPED = new Set(['date', 'time', 'month', 'week', 'datetime-local', 'color', 'range']);

  const find = (id) => {
    const selector = `[${HANDLE}=${JSON.stringify(id)}]`;
    const within = (root) => {
      const direct = root.querySelector(selector);
      if (direct) return direct;
      for (const element of root.querySelectorAll('*')) {
        const found = element.shadowRoot && within(element.shadowRoot);
        if (found) return found;
      }
      return null;
    };
    return within(document);
  };

  const pack = (value) => {
    // Some libraries teach arrays and texts a JSON form of their own, which would come back as a text in a text.
    const taught = [Array.prototype, String.prototype, Object.prototype].filter((it) => Object.hasOwn(it, 'toJSON')).map((it) => [it, it.toJSON]);
    for (const [it] of taught) delete it.toJSON;
    try {
      return value === undefined ? 'null' : JSON.stringify(value, (_, part) => (typeof part === 'string' ? part.toWellFormed() : part)) ?? 'null';
    } finally {
      for (const [it, was] of taught) it.toJSON = was;
    }
  };

  const run = async (made, args, timeout) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('jobswipe timeout')), timeout);
    });
    try {
      return pack(await Promise.race([made(...args), late]));
    } finally {
      clearTimeout(timer);
    }
  };

  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  const enabled = (element) => !element.matches(':disabled') && !element.closest('[aria-disabled="true"]');
  const frame = () => new Promise((resolve) => {
    // A tab in the background draws no frames.
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });

  const deepest = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit;
  };
  const holds = (outer, inner) => {
    for (let node = inner; node; node = node.assignedSlot ?? node.parentNode ?? node.host) if (node === outer) return true;
    return false;
  };

  // Where a press would land: {x, y} in this frame once the element stands still, is enabled and nothing covers it, else {why}.
  const aim = async (element) => {
    if (!element.isConnected) return {gone: true};
    element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const before = element.getBoundingClientRect();
    await frame();
    const now = element.getBoundingClientRect();
    if (!seen(element)) return {why: 'it is not visible'};
    if (!enabled(element)) return {why: 'it is disabled'};
    if (['x', 'y', 'width', 'height'].some((side) => before[side] !== now[side])) return {why: 'it is moving'};
    // Text that breaks over lines has no middle of its own.
    const box = [...element.getClientRects()].find((it) => it.width > 0 && it.height > 0) ?? now;
    const left = Math.max(0, box.left);
    const right = Math.min(innerWidth, box.right);
    const top = Math.max(0, box.top);
    const bottom = Math.min(innerHeight, box.bottom);
    if (right <= left || bottom <= top) return {why: 'it is outside of the window'};
    const x = Math.floor((left + right) / 2);
    const y = Math.floor((top + bottom) / 2);
    const hit = deepest(x, y);
    const labelled = hit?.closest?.('label')?.control;
    if (!hit || !(holds(element, hit) || holds(hit, element) && hit.matches('label,button,a') || labelled === element))
      return {why: `${hit ? hit.localName : 'nothing'} takes the press`};
    return {x, y};
  };

  // For a frame's element in its parent: the same point there, or what covers it.
  const through = (element, x, y) => {
    const box = element.getBoundingClientRect();
    const out = {x: box.left + element.clientLeft + x, y: box.top + element.clientTop + y};
    const hit = deepest(out.x, out.y);
    return hit === element ? out : {why: `${hit ? hit.localName : 'nothing'} covers the frame`};
  };

  // Ready to be typed into, all of it selected: 'typed'. What can't be typed as one text is set: 'set'. Otherwise what it waits for.
  const prepare = (element, text) => {
    if (!element.isConnected) return {gone: true};
    const control = element.localName === 'label' && element.control ? element.control : element;
    const field = control.localName === 'input' || control.localName === 'textarea';
    if (!field && !control.isContentEditable) return {why: 'no text can be put into it', never: true};
    if (!seen(control)) return {why: 'it is not visible'};
    if (!enabled(control) || control.readOnly) return {why: 'it can not be edited'};
    control.scrollIntoView({block: 'nearest', behavior: 'instant'});
    control.focus();
    if (control.localName === 'input' && SET_NOT_TYPED.has(control.type)) {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(control, text);
      if (control.value !== text && control.type !== 'range' && control.type !== 'color') return {why: 'the value has another form', never: true};
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, {bubbles: true, composed: type === 'input'}));
      return {way: 'set'};
    }
    if (field) control.select();
    else getSelection().selectAllChildren(control);
    return {way: 'typed'};
  };

  const focus = (element, toEnd) => {
    if (!element.isConnected) return {gone: true};
    element.focus();
    if (!toEnd) return {};
    if (element.isContentEditable) {
      getSelection().selectAllChildren(element);
      getSelection().collapseToEnd();
    } else if (typeof element.value === 'string' && element.setSelectionRange) {
      try {
        element.setSelectionRange(element.value.length, element.value.length);
      } catch {
        // E-mail and number inputs have no selection; their caret stands at the end after focus.
      }
    }
    return {};
  };

  const select = (element, values) => {
    if (!element.isConnected) return {gone: true};
    if (element.localName !== 'select') return {why: 'it is no list', never: true};
    if (!enabled(element)) return {why: 'it is disabled'};
    const options = [...element.options];
    const wanted = values.map((value) => options.find((it) => it.value === value && !it.disabled));
    if (wanted.some((it) => !it)) return {why: 'an option is not there'};
    element.focus();
    for (const option of options) option.selected = wanted.includes(option);
    for (const type of ['input', 'change']) element.dispatchEvent(new Event(type, {bubbles: true, composed: type === 'input'}));
    return {};
  };

  const ticked = (element) => ('checked' in element ? element.checked : element.getAttribute('aria-checked') === 'true');
  const drawn = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0 && style.opacity !== '0' && style.visibility === 'visible';
  };
  // Drawn boxes hide the real one: its label takes the click, unless a link in there would.
  const labelOf = (element) => [...(element.labels ?? [])].find((it) => !it.querySelector('a,button') && it.getClientRects().length) ?? null;
  const takesFiles = (element) => element.localName === 'input' && element.type === 'file';

  return {find, run, pack, aim, through, prepare, focus, select, ticked, drawn, labelOf, takesFiles};
})()
