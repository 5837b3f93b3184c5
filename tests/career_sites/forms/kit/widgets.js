// Widgets that need no list: text in all its forms, ticks, dates, files.
import {changed, closeOutside, h, place} from './dom.js';
import * as lists from './lists.js';

const marked = (field) => ({required: field.marks.attribute && field.required, 'aria-required': field.marks.aria && field.required ? 'true' : null, 'aria-label': field.marks.arialabel ? field.label : null, 'aria-labelledby': field.marks.labelledby ? `${field.id}-label` : null});
const named = (field, id) => ({id, name: field.name, placeholder: field.placeholder, autocomplete: field.auto, maxlength: field.max, 'aria-describedby': field.hint ? `${id}-hint` : null});

function input(type) {
  return (field, id) => {
    const element = h('input', {type, class: 'box', ...named(field, id), ...marked(field), min: field.min, max: field.most, inputmode: field.inputmode, pattern: field.pattern, value: field.preset});
    if (field.reverts) {
      // A controlled field: what was not typed into it, as events say, is put back.
      let kept = '';
      element.addEventListener('input', () => { kept = element.value; });
      element.addEventListener('blur', () => { element.value = kept; });
    }
    return {element, get: () => element.value};
  };
}

function textarea(field, id) {
  const element = h('textarea', {class: 'box', rows: 4, ...named(field, id), ...marked(field)});
  return {element, get: () => element.value};
}

function select(field, id) {
  const element = h('select', {class: 'box', id, name: field.name, autocomplete: field.auto, ...marked(field)}, field.noEmpty ? null : h('option', {value: ''}, field.placeholder ?? ''), field.options.map((entry, index) => h('option', {value: `v${index}`}, entry)));
  if (field.preset) element.value = `v${field.options.indexOf(field.preset)}`;
  return {element, get: () => (element.value === '' ? '' : element.selectedOptions[0].textContent)};
}

/** Radios: plain, as cards whose inputs are clipped, or by ARIA alone. */
function radios(manner) {
  return (field, id) => {
    const group = h(manner === 'aria' ? 'div' : 'div', {id, role: manner === 'aria' || field.marks.aria ? 'radiogroup' : null, class: 'radios', 'aria-required': field.marks.aria && field.required ? 'true' : null, 'aria-labelledby': manner === 'aria' || field.marks.labelledby ? `${id}-label` : null});
    let value = '';
    field.options.forEach((entry, index) => {
      if (manner === 'aria') {
        group.append(h('div', {role: 'radio', tabindex: '0', 'aria-checked': 'false', class: 'tick', onclick: (event) => {
          group.querySelectorAll('[role=radio]').forEach((other) => other.setAttribute('aria-checked', String(other === event.currentTarget)));
          value = entry;
          changed(group);
        }}, entry));
        return;
      }
      const radio = h('input', {type: 'radio', name: field.name, id: `${id}-${index}`, value: index, required: field.marks.attribute && field.required, class: manner === 'cards' ? 'clipped' : null, checked: field.preset === entry});
      radio.addEventListener('change', () => changed(group));
      group.append(manner === 'cards' ? h('label', {class: 'card', for: `${id}-${index}`}, radio, h('span', {}, entry)) : h('div', {}, radio, h('label', {for: `${id}-${index}`}, entry)));
    });
    return {element: group, get: () => (manner === 'aria' ? value : field.options[Number(group.querySelector('input:checked')?.value ?? NaN)] ?? '')};
  };
}

/** Ashby's yes and no: two buttons, and a box that nobody sees. */
function yesno(field, id) {
  let value = '';
  const row = h('div', {id, class: 'yesno'}, (field.options ?? ['Yes', 'No']).map((entry) => h('button', {type: 'button', onclick: (event) => {
    value = entry;
    row.querySelectorAll('button').forEach((other) => other.classList.toggle('_active', other === event.currentTarget));
    changed(row);
  }}, entry)));
  return {element: row, get: () => value};
}

