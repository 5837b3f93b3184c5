// Reads the form of one document as data. Part of the scripts that scripts.cpp puts together; the shape of what `scan`
// returns is checked by form.cpp.

const NATIVE = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), select, textarea';
const ARIA = '[role=combobox], [role=listbox], [role=radio], [role=checkbox], [role=switch], [role=spinbutton], [role=textbox], ' +
  '[contenteditable=""], [contenteditable=true], [contenteditable=plaintext-only], button[aria-haspopup=listbox], [role=button][aria-haspopup=listbox], button[aria-haspopup=true], button[aria-haspopup=menu], [role=button][aria-haspopup=true]';

const typeOf = (element) => (element.tagName === 'INPUT' ? element.type : '');
const isTick = (element, kind) =>
  typeOf(element) === kind || (element.tagName !== 'INPUT' && (element.getAttribute('role') === kind || (kind === 'checkbox' && element.getAttribute('role') === 'switch')));
const stateOf = (element) => element.getAttribute('aria-checked') || element.getAttribute('aria-pressed') || element.getAttribute('aria-selected') || element.getAttribute('data-state');
const isChecked = (element) => {
  if (element.tagName === 'INPUT') return element.checked;
  if (stateOf(element)) return /^(true|mixed|on|checked|active)$/.test(stateOf(element));
  return typeof element.className === 'string' && /(^|[\s_-])(is-?)?(active|selected|checked|pressed|chosen)([\s_-]|$)/i.test(element.className);
};
const isCombobox = (element) =>
  (element.getAttribute('role') === 'combobox' && element.tagName !== 'SELECT') || (element.getAttribute('aria-haspopup') === 'listbox' && element.tagName !== 'SELECT') ||
  (element.matches('button[aria-haspopup], [role=button][aria-haspopup]') && /^(true|menu)$/.test(element.getAttribute('aria-haspopup'))) ||
  (element.tagName === 'INPUT' && /^(list|both)$/.test(element.getAttribute('aria-autocomplete') || ''));

/**
 * Lists drawn without any role: a face that is to be clicked, the closed list beside it, and the hidden field that keeps
 * what was chosen. The hidden field is what tells them from menus.
 */
function drawnLists(elements) {
  drawnFaces.clear();
  for (const keeper of elements) {
    if (!keeper.matches('input[type=hidden]')) continue;
    for (let box = parentOf(keeper), depth = 0; box && depth < 3 && !/^(FORM|BODY|FIELDSET)$/.test(box.tagName); box = parentOf(box), ++depth) {
      if (box.querySelectorAll('input[type=hidden]').length > 1 || otherControls(box, []).length || box.querySelector('[role=listbox], [role=combobox], [aria-haspopup]')) break;
      const list = Array.from(box.querySelectorAll('ul, ol')).find((each) => each.children.length > 1 && Array.from(each.children).every((item) => squeeze(item.textContent) && !item.querySelector('a[href], input, button, ul')));
      if (!list) continue;
      const faces = Array.from(box.querySelectorAll('*')).filter((element) => !list.contains(element) && !element.contains(list) && !element.matches('label') && isVisible(element) && getComputedStyle(element).cursor === 'pointer' && squeeze(element.textContent));
      const face = faces.find((element) => !faces.some((other) => other !== element && other.contains(element)));
      if (face && !drawnFaces.has(face)) {
        face.__jobswipeCombobox = true;
        face.__jobswipeList = list;
        drawnFaces.set(face, {list, keeper});
      }
      break;
    }
  }
}

function namedAsField(button) {
  if (closestDeep(button, 'nav, [role=navigation], [role=toolbar], header, footer')) return false;
  if (labelsOf(button).length) return true;
  const box = parentOf(button);
  return !!box && !!(box.querySelector('select') || (parentOf(box) && parentOf(box).querySelectorAll('select').length === 1));
}

