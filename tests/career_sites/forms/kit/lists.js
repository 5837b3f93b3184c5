// Widgets that open a list: each behaves, and is marked up, as the library it is named after does in the wild.
import {changed, closeOutside, h, place} from './dom.js';

const matching = (options, typed) => options.filter((option) => option.toLowerCase().includes(typed.trim().toLowerCase()));
const remote = async (field, typed) => (await (await fetch(`/places?q=${encodeURIComponent(typed)}`)).json()).map((entry) => entry);

/** react-select: an input in a drawn box; what was typed and not chosen is dropped. */
export function reactselect(field, id) {
  let value = field.multi ? [] : '';
  const input = h('input', {id, type: 'text', role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-haspopup': 'true', autocomplete: 'off', 'aria-required': field.marks.aria && field.required ? 'true' : null,
    'aria-labelledby': field.marks.labelledby ? `${id}-label` : null, style: 'border:0;outline:0;width:60px;opacity:1'});
  const shown = h('div', {class: 'select__single-value'});
  const placeholder = h('div', {class: 'select__placeholder'}, field.placeholder ?? 'Select...');
  const control = h('div', {class: 'select__control box'}, h('div', {class: 'select__value-container'}, placeholder, shown, h('div', {class: 'select__input-container'}, input)), h('div', {class: 'select__indicators', 'aria-hidden': 'true'}, '▾'));
  const root = h('div', {class: 'select__container', style: 'position:relative'}, control);
  let menu = null;
  const show = () => {
    const chips = field.multi ? value.map((entry) => h('div', {class: 'select__multi-value'}, h('div', {class: 'select__multi-value__label'}, entry), h('div', {role: 'button', 'aria-label': `Remove ${entry}`, onclick: () => { value = value.filter((other) => other !== entry); show(); changed(root); }}, '×'))) : [value];
    shown.replaceChildren(...chips);
    placeholder.hidden = value.length > 0 || input.value !== '';
    shown.hidden = !field.multi && input.value !== '';
  };
  const close = () => {
    menu?.remove();
    menu = null;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-controls');
  };
  const choose = (entry) => {
    value = field.multi ? [...value, entry] : entry;
    input.value = '';
    close();
    show();
    changed(root);
  };
  let turn = 0;
  const open = async () => {
    if (!menu) {
      menu = h('div', {class: 'select__menu menu'}, h('div', {class: 'select__menu-list', role: 'listbox', id: `react-select-${id}-listbox`}));
      place(menu, control, field.portal === false ? root : null);
      input.setAttribute('aria-expanded', 'true');
      input.setAttribute('aria-controls', `react-select-${id}-listbox`);
    }
    const mine = ++turn;
    const list = menu.firstElementChild;
    let found = field.options ?? [];
    if (field.remote) {
      if (!input.value) return list.replaceChildren(h('div', {class: 'select__menu-notice'}, 'Type to search'));
      list.replaceChildren(h('div', {class: 'select__menu-notice'}, 'Loading...'));
      found = await remote(field, input.value);
      if (mine !== turn || !menu) return;
    } else found = matching(found, input.value);
    if (field.multi) found = found.filter((entry) => !value.includes(entry));
    list.replaceChildren(...(found.length ? found.map((entry, index) => h('div', {class: 'select__option', role: 'option', id: `react-select-${id}-option-${index}`, 'aria-selected': String(value === entry), onclick: () => choose(entry)}, entry)) : [h('div', {class: 'select__menu-notice'}, 'No options')]));
  };
  input.addEventListener('input', () => { open(); show(); });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') open();
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && menu) { event.preventDefault(); menu.querySelector('[role=option]')?.click(); }
  });
  input.addEventListener('blur', () => { input.value = ''; close(); show(); });
  control.addEventListener('mousedown', (event) => {
    if (event.target !== input) event.preventDefault();
    input.focus();
    menu ? close() : open();
  });
  show();
  return {element: root, get: () => value};
}

