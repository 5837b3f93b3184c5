// What acting on widgets needs from the page itself. Part of the scripts that scripts.cpp puts together. Clicking and
// typing are done by the browser driver, with real input events; these functions look, and repair what a driver can't reach.

const POPUP = '[class*=suggest i], [class*=autocomplete i], [class*=typeahead i], [class*=dropdown i], [class*=results i], [class*=options i], [class*=menu i], [class*=popover i], .pac-container';
const LOADING = /^(loading|searching|please wait|wird geladen|lädt|suche|chargement|recherche|cargando|buscando)\b.{0,30}$/i;
const UPLOADING = /\b(uploading|parsing|analy[sz]ing|processing (your )?(file|resume|cv))\b|wird hochgeladen|wird verarbeitet|lädt hoch|envoi en cours|téléversement|subiendo|cargando archivo/i;
const NOTHING = /^(no (options|results|matches|data|items)|nothing found|keine (ergebnisse|treffer|optionen|einträge)|aucun(e)? |sin (resultados|opciones)|type to|start typing|enter (at least|\d))/i;

/** The list that a control names as its own by ARIA, seen or not. */
function namedLists(control) {
  const lists = [];
  for (const owner of [control, closestDeep(control, '[role=combobox], [role=button][aria-haspopup=listbox]')]) {
    if (!owner) continue;
    for (const attribute of ['aria-controls', 'aria-owns']) for (const id of (owner.getAttribute(attribute) || '').split(/\s+/)) lists.push(byId(owner, id));
    const active = byId(owner, owner.getAttribute('aria-activedescendant'));
    lists.push(active && closestDeep(active, '[role=listbox]'));
  }
  return lists.filter(Boolean);
}

/** Everything near a control that looks like its open list; the likeliest first. */
function listsNear(control) {
  const box = control.getBoundingClientRect();
  const near = (element) => {
    const other = element.getBoundingClientRect();
    return other.height > 4 && other.left < box.right + 40 && other.right > box.left - 40 && other.top < box.bottom + 420 && other.bottom > box.top - 420;
  };
  const all = deepElements(document.body);
  const lists = all.filter((element) => /^(listbox|menu|grid|tree)$/.test(element.getAttribute('role') || '') && element !== control && !element.contains(control) && isVisible(element) && near(element));
  const floating = all.filter((element) => {
    if (!element.matches(POPUP) || element.contains(control) || element.matches('button, input, label, nav, svg') || !near(element) || !isVisible(element)) return false;
    for (let at = element, depth = 0; at && depth < 3; at = parentOf(at), ++depth) if (/absolute|fixed/.test(getComputedStyle(at).position) && !at.contains(control)) return true;
    return false;
  });
  return [...lists.reverse(), ...floating.filter((element) => !floating.some((other) => other !== element && other.contains(element)))];
}

function popupOf(control) {
  if (control.__jobswipeList) return isVisible(control.__jobswipeList) ? control.__jobswipeList : null;
  const named = namedLists(control).find(isVisible);
  if (named) return named;
  const {listOwners, strangers} = memory();
  const others = deepElements(document.body).filter((element) => element !== control && element.matches('input:is([aria-controls], [aria-owns]), [role=combobox]') && !containsDeep(element, control));
  const claimed = new Set(others.flatMap(namedLists));
  const open = listsNear(control).filter((list) => !strangers.has(list) && !claimed.has(list));
  const own = open.find((list) => listOwners.get(list) === control) || open.find((list) => !listOwners.has(list)) || open[0] || null;
  if (own) listOwners.set(own, control);
  return own;
}

/** Whether a list stands in the control's own corner of the page: no other control lies in what holds both. */
function sharesCorner(control, list) {
  let both = list;
  while (both && !containsDeep(both, control)) both = parentOf(both);
  return !!both && !deepElements(both).some((other) => other !== control && other.matches('input:not([type=hidden]), select, textarea, [role=combobox], [aria-haspopup]') && !containsDeep(list, other) && !containsDeep(other, control));
}