/** The controls, each once: a wrapper that only lends its role to an inner input is left out in favour of that input. */
function controlsOf(elements) {
  const found = [];
  for (const element of elements) {
    if (element.matches(NATIVE) || drawnFaces.has(element)) {
      found.push(element);
      continue;
    }
    if (!element.matches(ARIA) || element.tagName === 'SELECT') continue;
    // A button that opens a menu is a field only where a label says so.
    if (element.matches('[aria-haspopup=true], [aria-haspopup=menu]') && !element.matches('[role=combobox], input') && !namedAsField(element)) continue;
    const role = element.getAttribute('role');
    const inner = element.querySelector('input:not([type=hidden]), textarea, select');
    if (/^(combobox|textbox|checkbox|radio|switch)$/.test(role) && inner) {
      if (role === 'combobox' && inner.tagName === 'INPUT') inner.__jobswipeCombobox = true;
      continue;
    }
    if (role === 'button' && inner && inner.tagName === 'INPUT' && element.getAttribute('aria-haspopup') === 'listbox') {
      // The box around a read-only input opens the list; the input carries the label.
      inner.__jobswipeCombobox = true;
      continue;
    }
    if (role === 'listbox') {
      const owner = element.id && document.querySelector(`[aria-controls~="${CSS.escape(element.id)}"], [aria-owns~="${CSS.escape(element.id)}"]`);
      if (owner || !element.querySelector('[role=option]') || closestDeep(element, '[role=combobox]')) continue;
    }
    if (element.isContentEditable && parentOf(element) && parentOf(element).isContentEditable && role !== 'spinbutton') continue;
    found.push(element);
  }
  return found;
}

/** Puts ticks that belong together, date parts that make one date, and everything else alone. */
function groupControls(controls) {
  const groups = [];
  const taken = new Set();
  const scopeOf = (element) => element.form || closestDeep(element, 'form') || element.getRootNode();
  const push = (kind, members) => {
    members.forEach((member) => taken.add(member));
    groups.push({kind, members});
  };
  for (const control of controls) {
    if (taken.has(control)) continue;
    if (isTick(control, 'radio')) {
      const box = closestDeep(control, '[role=radiogroup]') || closestDeep(control, 'fieldset');
      const members = controls.filter((other) => !taken.has(other) && isTick(other, 'radio') && (control.name
        ? other.name === control.name && scopeOf(other) === scopeOf(control)
        : !other.name && box === (closestDeep(other, '[role=radiogroup]') || closestDeep(other, 'fieldset')) && (box || parentOf(parentOf(other)) === parentOf(parentOf(control)) || parentOf(other) === parentOf(control))));
      push('radio', members);
    } else if (isTick(control, 'checkbox')) {
      const stem = (element) => (element.getAttribute('name') || '').replace(/(\[[^\]]*\]|[-_.]?\d+)+$/, '');
      const NAMED_BOX = 'fieldset, [role=group], [role=list][aria-labelledby], [role=list][aria-label]';
      const box = closestDeep(control, NAMED_BOX);
      const short = (element) => optionText(element).length <= 60 && !CONSENT_WORDS.test(optionText(element));
      let members = control.getAttribute('name')
        ? controls.filter((other) => isTick(other, 'checkbox') && other.getAttribute('name') === control.getAttribute('name') && scopeOf(other) === scopeOf(control))
        : [control];
      if (members.length === 1 && box && short(control)) {
        const near = controls.filter((other) => isTick(other, 'checkbox') && !taken.has(other) && closestDeep(other, NAMED_BOX) === box);
        const same = near.filter((other) => stem(other) === stem(control));
        if (same.length === near.length && near.length > 1 && near.every(short) && !otherControls(box, near).length && (groupName(box).text || textBefore(near))) members = near;
        // Each with a name of its own, all short and nothing else in the box: still one question with several choices.
        else if (near.length > 2 && near.every(short) && !otherControls(box, near).length && (groupName(box).text || textBefore(near))) members = near;
      }
      push(members.length > 1 || /\[\]$/.test(control.getAttribute('name') || '') ? 'checkboxes' : 'checkbox', members);
    } else {
      const parts = dateParts(control, controls, taken);
      if (parts) push('dateparts', parts.map((part) => part.element));
      else push('single', [control]);
    }
  }
  return groups;
}

function datePartOf(element) {
  const hints = [element.getAttribute('autocomplete') || '', element.getAttribute('placeholder') || '', element.getAttribute('aria-label') || '',
    labelsOf(element).map((label) => textOf(label)).join(' '), humanise(element.name || element.id), element.getAttribute('data-type') || '', element.tagName === 'SELECT' && element.options.length ? squeeze(element.options[0].text) : ''];
  for (const hint of hints) {
    const parts = Object.keys(DATE_PART).filter((part) => DATE_PART[part].test(hint));
    if (parts.length === 1) return parts[0];
  }
  return '';
}