/** Radix, Headless UI, MUI and Workday: a button (or a box with that role) and a list in a portal. */
function buttonList(field, id, manner) {
  let value = field.preset ?? '';
  const text = h('span', {}, value || (field.placeholder ?? 'Select…'));
  const attributes = {id, class: 'box trigger', 'aria-expanded': 'false', 'aria-haspopup': 'listbox', 'aria-required': field.marks.aria && field.required ? 'true' : null, 'aria-labelledby': field.marks.labelledby ? `${id}-label` : null};
  const button = manner === 'mui' ? h('div', {...attributes, role: 'combobox', tabindex: '0'}, text) : h('button', {...attributes, type: 'button', role: manner === 'radix' ? 'combobox' : null, 'data-placeholder': manner === 'radix' ? '' : null}, text);
  const root = h('div', {style: 'position:relative'}, button);
  if (manner === 'mui') root.append(h('input', {'aria-hidden': 'true', tabindex: '-1', class: 'MuiSelect-nativeInput', style: 'opacity:0;position:absolute;bottom:0;left:0;width:100%;pointer-events:none'}));
  let menu = null;
  const close = () => {
    menu?.remove();
    menu = null;
    button.setAttribute('aria-expanded', 'false');
    button.removeAttribute('aria-controls');
  };
  const open = () => {
    if (menu) return close();
    const tag = manner === 'radix' ? 'div' : 'ul';
    menu = h(tag, {role: 'listbox', id: `${id}-list`, class: 'menu', tabindex: '-1'}, field.options.map((entry, index) => h(manner === 'radix' ? 'div' : 'li', {role: 'option', id: `${id}-o${index}`, 'data-value': index, tabindex: '-1', 'aria-selected': String(entry === value), onclick: () => {
      value = entry;
      text.textContent = entry;
      close();
      changed(root);
    }}, entry)));
    place(menu, button);
    button.setAttribute('aria-expanded', 'true');
    button.setAttribute('aria-controls', `${id}-list`);
    closeOutside(() => [menu, button], close);
  };
  // MUI opens at the press, the others at the click.
  button.addEventListener(manner === 'mui' ? 'mousedown' : 'click', (event) => event.button === 0 && open());
  button.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' && !menu) open();
    if (event.key === 'Escape') close();
  });
  return {element: root, get: () => value};
}
export const radix = (field, id) => buttonList(field, id, 'radix');
export const mui = (field, id) => buttonList(field, id, 'mui');
export const listbutton = (field, id) => buttonList(field, id, 'button');

/** Downshift and plain typeaheads: a text field whose suggestions must be taken; leaving it otherwise empties it. */
export function typeahead(field, id) {
  let value = '';
  const input = h('input', {id, type: 'text', class: 'box', autocomplete: 'off', placeholder: field.placeholder, role: field.plainInput ? null : 'combobox', 'aria-autocomplete': field.plainInput ? null : 'list', 'aria-expanded': field.plainInput ? null : 'false',
    required: field.marks.attribute && field.required, 'aria-required': field.marks.aria && field.required ? 'true' : null});
  const root = h('div', {style: 'position:relative'}, input);
  let menu = null;
  let turn = 0;
  const close = () => { menu?.remove(); menu = null; };
  const offer = async () => {
    const mine = ++turn;
    if (input.value.length < 2) return close();
    const found = field.options ? matching(field.options, input.value) : await remote(field, input.value);
    if (mine !== turn) return;
    close();
    if (!found.length) return;
    menu = field.plainInput ? h('div', {class: 'menu dropdown-results'}, found.map((entry) => h('div', {class: 'dropdown-item', onclick: () => choose(entry)}, entry)))
      : h('ul', {class: 'menu', role: 'listbox', id: `${id}-menu`}, found.map((entry, index) => h('li', {role: 'option', id: `${id}-item-${index}`, 'aria-selected': 'false', onclick: () => choose(entry)}, entry)));
    if (!field.plainInput) input.setAttribute('aria-controls', `${id}-menu`);
    place(menu, input, root);
  };
  const choose = (entry) => {
    ++turn;
    value = input.value = entry;
    close();
    changed(root);
  };
  input.addEventListener('input', () => { value = ''; offer(); });
  input.addEventListener('blur', () => { close(); ++turn; if (!value) input.value = ''; });
  input.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  return {element: root, get: () => value};
}