function checkboxes(field, id) {
  const group = h('div', {id, class: 'checks'}, field.options.map((entry, index) => h('div', {}, h('input', {type: 'checkbox', id: `${id}-${index}`, name: field.name, value: index}), h('label', {for: `${id}-${index}`}, entry))));
  return {element: group, get: () => Array.from(group.querySelectorAll('input:checked'), (tick) => field.options[Number(tick.value)])};
}

function checkbox(field, id) {
  const element = h('input', {type: 'checkbox', id, name: field.name, required: field.marks.attribute && field.required, checked: field.preset});
  return {element, get: () => element.checked, tick: true};
}

function switchbox(field, id) {
  const element = h('button', {type: 'button', role: 'switch', id, 'aria-checked': String(!!field.preset), 'aria-labelledby': `${id}-label`, class: 'switch', onclick: () => {
    element.setAttribute('aria-checked', String(element.getAttribute('aria-checked') !== 'true'));
    changed(element);
  }}, h('span', {class: 'knob'}));
  return {element, get: () => element.getAttribute('aria-checked') === 'true', tick: true};
}

const two = (number) => String(number).padStart(2, '0');

/** Day, month and year apart: as selects or as the spin buttons of Workday. */
function dateparts(field, id) {
  const lang = document.documentElement.lang;
  const months = Array.from({length: 12}, (_, index) => new Intl.DateTimeFormat(lang, {month: 'long'}).format(new Date(2020, index, 1)));
  const words = {de: ['Tag', 'Monat', 'Jahr'], fr: ['Jour', 'Mois', 'Année'], es: ['Día', 'Mes', 'Año']}[lang] ?? ['Day', 'Month', 'Year'];
  const make = (word, options) => h('select', {'aria-label': word}, h('option', {value: ''}, word), options.map((entry, index) => h('option', {value: index + 1}, entry)));
  const day = make(words[0], Array.from({length: 31}, (_, index) => index + 1));
  const month = make(words[1], months);
  const year = h('select', {'aria-label': words[2]}, h('option', {value: ''}, words[2]), Array.from({length: 80}, (_, index) => h('option', {value: 2030 - index}, 2030 - index)));
  const parts = field.order === 'mdy' ? [month, day, year] : [day, month, year];
  const box = h('div', {id, role: 'group', 'aria-labelledby': `${id}-label`}, parts);
  return {element: box, get: () => (day.value && month.value && year.value ? `${year.value}-${two(month.value)}-${two(day.value)}` : '')};
}

function spinparts(field, id) {
  const values = {month: '', day: '', year: ''};
  const part = (name, word, length) => {
    const box = h('div', {role: 'spinbutton', tabindex: '0', 'aria-label': word, 'aria-valuetext': '', class: 'spin', id: `${id}-${name}`}, {month: 'MM', day: 'DD', year: 'YYYY'}[name]);
    box.addEventListener('keydown', (event) => {
      if (!/^\d$/.test(event.key)) return;
      event.preventDefault();
      values[name] = (values[name].length >= length ? '' : values[name]) + event.key;
      box.textContent = values[name];
      box.setAttribute('aria-valuetext', values[name]);
      box.setAttribute('aria-valuenow', Number(values[name]));
      changed(box);
    });
    box.addEventListener('click', () => box.focus());
    return box;
  };
  const names = field.order === 'mdy' ? ['month', 'day', 'year'] : ['day', 'month', 'year'];
  const box = h('div', {id, role: 'group', 'aria-labelledby': `${id}-label`, class: 'box'}, names.map((name) => part(name, name[0].toUpperCase() + name.slice(1), name === 'year' ? 4 : 2)));
  return {element: box, get: () => (values.year.length === 4 && values.month && values.day ? `${values.year}-${two(values.month)}-${two(values.day)}` : '')};
}