/** Two or three neighbouring controls for day, month and year, in one named box. */
function dateParts(control, controls, taken) {
  if (!control.matches('select, [role=spinbutton], input[type=text], input[type=number], input[type=tel], input:not([type])') || isCombobox(control)) return null;
  if (!datePartOf(control)) return null;
  for (let at = parentOf(control), depth = 0; at && depth < 5 && at.tagName !== 'FORM' && at !== document.body; at = parentOf(at), ++depth) {
    const inside = controls.filter((other) => containsDeep(at, other));
    if (inside.length < 2) continue;
    if (inside.length > 3 || inside.some((other) => taken.has(other))) return null;
    const parts = inside.map((element) => ({element, part: datePartOf(element)}));
    const names = parts.map((entry) => entry.part);
    if (names.includes('') || new Set(names).size !== names.length || !names.includes('year')) return null;
    return parts;
  }
  return null;
}

/** Rows of plain buttons that answer a question: Yes/No, or buttons that keep a pressed state. */
function buttonChoices(elements, controls) {
  const groups = [];
  const parents = new Set();
  for (const element of elements) {
    if (element.tagName !== 'BUTTON' && element.getAttribute('role') !== 'button') continue;
    if (element.matches('[type=submit]') && element.form && element.hasAttribute('type')) continue;
    if (element.hasAttribute('aria-haspopup') || element.hasAttribute('aria-expanded') || parents.has(parentOf(element))) continue;
    const parent = parentOf(element);
    parents.add(parent);
    const row = Array.from(parent.children).filter((child) => child.tagName === 'BUTTON' || child.getAttribute('role') === 'button');
    if (row.length < 2 || row.length > 12 || !row.every(isVisible)) continue;
    const texts = row.map((button) => squeeze(button.getAttribute('aria-label') || textOf(button, true)));
    if (texts.some((text) => !text || text.length > 60)) continue;
    const pressed = row.every((button) => button.hasAttribute('aria-pressed') || button.hasAttribute('aria-checked'));
    const yesNo = texts.every((text) => /^(yes|no|ja|nein|oui|non|sí|si|n\/a|prefer not to (say|answer))$/i.test(text));
    if ((!pressed && !yesNo) || closestDeep(parent, '[role=toolbar], nav, [role=tablist]')) continue;
    if (otherControls(parent, row).length) continue;
    const label = labelOf(row);
    if (label.source === 'none' || label.source === 'name') continue;
    groups.push({kind: 'buttons', members: row});
  }
  return groups;
}

function optionsOf(kind, members) {
  const control = members[0];
  if (kind === 'select') {
    if (control.tagName === 'SELECT')
      return Array.from(control.options).map((option) => ({label: squeeze(option.label || option.text), value: option.value, checked: option.selected && option.value !== '' && !(option.index === 0 && NOTHING_CHOSEN.test(squeeze(option.text))), disabled: option.disabled, handle: '',
        empty: option.value === '' || (option.index === 0 && (option.disabled || NOTHING_CHOSEN.test(squeeze(option.text)) || /^(day|month|year|dd|mm|yyyy|yy|tag|monat|jahr|jour|mois|année|día|mes|año)$/i.test(squeeze(option.text))))}));
    const list = control.getAttribute('role') === 'listbox' ? control : byId(control, (control.getAttribute('aria-controls') || control.getAttribute('aria-owns') || '').split(' ')[0]);
    const inside = list ? deepElements(list).filter((element) => element.getAttribute('role') === 'option') : [];
    if (inside.length) return inside.map((option) => {
      const label = squeeze(option.getAttribute('aria-label') || textOf(option, true) || option.textContent);
      const empty = option.getAttribute('data-value') === '' || (option === inside[0] && NOTHING_CHOSEN.test(label));
      return {label, value: option.getAttribute('data-value') || '', checked: !empty && option.getAttribute('aria-selected') === 'true', disabled: option.getAttribute('aria-disabled') === 'true', handle: handleOf(option), empty};
    });
    if (drawnFaces.has(control)) return Array.from(drawnFaces.get(control).list.children, (item) => ({label: squeeze(item.textContent), value: item.getAttribute('data-value') || '', checked: false, disabled: false, handle: handleOf(item), empty: NOTHING_CHOSEN.test(squeeze(item.textContent))}));
    const data = control.list;
    return data ? Array.from(data.options).map((option) => ({label: squeeze(option.label || option.value), value: option.value, checked: false, disabled: option.disabled, handle: '', empty: false})) : [];
  }
  return members.map((member) => ({label: cleanLabel(optionText(member)), value: member.tagName === 'INPUT' ? member.value : member.getAttribute('data-value') || member.getAttribute('value') || '', checked: isChecked(member),
    disabled: member.disabled === true || member.getAttribute('aria-disabled') === 'true', handle: handleOf(member), empty: false}));
}