/** ember-power-select: a trigger, and a dropdown with a search box of its own. */
export function powerselect(field, id) {
  let value = '';
  const text = h('span', {class: 'ember-power-select-selected-item'}, field.placeholder ?? '');
  const trigger = h('div', {id, class: 'ember-power-select-trigger box', role: 'combobox', tabindex: '0', 'aria-haspopup': 'listbox', 'aria-expanded': 'false', 'aria-required': field.marks.aria && field.required ? 'true' : null, 'aria-labelledby': field.marks.labelledby ? `${id}-label` : null}, text);
  const root = h('div', {}, trigger);
  let menu = null;
  const close = () => { menu?.remove(); menu = null; trigger.setAttribute('aria-expanded', 'false'); };
  const open = () => {
    if (menu) return close();
    const list = h('ul', {role: 'listbox', id: `${id}-options`, class: 'ember-power-select-options'});
    const search = h('input', {type: 'search', class: 'ember-power-select-search-input', role: 'searchbox', 'aria-controls': `${id}-options`});
    const draw = () => list.replaceChildren(...matching(field.options, search.value).slice(0, 8).map((entry) => h('li', {class: 'ember-power-select-option', role: 'option', 'aria-selected': String(entry === value), onclick: () => {
      value = entry;
      text.textContent = entry;
      close();
      changed(root);
    }}, entry)));
    search.addEventListener('input', draw);
    menu = h('div', {class: 'ember-power-select-dropdown menu'}, h('div', {class: 'ember-power-select-search'}, search), list);
    draw();
    place(menu, trigger);
    trigger.setAttribute('aria-expanded', 'true');
    trigger.setAttribute('aria-controls', `${id}-options`);
    search.focus();
    closeOutside(() => [menu, trigger], close);
  };
  trigger.addEventListener('mousedown', (event) => event.button === 0 && (event.preventDefault(), open()));
  trigger.addEventListener('keydown', (event) => event.key === 'Escape' ? close() : event.key === 'ArrowDown' && !menu && open());
  return {element: root, get: () => value};
}

/** select2 and Choices.js: a native select that is hidden, and a drawing of it. */
function drawnSelect(field, id, manner) {
  const select = h('select', {id, name: field.name, class: manner === 'select2' ? 'select2-hidden-accessible' : 'choices__input', required: field.marks.attribute && field.required, tabindex: '-1', 'aria-hidden': 'true', style: manner === 'select2' ? 'position:absolute;width:1px;height:1px;clip:rect(0 0 0 0);border:0' : 'display:none'},
    h('option', {value: ''}, field.placeholder ?? 'Please select'), field.options.map((entry, index) => h('option', {value: index}, entry)));
  const text = h('span', {class: manner === 'select2' ? 'select2-selection__rendered' : 'choices__item', id: `${id}-rendered`}, field.placeholder ?? 'Please select');
  const box = manner === 'select2' ? h('span', {class: 'select2 select2-container'}, h('span', {class: 'select2-selection box', role: 'combobox', 'aria-haspopup': 'true', 'aria-expanded': 'false', tabindex: '0', 'aria-labelledby': `${id}-rendered`}, text))
    : h('div', {class: 'choices', 'data-type': 'select-one', tabindex: '0'}, h('div', {class: 'choices__inner box'}, text));
  const show = () => { text.textContent = select.selectedOptions[0]?.textContent ?? ''; };
  let menu = null;
  const close = () => { menu?.remove(); menu = null; };
  const open = () => {
    if (menu) return close();
    menu = h('span', {class: manner === 'select2' ? 'select2-dropdown menu' : 'choices__list choices__list--dropdown menu'}, h('ul', {role: 'listbox', class: 'select2-results__options'}, field.options.map((entry, index) => h('li', {role: 'option', class: 'select2-results__option choices__item', 'aria-selected': 'false', onclick: () => {
      select.value = index;
      select.dispatchEvent(new Event('change', {bubbles: true}));
      close();
    }}, entry))));
    place(menu, box);
    closeOutside(() => [menu, box], close);
  };
  box.addEventListener('mousedown', (event) => event.button === 0 && open());
  select.addEventListener('change', () => { show(); changed(select); });
  const root = h('div', {style: 'position:relative'}, select, box);
  return {element: root, get: () => (select.value === '' ? '' : field.options[Number(select.value)])};
}
export const select2 = (field, id) => drawnSelect(field, id, 'select2');
export const choices = (field, id) => drawnSelect(field, id, 'choices');

/** Chips: what is typed becomes a chip at Enter or by taking a suggestion. */
export function chips(field, id) {
  const taken = [];
  const row = h('div', {class: 'chips'});
  const input = h('input', {id, type: 'text', class: 'box', placeholder: field.placeholder ?? 'Add…', autocomplete: 'off'});
  const root = h('div', {style: 'position:relative'}, row, input);
  const add = (text) => {
    if (!text || taken.includes(text)) return;
    taken.push(text);
    row.append(h('span', {class: 'chip'}, text, h('button', {type: 'button', 'aria-label': `Remove ${text}`}, '×')));
    input.value = '';
    changed(root);
  };
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ',') return;
    event.preventDefault();
    add(input.value.trim());
  });
  return {element: root, get: () => taken};
}
