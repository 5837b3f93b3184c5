// The wizard's own controls. Each takes its question and the value so far, and gives {element, value()}.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
export {make};

/** A list under `anchor`, at the end of the page. `onpick(index)` is told which item was chosen. */
class Popup {
  constructor(anchor, id, label) {
    this.anchor = anchor;
    this.list = make('ul', {role: 'listbox', id, 'aria-label': label, class: 'popup', tabindex: '-1', 'data-automation-id': 'activeListContainer'});
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  show(items, active, selected, onpick) {
    this.items = items;
    this.active = active;
    this.onpick = onpick;
    this.list.replaceChildren(...items.map((text, i) =>
      make('li', {role: 'option', id: `${this.list.id}-${i}`, 'aria-selected': String(i === selected), 'data-automation-id': 'promptOption', class: i === active ? 'active' : '', onclick: () => onpick(i)}, text)));
    if (!items.length) this.list.append(make('li', {class: 'none'}, 'No Items.'));
    if (!this.list.isConnected) document.body.append(this.list);
    const box = this.anchor.getBoundingClientRect();
    Object.assign(this.list.style, {left: `${box.left + scrollX}px`, top: `${box.bottom + scrollY + 2}px`, minWidth: `${box.width}px`});
    this.list.children[active]?.scrollIntoView({block: 'nearest'});
  }

  get open() {
    return this.list.isConnected;
  }

  hide() {
    this.list.remove();
  }
}

export function text(question, value) {
  const input = question.type === 'textarea'
    ? make('textarea', {id: question.name, rows: 5})
    : make('input', {id: question.name, type: 'text', inputmode: question.type === 'number' ? 'decimal' : undefined, autocomplete: question.autocomplete ?? 'off'});
  input.value = value ?? '';
  input.setAttribute('aria-required', String(question.required));
  input.setAttribute('data-automation-id', `formField-${question.name}`);
  return {element: input, value: () => input.value.trim()};
}

export function checkbox(question, value) {
  const input = make('input', {id: question.name, type: 'checkbox', 'aria-required': String(question.required)});
  input.checked = value === 'true';
  return {element: input, value: () => (input.checked ? 'true' : '')};
}

export function radio(question, value) {
  const group = make('div', {role: 'radiogroup', 'aria-labelledby': `${question.name}-label`, 'aria-required': String(question.required), class: 'radios'});
  for (const option of question.options) {
    const id = `${question.name}-${option.value}`;
    const input = make('input', {type: 'radio', id, name: question.name, value: option.value});
    input.checked = option.value === value;
    group.append(make('span', {}, input, make('label', {for: id}, option.label)));
  }
  return {element: group, value: () => group.querySelector('input:checked')?.value ?? ''};
}

/** A button that opens a list. Letters jump to an option, Enter and a click choose. */
export function dropdown(question, value) {
  let chosen = question.options.findIndex((option) => option.value === value);
  const labels = question.options.map((option) => option.label);
  const button = make('button', {type: 'button', id: question.name, name: question.name, 'aria-haspopup': 'listbox', 'aria-expanded': 'false', class: 'dropdown'});
  const popup = new Popup(button, `${question.name}-list`, question.label);
  const draw = () => {
    button.textContent = chosen < 0 ? 'Select One' : labels[chosen];
    button.setAttribute('aria-label', `${question.label} ${button.textContent}${question.required ? ' Required' : ''}`);
    button.value = chosen < 0 ? '' : question.options[chosen].value;
  };
  const close = () => {
    popup.hide();
    button.setAttribute('aria-expanded', 'false');
  };
  const pick = (i) => {
    chosen = i;
    draw();
    close();
  };
  const open = (active) => {
    popup.show(labels, active, chosen, pick);
    button.setAttribute('aria-expanded', 'true');
    button.setAttribute('aria-controls', `${question.name}-list`);
  };
  button.addEventListener('click', () => (popup.open ? close() : open(Math.max(0, chosen))));
  button.addEventListener('blur', close);
  button.addEventListener('keydown', (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
      event.preventDefault();
      open(popup.open ? (popup.active + step + labels.length) % labels.length : Math.max(0, chosen));
    } else if (event.key === 'Escape' && popup.open) close();
    else if ((event.key === 'Enter' || event.key === ' ') && popup.open) {
      event.preventDefault();
      pick(popup.active);
    } else if (event.key.length === 1 && /\S/.test(event.key)) {
      const found = labels.findIndex((label) => label.toLowerCase().startsWith(event.key.toLowerCase()));
      if (found >= 0) open(found);
    }
  });
  draw();
  return {element: button, value: () => button.value};
}