/** What a combobox shows as chosen: its own text, else that of the box that is only its own. */
function shownIn(control) {
  if (control.tagName === 'INPUT' && squeeze(control.value)) return squeeze(control.value);
  if (control.tagName !== 'INPUT') {
    const text = textOf(control, true);
    return NOTHING_CHOSEN.test(text) ? '' : text;
  }
  let shown = '';
  for (let at = parentOf(control), depth = 0; at && depth < 4; at = parentOf(at), ++depth) {
    if (otherControls(at, [control]).length || at.querySelector('label, legend')) break;
    const copy = Array.from(deepElements(at)).filter((element) => /placeholder/i.test(element.className && element.className.baseVal === undefined ? element.className : ''));
    let text = textOf(at, true);
    for (const part of copy) text = squeeze(text.replace(textOf(part, true), ''));
    if (control.placeholder) text = squeeze(text.replace(control.placeholder, ''));
    shown = text || shown;
  }
  return NOTHING_CHOSEN.test(shown) ? '' : shown.slice(0, 500);
}

function valueOf(kind, members, options) {
  const control = members[0];
  if (kind === 'radio') return (options.find((option) => option.checked) || {label: ''}).label;
  if (kind === 'checkbox') return isChecked(control);
  if (kind === 'checkboxes') return options.filter((option) => option.checked).map((option) => option.label);
  if (control.tagName === 'SELECT') return control.multiple ? options.filter((option) => option.checked).map((option) => option.label) : (options.find((option) => option.checked) || {label: ''}).label;
  if (control.getAttribute('role') === 'listbox') return options.filter((option) => option.checked).map((option) => option.label).join(', ');
  if (isCombobox(control) || control.__jobswipeCombobox) return shownIn(control);
  if (typeOf(control) === 'file') return Array.from(control.files || []).map((file) => file.name).join(', ');
  if (typeOf(control) === 'password') return control.value ? 'set' : '';
  if (control.isContentEditable) return squeeze(control.innerText);
  if (control.getAttribute('role') === 'spinbutton' && control.value === undefined) return control.getAttribute('aria-valuetext') || control.getAttribute('aria-valuenow') || '';
  return control.value === undefined ? textOf(control, true) : control.value;
}

const KIND_OF_TYPE = {email: 'email', tel: 'phone', number: 'number', range: 'number', url: 'url', date: 'date', month: 'date', week: 'date', time: 'text', 'datetime-local': 'date', file: 'file', password: 'password', color: 'unknown'};

function kindOf(group) {
  const control = group.members[0];
  if (group.kind === 'radio' || group.kind === 'buttons') return {kind: 'radio', widget: group.kind === 'buttons' ? 'buttons' : control.tagName === 'INPUT' ? 'native' : 'aria'};
  if (group.kind === 'checkbox' || group.kind === 'checkboxes') return {kind: group.kind, widget: control.tagName === 'INPUT' ? 'native' : 'aria'};
  if (group.kind === 'dateparts') return {kind: 'date', widget: 'parts'};
  if (control.tagName === 'SELECT') return {kind: control.multiple ? 'multiselect' : 'select', widget: 'native'};
  // A list that shows only what is chosen until it is clicked.
  if (control.getAttribute('role') === 'listbox' && control.hasAttribute('aria-expanded') && control.getAttribute('aria-multiselectable') !== 'true') return {kind: 'select', widget: 'combobox'};
  if (control.getAttribute('role') === 'listbox') return {kind: control.getAttribute('aria-multiselectable') === 'true' ? 'multiselect' : 'select', widget: 'listbox'};
  if (isCombobox(control) || control.__jobswipeCombobox) return {kind: 'select', widget: 'combobox'};
  if (control.tagName === 'INPUT' && control.list) return {kind: KIND_OF_TYPE[typeOf(control)] || 'text', widget: 'datalist'};
  if (control.tagName === 'TEXTAREA') return {kind: 'textarea', widget: 'native'};
  if (control.tagName === 'INPUT') {
    const kind = KIND_OF_TYPE[typeOf(control)] || 'text';
    if (kind === 'date') return {kind, widget: 'native'};
    const hint = control.placeholder || control.getAttribute('data-date-format') || '';
    const picker = /date-?picker|calendar|flatpickr/i.test(control.className + ' ' + (control.getAttribute('data-toggle') || '')) || /^(dialog|grid)$/.test(control.getAttribute('aria-haspopup') || '');
    if (kind === 'text' && (DATE_FORMAT.test(hint) || (picker && control.readOnly) || /date-?picker|flatpickr/i.test(control.className))) return {kind: 'date', widget: control.readOnly ? 'calendar' : 'text'};
    return {kind, widget: typeOf(control) === 'range' ? 'range' : 'native'};
  }
  if (control.getAttribute('role') === 'spinbutton') return {kind: 'number', widget: 'aria'};
  if (control.isContentEditable) return {kind: 'textarea', widget: 'richtext'};
  return {kind: 'unknown', widget: 'aria'};
}

