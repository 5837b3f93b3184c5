// How each applicant system draws a field: where the label stands, what ties it to the control, what says "required".
// `marks`: which signs of duty the controls themselves carry. `field(f, control, id)` gives the field's box.
import {h} from './dom.js';

const star = (field, text = '*', attributes = {}) => (field.required ? h('span', {class: 'required', ...attributes}, text) : null);
const hint = (field, id) => (field.hint ? h('div', {class: 'hint', id: `${id}-hint`}, field.hint) : null);
const error = (id) => h('div', {class: 'field-error', id: `${id}-error`, role: 'alert'});
const tick = (field, control, id, ...more) => h('div', {class: 'tick'}, control, h('label', {for: id, id: `${id}-label`}, field.html ? '' : field.label, ...more));
const group = /^(radios|cards|ariaradios|checkboxes|yesno|dateparts|spinparts|monthyear)$/;

const withLabel = (box, label) => (field, control, id, widget) => {
  if (widget.tick) return h('div', {class: box}, tick(field, control, id, star(field)), hint(field, id), error(id));
  return h('div', {class: box}, label(field, id), hint(field, id), control, error(id));
};

export const skins = {
  greenhouse: {marks: {aria: true, labelledby: false}, submit: 'Submit application',
    field(field, control, id, widget) {
      if (widget.tick) return h('div', {class: 'checkbox__wrapper'}, tick(field, control, id, star(field)), error(id));
      if (group.test(field.widget)) return h('fieldset', {class: 'checkbox', id: `${id}-set`}, h('legend', {id: `${id}-label`, class: 'label'}, field.label, star(field)), hint(field, id), control, error(id));
      return h('div', {class: 'field-wrapper'}, h('div', {class: 'text-input-wrapper'}, h('div', {class: 'input-wrapper'}, h('label', {id: `${id}-label`, for: id, class: 'label'}, field.label, star(field, '*', {'aria-hidden': 'true'})), hint(field, id), control)), error(id));
    }},
  // The older board: the label wraps its control, and the star is all that says "required".
  greenhouse_old: {marks: {}, submit: 'Submit Application', field(field, control, id, widget) {
    if (widget.tick || group.test(field.widget) || field.widget === 'dropzone') return withLabel('field', (it, at) => h('label', {id: `${at}-label`}, it.label, star(it, '*', {class: 'asterisk'})))(field, control, id, widget);
    return h('div', {class: 'field'}, h('label', {}, field.label, ' ', star(field, '*', {class: 'asterisk'}), h('br'), control), hint(field, id), error(id));
  }},
  lever: {marks: {attribute: true}, submit: 'Submit application', field(field, control, id, widget) {
    const label = h('div', {class: 'application-label', id: `${id}-label`}, field.label, star(field, '✱'));
    if (widget.tick) return h('li', {class: 'application-question'}, h('label', {}, control, h('span', {class: 'application-answer-alternative'}, field.label, star(field, '✱'))), error(id));
    const box = h('div', {class: 'application-field'}, control);
    return h('li', {class: 'application-question custom-question'}, group.test(field.widget) || /zone|clears/.test(field.widget) ? h('div', {}, label, hint(field, id), box) : h('label', {}, label, hint(field, id), box), error(id));
  }},
  // Duty is a drawn star behind the heading; no attribute says it.
  ashby: {marks: {}, submit: 'Submit Application', field: withLabel('ashby-application-form-field-entry', (field, id) => h('label', {class: `ashby-application-form-question-title${field.required ? ' _required drawn-star' : ''}`, for: id, id: `${id}-label`}, field.label))},
  workday: {marks: {aria: true}, submit: 'Submit', next: 'Save and Continue', progress: 'list', field(field, control, id, widget) {
    const label = h('label', {for: id, id: `${id}-label`}, field.label, field.required ? h('abbr', {title: 'required'}, '*') : null);
    if (widget.tick) return h('div', {'data-automation-id': `formField-${field.name}`}, tick(field, control, id, star(field)), error(id));
    if (group.test(field.widget)) return h('fieldset', {'data-automation-id': `formField-${field.name}`}, h('legend', {id: `${id}-label`}, field.label, field.required ? h('abbr', {title: 'required'}, '*') : null), control, error(id));
    return h('div', {'data-automation-id': `formField-${field.name}`}, label, hint(field, id), h('div', {}, control), error(id));
  }},
  // Web components: label and control stand in an open shadow root.
  smartrecruiters: {marks: {aria: true}, shadow: true, submit: 'Submit', next: 'Next', field: withLabel('spl-form-element', (field, id) => h('label', {for: id, id: `${id}-label`, class: 'spl-label'}, field.label, star(field)))},
  workable: {marks: {labelledby: true, aria: true}, submit: 'Submit application', field(field, control, id, widget) {
    if (widget.tick) return h('div', {'data-ui': field.name}, tick(field, control, id, star(field)), error(id));
    return h('div', {'data-ui': field.name}, h('div', {class: 'styles--wrapper'}, h('span', {}, h('span', {id: `${id}-label`}, h('strong', {}, field.label)), star(field, '*', {'aria-hidden': 'true'}))), hint(field, id), control, error(id));
  }},
  recruitee: {marks: {attribute: true}, submit: 'Send', field(field, control, id, widget) {
    if (widget.tick) return h('div', {}, tick(field, control, id, star(field)), error(id));
    if (group.test(field.widget)) return h('fieldset', {}, h('legend', {id: `${id}-label`}, field.label, ' ', star(field)), control, error(id));
    return h('div', {}, h('label', {for: id, id: `${id}-label`}, field.label, ' ', star(field)), hint(field, id), control, error(id));
  }},
  teamtailor: {marks: {attribute: true}, submit: 'Submit application', field(field, control, id, widget) {
    if (widget.tick) return h('div', {class: 'checkbox'}, tick(field, control, id, star(field)), error(id));
    return h('div', {class: 'form-question'}, h('div', {class: 'question-head'}, h('label', {for: group.test(field.widget) ? null : id, id: `${id}-label`}, field.label), star(field)), hint(field, id), control, error(id));
  }},
  personio: {marks: {aria: true}, submit: 'Submit application', field: withLabel('form-group', (field, id) => h('label', {for: id, id: `${id}-label`, class: 'control-label'}, field.label, field.required ? ' *' : ''))},
  bamboohr: {marks: {attribute: true}, submit: 'Submit Application', field(field, control, id, widget) {
    if (widget.tick) return h('div', {class: 'fab-Checkbox'}, tick(field, control, id, star(field)), error(id));
    return h('div', {class: 'fab-FormField'}, h('div', {class: 'fab-Label'}, h('label', {for: id, id: `${id}-label`, class: `fab-Label${field.required ? ' fab-Label--required' : ''}`}, field.label, star(field))), hint(field, id), control, error(id));
  }},
  jobvite: {marks: {}, submit: 'Send Application', next: 'Next', field: withLabel('jv-form-field', (field, id) => h('label', {for: id, id: `${id}-label`, class: 'jv-form-field-label'}, field.label, star(field, '*', {class: 'jv-text-danger'})))},
  // Rows of a table, labels that are tied to nothing, a picture for the star.
  icims: {marks: {}, submit: 'Submit Profile', next: 'Next', field(field, control, id, widget) {
    if (widget.tick) return h('div', {class: 'iCIMS_TableRow'}, control, h('span', {}, ' ', field.label, star(field)), error(id));
    return h('div', {class: 'iCIMS_TableRow'}, h('div', {class: 'iCIMS_FieldLabel'}, h('span', {id: `${id}-label`}, field.label), field.required ? h('span', {class: 'iCIMS_Required', title: 'Required', style: 'color:#b00'}, ' *') : null), h('div', {class: 'iCIMS_FieldInput'}, control, hint(field, id), error(id)));
  }},
  // A heading over a box; nothing ties them.
  breezy: {marks: {attribute: true}, submit: 'Submit Application', field(field, control, id, widget) {
    if (widget.tick) return h('div', {class: 'section'}, h('label', {}, control, ' ', field.label, star(field)), error(id));
    return h('div', {class: 'section'}, h('h3', {}, h('span', {class: 'polygot', id: `${id}-label`}, field.label), star(field, '*')), hint(field, id), control, error(id));
  }},
  rippling: {marks: {}, submit: 'Apply', next: 'Continue', field(field, control, id, widget) {
    if (widget.tick) return h('div', {class: 'css-1x'}, h('label', {}, control, h('p', {}, field.label, star(field))), error(id));
    return h('div', {class: 'css-1ab'}, h('div', {class: 'css-2cd'}, h('p', {id: `${id}-label`}, field.label, star(field))), hint(field, id), h('div', {'data-testid': field.name}, control), error(id));
  }},
  plain: {marks: {attribute: true}, submit: 'Send application', field: withLabel('row', (field, id) => h('label', {for: id, id: `${id}-label`}, field.label, field.required ? ' (required)' : ''))},
  // A table from another age: the label is the cell to the left.
  table: {marks: {}, submit: 'Submit', table: true, field(field, control, id, widget) {
    if (widget.tick) return h('tr', {}, h('td', {}, control), h('td', {}, field.label, field.required ? ' *' : ''));
    return h('tr', {}, h('td', {id: `${id}-label`}, field.label, field.required ? ' *' : '', ':'), h('td', {}, control, hint(field, id), error(id)));
  }},
  // The label is the placeholder, and nothing else.
  bare: {marks: {attribute: true}, submit: 'Send', field(field, control, id, widget) {
    if (widget.tick) return h('p', {}, h('label', {}, control, ' ', field.label));
    const target = control.matches('input,textarea') ? control : null;
    if (target && !target.placeholder) { target.placeholder = field.label + (field.required ? ' *' : ''); return h('p', {}, control, error(id)); }
    return h('p', {}, h('span', {id: `${id}-label`}, field.label, field.required ? ' *' : ''), control, error(id));
  }},
};
