// Comboboxes, attachments and the first check of the form, all in the page.

class Select {
  constructor(root) {
    this.root = root;
    this.options = JSON.parse(root.dataset.options);
    this.name = root.dataset.select;
    this.input = root.querySelector('[role=combobox]');
    this.value = root.querySelector('input[type=hidden]');
    this.single = root.querySelector('.select__single-value');
    this.placeholder = root.querySelector('.select__placeholder');
    this.control = root.querySelector('.select__control');
    this.active = -1;
    this.input.addEventListener('input', () => this.open());
    this.input.addEventListener('keydown', (event) => this.key(event));
    // What was typed but not chosen goes away: only an option is an answer.
    this.input.addEventListener('blur', () => {
      this.input.value = '';
      this.close();
      this.show();
    });
    this.control.addEventListener('mousedown', (event) => {
      if (event.button !== 0) return;
      if (event.target !== this.input) event.preventDefault();
      this.input.focus();
      if (this.menu && event.target !== this.input) this.close();
      else this.open();
    });
  }

  matches() {
    const typed = this.input.value.trim().toLowerCase();
    return this.options.filter((option) => option.label.toLowerCase().includes(typed));
  }

  open() {
    if (!this.menu) {
      this.menu = document.createElement('div');
      this.menu.className = 'select__menu';
      this.menu.innerHTML = `<div class="select__menu-list" role="listbox" id="react-select-${this.name}-listbox" aria-labelledby="${this.name}-label"></div>`;
      this.menu.addEventListener('mousedown', (event) => event.preventDefault());
      document.body.append(this.menu);
      const box = this.control.getBoundingClientRect();
      Object.assign(this.menu.style, {left: `${box.left + scrollX}px`, top: `${box.bottom + scrollY + 4}px`, width: `${box.width}px`});
    }
    this.input.setAttribute('aria-expanded', 'true');
    this.input.setAttribute('aria-controls', `react-select-${this.name}-listbox`);
    this.control.classList.add('select__control--menu-is-open');
    this.show();
    this.draw(0);
  }

  draw(active) {
    const list = this.menu.firstElementChild;
    const found = this.matches();
    this.active = found.length ? Math.max(0, Math.min(active, found.length - 1)) : -1;
    list.replaceChildren(...found.map((option, i) => {
      const item = document.createElement('div');
      item.id = `react-select-${this.name}-option-${this.options.indexOf(option)}`;
      item.className = `select__option${i === this.active ? ' select__option--is-focused' : ''}${option.value === this.value.value ? ' select__option--is-selected' : ''}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(option.value === this.value.value));
      item.textContent = option.label;
      item.addEventListener('click', () => this.choose(option));
      return item;
    }));
    if (!found.length) list.innerHTML = '<div class="select__menu-notice">No options</div>';
    const focused = list.querySelector('.select__option--is-focused');
    this.input.setAttribute('aria-activedescendant', focused ? focused.id : '');
    focused?.scrollIntoView({block: 'nearest'});
  }

  choose(option) {
    this.value.value = option.value;
    this.input.value = '';
    this.root.querySelector('[aria-live=polite][role=log]').textContent = `option ${option.label}, selected.`;
    fail(this.name, '');
    this.close();
    this.show();
  }

  show() {
    const chosen = this.options.find((option) => option.value === this.value.value);
    const typing = this.input.value !== '';
    this.single.textContent = chosen ? chosen.label : '';
    this.single.hidden = !chosen || typing;
    this.placeholder.hidden = Boolean(chosen) || typing;
  }

  close() {
    this.menu?.remove();
    this.menu = null;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-controls');
    this.input.removeAttribute('aria-activedescendant');
    this.control.classList.remove('select__control--menu-is-open');
  }

  key(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
      event.preventDefault();
      if (this.menu) this.draw((this.active + step + this.matches().length) % Math.max(1, this.matches().length));
      else this.open();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && this.menu && this.active >= 0) {
      if (event.key === 'Enter') event.preventDefault();
      this.choose(this.matches()[this.active]);
    } else if (event.key === 'Escape' && this.menu) {
      event.preventDefault();
      this.input.value = '';
      this.close();
      this.show();
    } else if ((event.key === 'Backspace' || event.key === 'Delete') && this.input.value === '' && this.value.value !== '') {
      this.value.value = '';
      this.show();
    } else if (event.key === 'Enter') {
      event.preventDefault();
    }
  }
}

function attachment(root) {
  const input = root.querySelector('input[type=file]');
  const shown = root.querySelector('.file-upload__filename');
  const button = root.querySelector('.btn');
  const update = () => {
    const file = input.files[0];
    shown.hidden = !file;
    button.hidden = Boolean(file);
    shown.firstElementChild.textContent = file ? file.name : '';
    if (file) fail(input.name, /\.(pdf|docx?)$/i.test(file.name) ? '' : 'This file type is not accepted.');
  };
  button.addEventListener('click', () => input.click());
  shown.querySelector('button').addEventListener('click', () => {
    input.value = '';
    update();
  });
  input.addEventListener('change', update);
}

function fail(name, message) {
  const note = document.getElementById(`${name}-error`);
  if (note) note.textContent = message;
  document.getElementById(name)?.setAttribute('aria-invalid', String(Boolean(message)));
}

document.querySelectorAll('[data-select]').forEach((root) => new Select(root));
document.querySelectorAll('[data-upload]').forEach(attachment);

const form = document.getElementById('application-form');
form.addEventListener('submit', (event) => {
  const missing = [];
  for (const control of form.querySelectorAll('[aria-required=true]')) {
    const name = control.dataset.upload ?? control.id;
    const data = new FormData(form).get(name);
    const empty = data instanceof File ? data.name === '' : !String(data ?? '').trim();
    fail(name, empty ? 'This field is required.' : '');
    if (empty) missing.push(name);
  }
  if (missing.length) {
    event.preventDefault();
    document.getElementById(missing[0]).focus();
    return;
  }
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  button.textContent = 'Submitting…';
});