function regionOf(element) {
  if (closestDeep(element, '[role=search], search')) return 'search';
  const dialog = closestDeep(element, '[role=dialog], dialog, [id*=cookie i], [class*=cookie i], [id*=consent i], [class*=onetrust i], [id*=onetrust i]');
  if (dialog && !dialog.matches('form, body, html, main') && COOKIE_TEXT.test(textOf(dialog, true).slice(0, 2000)) && !dialog.querySelector('input[type=file], input[type=email], input[type=tel]')) return 'cookie';
  if (closestDeep(element, 'nav, [role=navigation]')) return 'nav';
  const footer = closestDeep(element, 'footer, [role=contentinfo]');
  if (footer && !closestDeep(footer, 'form, main, dialog, [role=dialog]')) return 'footer';
  const header = closestDeep(element, 'header, [role=banner]');
  if (header && !closestDeep(header, 'form, main, dialog, [role=dialog]')) return 'header';
  return '';
}

function describeField(group, context) {
  const {members} = group;
  const control = members[0];
  const known = platformFact(control);
  const {kind, widget} = kindOf(group);
  const label = labelOf(members);
  const reasons = members.map(controlHiddenReason);
  const shown = members.filter((member, index) => !reasons[index]);
  let options = /^(radio|checkboxes|select|multiselect)$/.test(kind) || widget === 'datalist' ? optionsOf(kind === 'multiselect' || widget === 'datalist' ? 'select' : kind, shown.length ? shown : members) : [];
  let name = control.getAttribute('name') || '';
  let required = requiredReason(members, label, context.allRequired);
  let text = label.text;
  // A native select that is drawn by the combobox beside it lends its name, options and duty.
  if (widget === 'combobox') {
    const box = parentOf(control) && parentOf(parentOf(control));
    const drawn = [control.previousElementSibling, ...(box ? Array.from(box.querySelectorAll('select')) : []), box && box.previousElementSibling].find((element) => element && element.tagName === 'SELECT' && controlHiddenReason(element));
    if (drawn) {
      const lent = labelOf([drawn]);
      if (lent.confidence > label.confidence || label.confidence < 0.7) text = lent.text;
      if (!options.length) options = optionsOf('select', [drawn]);
      name = name || drawn.name;
      required = required || requiredReason([drawn], lent, context.allRequired);
    }
  }
  if (drawnFaces.has(control)) name = name || drawnFaces.get(control).keeper.name;
  // The country of a telephone number names itself by what is chosen in it.
  const dials = widget === 'combobox' && /^(selected|change|choose|select|current) country\b/i.test(text) && !!(parentOf(control) && parentOf(parentOf(control)) && parentOf(parentOf(control)).querySelector('input[type=tel]'));
  if (dials) {
    text = 'Phone country code';
    required = '';
  }
  const ownText = kind === 'checkbox' ? cleanLabel(optionText(control)) : '';
  if (kind === 'checkbox' && ownText && text !== ownText) text = GENERIC_LABEL.test(ownText) ? `${text}: ${ownText}` : ownText;
  const visible = shown.length > 0 && !context.frameHidden;
  const form = control.form || closestDeep(control, 'form');
  const invalid = members.some((member) => member.getAttribute('aria-invalid') === 'true') || (members.length > 1 && !!closestDeep(control, 'fieldset[aria-invalid=true], [role=group][aria-invalid=true], [role=radiogroup][aria-invalid=true]'));
  const complaint = context.complains ? ownError(members) : '';
  const value = kind === 'date' && widget === 'parts' ? members.map((member) => valueOf('single', [member], optionsOf('select', [member]))).join('-') : valueOf(kind, members, options);
  // An empty field that the page complains about has to be answered, whatever it said before.
  const empty = value === '' || value === false || (Array.isArray(value) && !value.length) || (typeof value === 'string' && /^-+$/.test(value));
  if (!required && empty && (complaint || (invalid && context.complains))) required = 'error';
  const description = squeeze([idsText(control, 'aria-describedby'), ...label.all.filter((entry) => entry.source === 'placeholder' && entry.text !== text).map((entry) => entry.text)].join(' ')).slice(0, 300);
  return {
    handle: handleOf(control), kind, widget, label: text, labelSource: label.source, labelConfidence: label.confidence,
    section: sectionOf(members, label, context), description, name, id: control.id || '', autocomplete: (control.getAttribute('autocomplete') || '').toLowerCase(),
    inputType: typeOf(control), placeholder: squeeze(control.getAttribute('placeholder')), required: required !== '', requiredSource: required,
    options, value,
    parts: widget === 'parts' ? members.map((member) => ({part: datePartOf(member), handle: handleOf(member), kind: member.tagName === 'SELECT' ? 'select' : member.tagName === 'INPUT' ? 'text' : 'spin',
      options: member.tagName === 'SELECT' ? optionsOf('select', [member]) : []})) : [],
    visible, hiddenReason: visible ? '' : context.frameHidden ? 'frame' : reasons[0],
    drawn: control.tagName === 'SELECT' && visible && hiddenReason(control) !== '',
    trap: TRAP_WORDS.test(`${text} ${description}`) || [name, control.id].some((text) => TRAP_NAMES.test(text)),
    disabled: members.every((member) => member.disabled === true || member.getAttribute('aria-disabled') === 'true' || (member.matches(':disabled'))),
    readonly: control.readOnly === true || control.getAttribute('aria-readonly') === 'true', multiple: control.multiple === true, accept: control.getAttribute('accept') || '',
    numeric: /^(numeric|decimal)$/.test(control.getAttribute('inputmode') || '') || /^\^?(\[0-9\]|\\d)[*+]?(\{[\d,]+\})?\$?$/.test(control.getAttribute('pattern') || ''),
    maxLength: widget !== 'parts' && control.maxLength > 0 ? control.maxLength : 0, min: control.getAttribute('min') || '', max: control.getAttribute('max') || '', pattern: control.getAttribute('pattern') || '',
    error: invalid ? squeeze(idsText(control, 'aria-errormessage') || complaint || idsText(control, 'aria-describedby')) || 'invalid' : complaint,
    form: form ? context.forms.indexOf(form) : -1, region: known === 'ignore' ? 'platform' : regionOf(control), step: context.step.index,
    known: known === 'ignore' ? '' : known,
  };
}