/** A field that nobody can type into, with a calendar in the page's language. */
function calendar(field, id) {
  let value = '';
  let at = new Date(2026, 10, 1);
  const lang = document.documentElement.lang;
  const element = h('input', {type: 'text', id, class: 'box datepicker', readonly: true, placeholder: field.placeholder ?? '', 'aria-haspopup': 'dialog', ...marked(field)});
  const root = h('div', {style: 'position:relative'}, element);
  let menu = null;
  const close = () => { menu?.remove(); menu = null; };
  const draw = () => {
    const first = new Date(at.getFullYear(), at.getMonth(), 1);
    const days = new Date(at.getFullYear(), at.getMonth() + 1, 0).getDate();
    const turn = (step) => { at = new Date(at.getFullYear(), at.getMonth() + step, 1); draw(); };
    const words = {de: ['Vorheriger Monat', 'Nächster Monat'], fr: ['Mois précédent', 'Mois suivant'], es: ['Mes anterior', 'Mes siguiente']}[lang] ?? ['Previous month', 'Next month'];
    const cells = [...Array((first.getDay() + 6) % 7).fill(null), ...Array.from({length: days}, (_, index) => index + 1)];
    menu.replaceChildren(h('div', {class: 'calendar-head'}, h('button', {type: 'button', 'aria-label': words[0], onclick: () => turn(-1)}, '‹'), h('strong', {}, new Intl.DateTimeFormat(lang, {month: 'long', year: 'numeric'}).format(at)), h('button', {type: 'button', 'aria-label': words[1], onclick: () => turn(1)}, '›')),
      h('div', {role: 'grid', class: 'calendar-days'}, cells.map((day) => day === null ? h('span') : h('button', {type: 'button', role: 'gridcell', onclick: () => {
        value = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(day)}`;
        element.value = new Intl.DateTimeFormat(lang, {dateStyle: 'medium'}).format(new Date(at.getFullYear(), at.getMonth(), day));
        close();
        changed(root);
      }}, String(day)))));
  };
  element.addEventListener('click', () => {
    if (menu) return;
    menu = h('div', {role: 'dialog', class: 'menu calendar'});
    place(menu, element, root);
    draw();
    closeOutside(() => [root], close);
  });
  return {element: root, get: () => value};
}

/** Month and year, as histories ask for them. */
function monthyear(field, id) {
  const lang = document.documentElement.lang;
  const month = h('select', {'aria-label': 'Month', id: `${id}-m`}, h('option', {value: ''}, 'Month'), Array.from({length: 12}, (_, index) => h('option', {value: index + 1}, new Intl.DateTimeFormat(lang, {month: 'long'}).format(new Date(2020, index, 1)))));
  const year = h('select', {'aria-label': 'Year', id: `${id}-y`}, h('option', {value: ''}, 'Year'), Array.from({length: 50}, (_, index) => h('option', {value: 2030 - index}, 2030 - index)));
  return {element: h('div', {id, role: 'group', 'aria-labelledby': `${id}-label`}, month, year), get: () => (month.value && year.value ? `${year.value}-${two(month.value)}` : '')};
}

/** intl-tel-input: the country by a button with flags, the national number beside it. */
function phone(field, id) {
  let country = field.dial ?? ['United States', '+1'];
  const all = [['United States', '+1'], ['United Kingdom', '+44'], ['Germany', '+49'], ['France', '+33'], ['Spain', '+34'], ['India', '+91'], ['Austria', '+43'], ['Sweden', '+46']];
  const tel = h('input', {type: 'tel', class: 'box', ...named(field, id), ...marked(field)});
  const flag = h('button', {type: 'button', class: 'iti__selected-country', 'aria-haspopup': 'listbox', 'aria-expanded': 'false', 'aria-label': `Selected country ${country[0]}`}, country[1]);
  const root = h('div', {class: 'iti', style: 'position:relative;display:flex'}, flag, tel);
  let menu = null;
  const close = () => { menu?.remove(); menu = null; };
  const set = (entry) => {
    country = entry;
    flag.textContent = entry[1];
    flag.setAttribute('aria-label', `Selected country ${entry[0]}`);
    close();
    changed(root);
  };
  flag.addEventListener('click', () => {
    if (menu) return close();
    menu = h('ul', {role: 'listbox', class: 'iti__country-list menu'}, all.map((entry) => h('li', {role: 'option', class: 'iti__country', 'aria-selected': 'false', onclick: () => set(entry)}, `${entry[0]} (${entry[1]})`)));
    place(menu, flag, root);
    closeOutside(() => [root], close);
  });
  // A number that begins with + brings its country along, and only the rest stays in the field.
  tel.addEventListener('input', () => {
    const found = all.filter((entry) => tel.value.startsWith(entry[1])).sort((one, other) => other[1].length - one[1].length)[0];
    if (!found || tel.value.length < 8) return;
    set(found);
    if (field.moves) tel.value = tel.value.slice(found[1].length).trim();
  });
  return {element: root, get: () => (tel.value === '' ? '' : tel.value.startsWith('+') ? tel.value : `${country[1]} ${tel.value.replace(/^0/, '')}`)};
}

/** Files: the native field; a zone with a hidden one; one that takes the file at once, renames it and forgets its name. */
function file(manner) {
  return (field, id) => {
    let taken = null;
    const element = h('input', {type: 'file', id, name: field.name, accept: field.accept ?? '.pdf,.doc,.docx', required: manner === 'native' && field.marks.attribute && field.required, class: manner === 'native' ? null : 'gone'});
    const said = h('span', {class: 'file-name'});
    const button = field.words ?? 'Attach';
    const root = manner === 'native' ? h('div', {}, element) : h('div', {class: 'dropzone box'}, element, h('button', {type: 'button', onclick: () => element.click()}, button), h('span', {}, field.dropWords ?? ' or drag and drop your file here'), said);
    element.addEventListener('change', async () => {
      const chosen = element.files[0];
      if (!chosen) return;
      taken = chosen;
      if (manner === 'native') return changed(root);
      said.textContent = manner === 'clears' ? ' Uploading…' : ` ${chosen.name}`;
      if (manner === 'clears') {
        await fetch('/upload', {method: 'POST', body: chosen});
        element.value = '';
        said.textContent = ' resume-7f3a.pdf';
      }
      if (field.parses) document.dispatchEvent(new CustomEvent('kit:parsed', {detail: field.parses}));
      changed(root);
    });
    return {element: root, get: () => taken};
  };
}

function rich(field, id) {
  const element = h('div', {id, class: 'box rich ql-editor', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'data-placeholder': field.placeholder, ...marked(field)});
  return {element, get: () => element.innerText.trim()};
}

function slider(field, id) {
  const element = h('input', {type: 'range', id, name: field.name, min: field.min ?? 0, max: field.most ?? 10, step: field.step ?? 1, value: field.preset ?? 0});
  let touched = false;
  const said = h('output', {}, String(element.value));
  element.addEventListener('input', () => { touched = true; said.textContent = element.value; });
  return {element: h('div', {}, element, said), get: () => (touched ? element.value : '')};
}

/** A line that only informs: a place for what a page wants its reader to believe. */
function note(field, id) {
  return {element: h('p', {id, class: 'note', style: field.unseen ? 'font-size:1px;color:#fff' : null}, field.text), get: () => ''};
}

/** What only robots fill, hidden in one of the ways in use. */
function honeypot(field, id) {
  const style = {offscreen: 'position:absolute;left:-9999px', none: 'display:none', transparent: 'opacity:0;position:absolute;height:20px', clipped: 'position:absolute;width:1px;height:1px;overflow:hidden', shown: ''}[field.hides ?? 'offscreen'];
  const element = h('input', {type: 'text', id, name: field.name, tabindex: '-1', autocomplete: 'off'});
  return {element: h('div', {style, 'aria-hidden': field.hides === 'shown' ? null : field.quiet ? null : 'true'}, h('label', {for: id}, field.label), element), get: () => element.value, whole: true};
}

export const widgets = {
  text: input('text'), email: input('email'), tel: input('tel'), url: input('url'), number: input('number'), date: input('date'), month: input('month'), password: input('password'),
  textarea, select, radios: radios('plain'), cards: radios('cards'), ariaradios: radios('aria'), yesno, checkboxes, checkbox, switch: switchbox, dateparts, spinparts, calendar, monthyear, phone,
  file: file('native'), dropzone: file('zone'), dropclears: file('clears'), rich, slider, note, honeypot, ...lists,
};
