// The steps of an application, its review and its end, drawn one after another into the same page.
import {make, widgets} from './widgets.js';

const root = document.getElementById('wizard');
const visit = root.dataset.visit;
const answers = {};
const {title, steps} = await (await fetch(`/api/apply/${visit}`)).json();
const names = [...steps.map((step) => step.title), 'Review'];

function progress(current) {
  return make('ol', {class: 'progress', 'data-automation-id': 'progressBar', 'aria-label': 'Steps'}, ...names.map((name, i) =>
    make('li', {'aria-current': i === current ? 'step' : null, 'data-automation-id': i === current ? 'progressBarActiveStep' : i < current ? 'progressBarCompletedStep' : 'progressBarInactiveStep'},
      make('span', {class: 'visually-hidden'}, `${i === current ? 'current' : i < current ? 'completed' : ''} step ${i + 1} of ${names.length} `), name)));
}

function footer(back, next, label, busy) {
  const button = make('button', {type: 'button', class: 'button primary', 'data-automation-id': 'bottom-navigation-next-button'}, label);
  button.addEventListener('click', async () => {
    button.disabled = true;
    button.textContent = busy;
    try {
      await next();
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  });
  return make('div', {class: 'footer', 'data-automation-id': 'footer'},
    back ? make('button', {type: 'button', class: 'button', 'data-automation-id': 'bottom-navigation-previous-button', onclick: back}, 'Back') : null, button);
}

function show(...children) {
  document.querySelectorAll('.popup, .calendar').forEach((left) => left.remove());
  root.replaceChildren(...children);
  const heading = root.querySelector('h2');
  heading.tabIndex = -1;
  heading.focus();
  scrollTo(0, 0);
}

function errorBanner(errors, questions) {
  const lines = Object.entries(errors).map(([name, message]) => make('li', {}, `${questions.find((question) => question.name === name)?.label ?? 'Form'}: ${message}`));
  return make('div', {class: 'errors', role: 'alert', 'data-automation-id': 'errorBanner'}, make('b', {}, 'Errors Found'), make('ul', {}, ...lines));
}

function showStep(index) {
  const step = steps[index];
  const drawn = step.questions.map((question) => ({question, widget: widgets[question.type](question, answers[question.name], {visit})}));
  const banner = make('div');
  const fields = drawn.map(({question, widget}) => {
    const star = question.required ? make('abbr', {title: 'required', class: 'required'}, '*') : null;
    const label = question.type === 'radio' || question.type === 'date' || question.type === 'file'
      ? make('div', {id: `${question.name}-label`, class: 'label'}, question.label, star)
      : make('label', {id: `${question.name}-label`, for: question.name, class: 'label'}, question.label, star);
    const error = make('p', {id: `${question.name}-error`, class: 'error', 'data-automation-id': 'inputAlert'});
    const parts = question.type === 'checkbox' ? [make('div', {class: 'tick'}, widget.element, label)] : [label, widget.element];
    return make('div', {class: 'field', 'data-automation-id': `formField-${question.name}`}, ...parts, error);
  });
  const trap = index === 0
    ? make('div', {class: 'beacon'}, make('label', {for: 'nationalIdNumber'}, 'National ID number'), make('input', {type: 'text', id: 'nationalIdNumber', name: 'nationalIdNumber', autocomplete: 'off', tabindex: '-1'}))
    : null;

  const report = (errors) => {
    for (const {question} of drawn) {
      const message = errors[question.name] ?? '';
      document.getElementById(`${question.name}-error`).textContent = message;
      document.getElementById(question.name)?.setAttribute('aria-invalid', String(Boolean(message)));
    }
    banner.replaceChildren(...(Object.keys(errors).length ? [errorBanner(errors, step.questions)] : []));
    if (Object.keys(errors).length) banner.scrollIntoView({block: 'center'});
  };
  const collect = () => {
    for (const {question, widget} of drawn) answers[question.name] = widget.value();
  };
  const next = async () => {
    collect();
    const missing = Object.fromEntries(step.questions.filter((question) => question.required && !answers[question.name]).map((question) => [question.name, 'This field is required and must have a value.']));
    if (Object.keys(missing).length) return report(missing);
    const body = Object.fromEntries(step.questions.filter((question) => question.type !== 'file').map((question) => [question.name, answers[question.name]]));
    if (trap) body.nationalIdNumber = trap.querySelector('input').value;
    const response = await fetch(`/api/apply/${visit}/steps/${step.id}`, {method: 'PUT', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)});
    const answer = await response.json();
    if (!response.ok) return report(answer.errors ?? {form: answer.error});
    if (index + 1 < steps.length) showStep(index + 1);
    else showReview();
  };
  const back = index > 0 ? () => {
    collect();
    showStep(index - 1);
  } : null;
  show(make('h1', {}, title), progress(index), make('h2', {'data-automation-id': 'step-title'}, step.title), make('p', {class: 'facts'}, '* Indicates a required field'), banner,
    make('div', {class: 'form', role: 'form', 'aria-label': step.title}, ...fields, trap), footer(back, next, 'Save and Continue', 'Saving…'));
}

function shown(question) {
  const value = answers[question.name];
  if (!value) return '—';
  if (question.type === 'checkbox') return 'Yes';
  return question.options?.find((option) => option.value === value)?.label ?? value;
}

function showReview() {
  const banner = make('div');
  const submit = async () => {
    const body = {'g-recaptcha-response': document.getElementById('g-recaptcha-response')?.value};
    let response, answer;
    try {
      response = await fetch(`/api/apply/${visit}/submit`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)});
      answer = await response.json();
    } catch {
      banner.replaceChildren(errorBanner({form: 'The connection was lost. We do not know whether your application arrived.'}, []));
      return;
    }
    if (response.ok) return showDone(answer.confirmation);
    banner.replaceChildren(errorBanner(answer.errors ?? {form: answer.error}, steps.flatMap((step) => step.questions)));
    banner.scrollIntoView({block: 'center'});
  };
  show(make('h1', {}, title), progress(steps.length), make('h2', {'data-automation-id': 'step-title'}, 'Review'), banner,
    ...steps.map((step) => make('section', {class: 'review', 'data-automation-id': `review-${step.id}`}, make('h3', {}, step.title),
      make('dl', {}, ...step.questions.flatMap((question) => [make('dt', {}, question.label), make('dd', {}, shown(question))])))),
    footer(() => showStep(steps.length - 1), submit, 'Submit', 'Submitting…'));
}

function showDone(confirmation) {
  document.getElementById('captcha')?.remove();
  show(make('div', {class: 'done', role: 'status', 'data-automation-id': 'congratulationsPopup'}, make('h2', {}, 'Congratulations!'), make('p', {}, confirmation)));
}

showStep(0);