/** Buttons of the page's own content whose words say nothing that is known. */
function plainButtons(elements, context) {
  return elements.filter((element) => element.matches('button, input[type=button], [role=button]') && !context.choices.has(element) && !context.controls.has(element) && !element.matches('[aria-haspopup], [aria-expanded]') && isVisible(element) && !regionOf(element)).filter((element) => {
    const text = squeeze(element.tagName === 'INPUT' ? element.value : textOf(element, true));
    return text && text.length < 60 && /\p{L}/u.test(text) && !/^(close|schließen|fermer|cerrar|x|ok|accept.*|more|mehr|menu|show .*|hide .*)$/i.test(text) && !BUTTON_WORDS.other.test(text) && !BUTTON_WORDS.back.test(text) && !BUTTON_WORDS.add.test(text) && !FILE_WORDS.test(text);
  });
}

/** The one button by which a page shows the form that it holds unseen, whatever it says; or null. */
function openerOf(elements, context) {
  const controls = elements.filter((element) => element.matches(NATIVE) && !regionOf(element));
  if (controls.some((control) => !controlHiddenReason(control)) || !controls.some((control) => /^(file|email)$/.test(control.type)) || controls.filter((control) => controlHiddenReason(control) === 'display').length < 3) return null;
  const plain = plainButtons(elements, context);
  return plain.length === 1 ? plain[0] : null;
}