/** A place from the server's suggestions. What is typed but not chosen goes away. */
export function place(question, value) {
  let chosen = value ?? '';
  let found = [];
  let asked = 0;
  const chips = make('div', {class: 'chips', 'data-automation-id': 'selectedItemList'});
  const input = make('input', {type: 'text', id: question.name, role: 'combobox', placeholder: 'Search', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
    'aria-required': String(question.required), 'data-automation-id': 'searchBox'});
  const box = make('div', {class: 'typeahead', 'data-automation-id': 'multiSelectContainer'}, chips, input);
  const popup = new Popup(box, `${question.name}-list`, question.label);
  const draw = () => {
    chips.replaceChildren(...(chosen ? [make('span', {class: 'chip', 'data-automation-id': 'selectedItem', title: chosen}, make('span', {}, chosen),
      make('button', {type: 'button', 'aria-label': `Remove ${chosen}`, onclick: () => {
        chosen = '';
        draw();
        input.focus();
      }}, '×'))] : []));
    input.placeholder = chosen ? '' : 'Search';
  };
  const close = () => {
    asked++;
    popup.hide();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const pick = (i) => {
    chosen = found[i];
    input.value = '';
    close();
    draw();
  };
  const show = (active) => {
    popup.show(found, active, -1, pick);
    input.setAttribute('aria-expanded', 'true');
    input.setAttribute('aria-controls', `${question.name}-list`);
    if (found.length) input.setAttribute('aria-activedescendant', `${question.name}-list-${active}`);
  };
  input.addEventListener('input', () => {
    const mine = ++asked;
    setTimeout(async () => {
      if (mine !== asked) return;
      if (input.value.trim().length < 2) return popup.hide();
      const places = await (await fetch(`/api/places?q=${encodeURIComponent(input.value)}`)).json();
      if (mine !== asked) return;
      found = places;
      show(0);
    }, 120);
  });
  input.addEventListener('keydown', (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && popup.open && found.length) {
      event.preventDefault();
      show((popup.active + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (popup.open && found.length) pick(popup.active);
    } else if (event.key === 'Escape') close();
    else if (event.key === 'Backspace' && input.value === '' && chosen) {
      chosen = '';
      draw();
    }
  });
  input.addEventListener('blur', () => {
    input.value = '';
    close();
  });
  draw();
  return {element: box, value: () => chosen};
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Month, day and year as three spin buttons, and a calendar behind a button. */
export function date(question, value) {
  const [year, month, day] = (value || '--').split('-');
  const segment = (label, size, text, low, high) => {
    const input = make('input', {type: 'text', role: 'spinbutton', inputmode: 'numeric', maxlength: String(size), 'aria-label': label, 'aria-valuemin': String(low), 'aria-valuemax': String(high),
      placeholder: {Month: 'MM', Day: 'DD', Year: 'YYYY'}[label], autocomplete: 'off', id: `${question.name}-dateSection${label}-input`, 'data-automation-id': `dateSection${label}-input`, size: String(size)});
    input.value = text ?? '';
    const write = (number) => {
      input.value = String(number).padStart(size, '0');
      input.setAttribute('aria-valuenow', String(number));
    };
    input.addEventListener('keydown', (event) => {
      const step = {ArrowUp: 1, ArrowDown: -1}[event.key];
      if (!step) return;
      event.preventDefault();
      const start = label === 'Year' ? new Date().getFullYear() - step : step > 0 ? low - 1 : high + 1;
      write(Math.min(high, Math.max(low, Number(input.value || start) + step)));
    });
    input.addEventListener('input', () => {
      input.value = input.value.replace(/\D/g, '');
      if (input.value.length === size) parts[parts.indexOf(input) + 1]?.focus();
    });
    input.addEventListener('blur', () => {
      if (input.value !== '') write(Math.min(high, Math.max(low, Number(input.value))));
    });
    return Object.assign(input, {write});
  };
  const parts = [segment('Month', 2, month, 1, 12), segment('Day', 2, day, 1, 31), segment('Year', 4, year, 1900, 2100)];
  const button = make('button', {type: 'button', 'aria-label': 'Calendar', 'data-automation-id': 'dateIcon', class: 'calendar-button'});
  button.innerHTML = '<svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="1.5"><rect x="2" y="3.5" width="14" height="12" rx="1.5"/><path d="M2 7.5h14M6 1.5v4M12 1.5v4"/></svg>';
  const box = make('div', {role: 'group', 'aria-labelledby': `${question.name}-label`, id: question.name, class: 'date', 'data-automation-id': 'dateInputWrapper'},
    parts[0], make('span', {'aria-hidden': 'true'}, '/'), parts[1], make('span', {'aria-hidden': 'true'}, '/'), parts[2], button);
  let calendar = null;
  const hide = () => {
    calendar?.remove();
    calendar = null;
  };
  const draw = (shownYear, shownMonth) => {
    hide();
    const move = (by) => draw(shownYear + Math.floor((shownMonth + by) / 12), (shownMonth + by + 12) % 12);
    const grid = make('div', {class: 'grid', role: 'grid'});
    const first = (new Date(shownYear, shownMonth, 1).getDay() + 6) % 7;
    for (let i = 0; i < first; i++) grid.append(make('span'));
    for (let number = 1; number <= new Date(shownYear, shownMonth + 1, 0).getDate(); number++)
      grid.append(make('button', {type: 'button', role: 'gridcell', 'data-automation-id': 'datePickerDay', 'aria-label': `${number} ${MONTHS[shownMonth]} ${shownYear}`, onclick: () => {
        parts[0].write(shownMonth + 1);
        parts[1].write(number);
        parts[2].write(shownYear);
        hide();
        button.focus();
      }}, String(number)));
    calendar = make('div', {role: 'dialog', 'aria-label': 'Choose a date', class: 'calendar'},
      make('div', {class: 'calendar-head'}, make('button', {type: 'button', 'aria-label': 'Previous month', onclick: () => move(-1)}, '‹'), make('b', {}, `${MONTHS[shownMonth]} ${shownYear}`),
        make('button', {type: 'button', 'aria-label': 'Next month', onclick: () => move(1)}, '›')), grid);
    calendar.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
    document.body.append(calendar);
    const at = box.getBoundingClientRect();
    Object.assign(calendar.style, {left: `${at.left + scrollX}px`, top: `${at.bottom + scrollY + 4}px`});
  };
  button.addEventListener('click', () => (calendar ? hide() : draw(Number(parts[2].value) || new Date().getFullYear(), parts[0].value ? Number(parts[0].value) - 1 : new Date().getMonth())));
  return {
    element: box,
    value: () => (parts.every((part) => part.value === '') ? '' : [parts[2], parts[0], parts[1]].map((part) => part.value).join('-')),
    leave: hide,
  };
}

/** A drop zone with a button. The file goes up at once. */
export function file(question, value, {visit}) {
  const input = make('input', {type: 'file', id: question.name, 'data-automation-id': 'file-upload-input-ref', accept: '.pdf,.doc,.docx', style: 'display:none'});
  const rows = make('div', {'data-automation-id': 'file-upload-items'});
  const zone = make('div', {class: 'drop', 'data-automation-id': 'file-upload-drop-zone'}, make('p', {}, 'Drop file here'), make('p', {}, 'or'),
    make('button', {type: 'button', class: 'button', 'data-automation-id': 'select-files', 'aria-label': `Select file for ${question.label}`, onclick: () => input.click()}, 'Select file'), input);
  let stored = value ?? '';
  const draw = (note) => {
    zone.hidden = Boolean(stored);
    rows.replaceChildren(...(stored ? [make('div', {class: 'file', 'data-automation-id': 'file-upload-item'}, make('span', {'data-automation-id': 'file-upload-item-name'}, stored),
      make('span', {class: 'good', 'data-automation-id': 'file-upload-successful'}, 'Successfully Uploaded!'),
      make('button', {type: 'button', 'aria-label': `Delete ${stored}`, 'data-automation-id': 'delete-file', onclick: remove}, '×'))] : []), ...(note ? [make('p', {class: 'error', role: 'alert'}, note)] : []));
  };
  const remove = async () => {
    await fetch(`/api/apply/${visit}/files/${question.name}`, {method: 'DELETE'});
    stored = '';
    input.value = '';
    draw();
  };
  const send = async (chosen) => {
    if (!chosen) return;
    rows.replaceChildren(make('p', {}, 'Uploading…'));
    const body = new FormData();
    body.append('file', chosen);
    const response = await fetch(`/api/apply/${visit}/files/${question.name}`, {method: 'PUT', body});
    const answer = await response.json();
    stored = response.ok ? answer.name : '';
    draw(response.ok ? '' : answer.error);
  };
  input.addEventListener('change', () => send(input.files[0]));
  zone.addEventListener('dragover', (event) => event.preventDefault());
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    send(event.dataTransfer.files[0]);
  });
  draw();
  return {element: make('div', {role: 'group', 'aria-labelledby': `${question.name}-label`}, zone, rows), value: () => stored};
}

export const widgets = {text, email: text, tel: text, url: text, number: text, textarea: text, checkbox, radio, dropdown, place, date, file};