/** Called before a control is touched: lists that stand open already, left by another widget, are not what it opens. */
function noteOpenLists({handle}) {
  hiddenCache.clear();
  const control = elementOf(handle);
  const store = memory();
  store.strangers = new WeakSet(control ? listsNear(control).filter((list) => store.listOwners.get(list) !== control && !sharesCorner(control, list)) : []);
  return !!control;
}

/** The options that a control offers now: `{open, loading, search, options}`. */
function popup({handle}) {
  hiddenCache.clear();
  const control = elementOf(handle);
  const none = {open: false, loading: false, search: '', options: []};
  if (!control) return none;
  const own = control.getAttribute('role') === 'listbox';
  const list = own && control.getAttribute('aria-expanded') !== 'false' ? control : own ? null : popupOf(control);
  if (!list) return none;
  let items = deepElements(list).filter((element) => /^(option|menuitem|menuitemradio|menuitemcheckbox|treeitem)$/.test(element.getAttribute('role') || ''));
  if (!items.length) items = deepElements(list).filter((element) => element.matches('li, [class*=option i], [class*=item i], [class*=result i]') && !element.querySelector('li, [class*=option i], [class*=item i], [class*=result i]'));
  items = items.filter((element) => isVisible(element) || (list.scrollHeight > list.clientHeight && !/^(display|visibility)$/.test(hiddenReason(element))));
  const options = items.map((element) => ({label: squeeze(textOf(element, true) || element.getAttribute('aria-label')), handle: handleOf(element), value: element.getAttribute('data-value') || '',
    checked: element.getAttribute('aria-selected') === 'true' || element.getAttribute('aria-checked') === 'true', disabled: element.getAttribute('aria-disabled') === 'true'}))
    .filter((option) => option.label && !LOADING.test(option.label) && !NOTHING.test(option.label));
  const search = Array.from((closestDeep(list, '[role=dialog], [class*=dropdown i], [class*=popover i]') || list).querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio])')).find((input) => input !== control && isVisible(input));
  const text = textOf(list, true);
  return {open: true, loading: options.length === 0 && (LOADING.test(text) || list.getAttribute('aria-busy') === 'true'), search: search ? handleOf(search) : '', options};
}

/** Truthy once the control offers options that are loaded, and, where asked, other ones than before. */
function popupReady({handle, before}) {
  const now = popup({handle});
  if (!now.open || now.loading || !now.options.length) return null;
  return before && now.options.map((option) => option.label).join('|') === before ? null : now;
}

/** A link that would open another tab opens in this one, so that the page stays the page. */
function keepInTab({handle}) {
  const element = elementOf(handle);
  const link = element && closestDeep(element, 'a[target], form[target]');
  if (link) link.removeAttribute('target');
  return !!element;
}

/** Last resort for a native control that a driver can't reach: sets it as its own code would, with the events. */
function setNative({handle, value, checked, values}) {
  const element = elementOf(handle);
  if (!element) return false;
  const set = (property, to) => {
    let proto = Object.getPrototypeOf(element);
    while (proto && !Object.getOwnPropertyDescriptor(proto, property)) proto = Object.getPrototypeOf(proto);
    Object.getOwnPropertyDescriptor(proto, property).set.call(element, to);
  };
  element.focus();
  if (checked !== undefined) {
    if (isChecked(element) !== checked) element.click();
    return true;
  }
  if (element.tagName === 'SELECT') Array.from(element.options).forEach((option) => (option.selected = values.includes(option.value)));
  else if (element.isContentEditable) {
    document.getSelection().selectAllChildren(element);
    document.execCommand('insertText', false, value);
    return true;
  } else set('value', value);
  element.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
  element.dispatchEvent(new Event('change', {bubbles: true, composed: true}));
  element.blur();
  return true;
}