/** Where no button says that it goes on, the only one that stands behind the last field. */
function onwardOf(elements, context, buttons) {
  if (buttons.some((button) => button.visible && !button.region && (button.submits || /^(submit|next)$/.test(button.role)))) return null;
  const shown = Array.from(context.controls).filter((control) => !controlHiddenReason(control) && !regionOf(control)).map((control) => context.order.get(control));
  if (!shown.length) return null;
  const after = elements.filter((element) => element.matches('button, input[type=button], [role=button]') && /^ok\b/i.test(squeeze(textOf(element, true))) && isVisible(element) && !regionOf(element));
  const plain = [...new Set([...plainButtons(elements, context), ...after])].filter((element) => context.order.get(element) > Math.max(...shown));
  return plain.length === 1 ? plain[0] : null;
}

/** What a button of few words is about: its own longer name, and the heading that it stands under. */
function whereOf(element, context) {
  const named = squeeze(element.getAttribute('aria-label') || idsText(element, 'aria-labelledby') || element.title);
  return [named, sectionOf([element], {text: '', element: null}, context)].filter(Boolean).join(' › ').slice(0, 300);
}

/** The controls in the smallest box around an element that holds any. */
function besideOf(element, context) {
  for (let at = parentOf(element); at && at !== document.body && at.tagName !== 'FORM'; at = parentOf(at)) {
    const inside = Array.from(context.controls).filter((control) => containsDeep(at, control));
    if (inside.length) return inside.map(handleOf);
  }
  return [];
}

function buttonsOf(elements, context) {
  const buttons = [];
  const describe = (element, role, apply) => {
    const form = element.form || closestDeep(element, 'form');
    return {handle: handleOf(element), text: squeeze(element.tagName === 'INPUT' ? element.value : textOf(element, true)).slice(0, 120), section: '', controls: [], role, apply, submits: false, link: false, href: '', disabled: element.disabled === true || element.getAttribute('aria-disabled') === 'true',
      visible: !context.frameHidden, form: form ? context.forms.indexOf(form) : -1, region: ''};
  };
  for (const element of elements) {
    const link = element.tagName === 'A' && element.hasAttribute('href');
    if (!link && !element.matches('button, input[type=submit], input[type=button], input[type=image], [role=button], [role=link]')) continue;
    if (context.choices.has(element) || element.matches('[aria-haspopup=listbox]') || context.controls.has(element)) continue;
    const text = squeeze(element.tagName === 'INPUT' ? element.value || element.alt : textOf(element, true) || element.getAttribute('aria-label') || element.title).slice(0, 120);
    const submits = element.matches('button:not([type]), [type=submit], [type=image]') && !!element.form;
    if ((!text && !submits) || text.length > 90) continue;
    let role = '';
    if (BUTTON_WORDS.back.test(text)) role = 'back';
    else if (BUTTON_WORDS.next.test(text) && !/\bsubmit\b|absenden|abschicken|envoyer|enviar/i.test(text)) role = 'next';
    else if (BUTTON_WORDS.remove.test(text)) role = 'remove';
    else if (BUTTON_WORDS.other.test(text)) role = 'other';
    else if (BUTTON_WORDS.add.test(text)) role = 'add';
    else if (BUTTON_WORDS.submit.test(text)) role = 'submit';
    else if (FILE_WORDS.test(text)) role = 'upload';
    const named = platformRole(element);
    if (/^(submit|next)$/.test(named)) role = named;
    const apply = named === 'apply' || BUTTON_WORDS.apply.test(text);
    const refuse = COOKIE_REFUSE.test(text) && regionOf(element) === 'cookie';
    if (refuse) role = 'cookie_refuse';
    if (!role && !apply && !submits) continue;
    // A link that leads nowhere is a button.
    const acts = link && /^(add|remove)$/.test(role) && /^(#|javascript:)/i.test(element.getAttribute('href'));
    if (link && !apply && !acts && role !== 'next' && role !== 'submit' && !refuse) continue;
    const form = element.form || closestDeep(element, 'form');
    buttons.push({handle: handleOf(element), text, section: /^(add|remove)$/.test(role) ? whereOf(element, context) : '', controls: role === 'remove' ? besideOf(element, context) : [], role, apply, submits, link, href: link ? element.href : '', disabled: element.disabled === true || element.getAttribute('aria-disabled') === 'true',
      visible: isVisible(element) && !context.frameHidden, form: form ? context.forms.indexOf(form) : -1, region: regionOf(element)});
  }
  const onward = onwardOf(elements, context, buttons);
  if (onward) buttons.push(describe(onward, 'next', false));
  const opener = openerOf(elements, context);
  if (opener && !buttons.some((button) => button.apply && button.visible)) buttons.push(describe(opener, '', true));
  return buttons;
}

function stepOf(elements, pageText) {
  const current = elements.find((element) => element.getAttribute('aria-current') === 'step');
  if (current) {
    const list = closestDeep(current, 'ol, ul, [role=list], nav') || parentOf(current);
    const item = Array.from(list.children).findIndex((child) => child.contains(current));
    if (item >= 0) return {index: item + 1, count: list.children.length};
  }
  const counted = STEP_TEXT.exec(pageText);
  if (counted && Number(counted[1]) <= Number(counted[2])) return {index: Number(counted[1]), count: Number(counted[2])};
  return {index: 1, count: 0};
}

/** What the page says of the posting itself: schema.org data where it has some, else its heading and the line under it. */
function postingOf(elements) {
  const posting = {title: '', company: '', locations: []};
  for (const script of elements.filter((element) => element.matches('script[type="application/ld+json"]'))) {
    let data;
    try {
      data = JSON.parse(script.textContent);
    } catch {
      continue;
    }
    const entry = [].concat(data, (data && data['@graph']) || []).find((node) => node && [].concat(node['@type']).includes('JobPosting'));
    if (!entry) continue;
    posting.title = squeeze(String(entry.title || ''));
    posting.company = squeeze(String((entry.hiringOrganization && (entry.hiringOrganization.name || entry.hiringOrganization)) || ''));
    for (const place of [].concat(entry.jobLocation || [])) {
      const address = (place && place.address) || {};
      const country = address.addressCountry && (address.addressCountry.name || address.addressCountry);
      const text = typeof address === 'string' ? address : [address.addressLocality, country].filter((part) => typeof part === 'string' && part).join(', ');
      if (text) posting.locations.push(squeeze(text));
    }
  }
  const heading = elements.find((element) => element.tagName === 'H1' && isVisible(element));
  if (!posting.locations.length && heading) {
    const near = elements.filter((element) => !element.children.length && containsDeep(parentOf(parentOf(heading) || heading) || document.body, element) && isVisible(element));
    const marked = near.find((element) => /location|where|standort|place/i.test(`${element.className} ${element.getAttribute('data-qa') || ''} ${element.getAttribute('itemprop') || ''}`));
    const text = marked ? squeeze(textOf(marked, true)).split(/\s[·|•–—]\s/)[0] : '';
    if (text && text.length < 80) posting.locations.push(text);
  }
  return posting;
}

function scan() {
  hiddenCache.clear();
  const elements = deepElements(document.documentElement);
  const pageText = document.body ? document.body.innerText || '' : '';
  let frameHidden = window !== window.top && (window.innerWidth < 40 || window.innerHeight < 40);
  try {
    if (window.frameElement && hiddenReason(window.frameElement)) frameHidden = true;
  } catch { /* another origin's frame: its size is all that can be known */ }
  const order = new Map(elements.map((element, index) => [element, index]));
  const headings = elements.filter((element) => element.matches('h1,h2,h3,h4,h5,h6,[role=heading],legend') && isVisible(element)).map((element) => ({element, order: order.get(element), text: cleanLabel(textOf(element, true)).slice(0, 200)})).filter((heading) => heading.text);
  const context = {forms: elements.filter((element) => element.tagName === 'FORM'), headings, order, frameHidden, step: stepOf(elements, pageText), allRequired: ALL_REQUIRED.test(pageText), complains: errorsOf(elements).length > 0, choices: new Set()};
  drawnLists(elements);
  const controls = controlsOf(elements);
  context.controls = new Set(controls);
  const choices = buttonChoices(elements, controls);
  choices.forEach((group) => group.members.forEach((member) => context.choices.add(member)));
  const groups = [...groupControls(controls), ...choices].sort((left, right) => order.get(left.members[0]) - order.get(right.members[0]));
  const fields = groups.map((group) => describeField(group, context));
  const signs = signsOf(elements, fields, pageText);
  return {
    url: location.href, title: document.title, lang: document.documentElement.lang || '', frameHidden, step: context.step, fields,
    buttons: buttonsOf(elements, context), posting: postingOf(elements),
    forms: context.forms.map((form) => ({id: form.id || '', name: form.getAttribute('name') || '', action: form.getAttribute('action') ? form.action : '', method: form.method || '', text: textOf(form).slice(0, 300), search: form.matches('[role=search]') || regionOf(form) === 'search'})),
    platform: (platformHere() || {name: ''}).name,
    ...signs,
  };
}