const FILE_SIGN = /[^\s\\/:*?"<>|]+\.(pdf|docx?|rtf|odt|txt|pages)\b|\b(uploaded|upload (complete|successful)|success(fully)?)\b|erfolgreich|hochgeladen|téléversé|téléchargé|subido|adjuntado/gi;

function shownText() {
  const hosts = deepElements(document.body).filter((node) => node.shadowRoot);
  return [document.body ? document.body.innerText : '', ...hosts.map((host) => textOf(host.shadowRoot, true))].join('\n');
}

/** What the page shows of files now, to tell a new one from it later. */
function fileSigns() {
  return shownText().match(FILE_SIGN) || [];
}

/** Whether the page shows that it has the file: its name, a new file's name, or words that say so; not while it works on it. */
function fileTaken({handle, name, before}) {
  const element = elementOf(handle);
  const shown = shownText();
  if (UPLOADING.test(shown)) return '';
  if (element && element.files && Array.from(element.files).some((file) => file.name === name)) return 'input';
  const stem = name.replace(/\.[^.]*$/, '');
  if (shown.includes(name) || (stem.length > 5 && shown.includes(stem))) return 'text';
  // Another name, as portals give files names of their own: only in the page that had the input.
  if (!document.__jobswipe || !handle.startsWith(document.__jobswipe.nonce)) return '';
  const left = [...before];
  const fresh = (shown.match(FILE_SIGN) || []).filter((sign) => {
    const at = left.indexOf(sign);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return fresh.length ? 'sign' : '';
}

/** Walks an open calendar to a day: clicks its arrows and then the day, in the page. `date` is YYYY-MM-DD. */
async function pickDate({handle, date}) {
  const control = elementOf(handle);
  const [year, month, day] = date.split('-').map(Number);
  const months = Array.from({length: 12}, (_, index) => ['en', 'de', 'fr', 'es', document.documentElement.lang || 'en'].flatMap((lang) => {
    try {
      return ['long', 'short'].map((style) => new Intl.DateTimeFormat(lang, {month: style, timeZone: 'UTC'}).format(new Date(Date.UTC(2020, index, 1))).replace('.', '').toLowerCase());
    } catch {
      return [];
    }
  }));
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const calendar = () => deepElements(document.body).filter((element) => element.matches('[role=grid], table, [class*=calendar i], [class*=datepicker i], [class*=flatpickr-calendar i]') && !element.contains(control) && isVisible(element))
    .find((element) => deepElements(element).filter((cell) => /^\d{1,2}$/.test(squeeze(cell.textContent)) && !cell.children.length).length >= 27);
  for (let turn = 0; turn < 400; ++turn) {
    const grid = calendar();
    if (!grid) return false;
    const holder = [grid, parentOf(grid), parentOf(parentOf(grid) || grid)].filter(Boolean).find((element) => /\b(19|20)\d\d\b/.test(textOf(element, true)) || element.querySelector('input[type=number]')) || grid;
    const head = textOf(holder, true).toLowerCase();
    const shownYear = Number((/\b((19|20)\d\d)\b/.exec(head) || [])[1] || (holder.querySelector('input[type=number]') || {}).value);
    const shownMonth = months.findIndex((names) => names.some((name) => name.length > 2 && new RegExp(`(^|[^\\p{L}])${name}([^\\p{L}]|$)`, 'u').test(head)));
    if (!shownYear || shownMonth < 0) return false;
    const away = (year - shownYear) * 12 + (month - 1 - shownMonth);
    if (away === 0) {
      const cells = deepElements(grid).filter((cell) => squeeze(cell.textContent) === String(day) && !cell.children.length && isVisible(cell) && !/outside|other|prev|next|disabled|muted/i.test(`${cell.className} ${(parentOf(cell) || {}).className}`) && cell.getAttribute('aria-disabled') !== 'true');
      if (!cells.length) return false;
      cells[0].click();
      await frame();
      return true;
    }
    const wanted = away > 0 ? /next|nächst|suivant|siguiente|›|→|»|>/i : /prev|back|vorig|précédent|anterior|‹|←|«|</i;
    const arrow = deepElements(holder).find((element) => element.matches('button, a, [role=button], span[class*=next], span[class*=prev], div[class*=next], div[class*=prev]') && isVisible(element) && /^\D*$/.test(element.textContent) &&
      wanted.test(`${element.getAttribute('aria-label') || ''} ${element.className} ${element.title} ${element.textContent}`) && !/year|jahr|ann[ée]e|año/i.test(`${element.getAttribute('aria-label') || ''} ${element.className}`));
    if (!arrow) return false;
    arrow.click();
    await frame();
  }
  return false;
}
