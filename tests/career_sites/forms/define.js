// The words in which a form of the corpus is written down, with what a careful person would put into each field.

/** Nobody but the person can say it: it must be asked. `then` is what they answer. */
export const ASK = (then) => ({ask: true, then});
/** It must stay as it is: empty, unticked, untouched. */
export const LEAVE = {leave: true};
/** Any of these is right. */
export const ANY = (...values) => ({any: values});
/** The person's number, however the widget writes it. */
export const PHONE = {digits: '4915123456789'};
/** The day of the run. */
export const TODAY = {today: true};
/** The résumé. */
export const RESUME = {resume: true};

export const P = {
  first: 'Leonie', last: 'Brandt', full: 'Leonie Brandt', preferred: 'Leo', pronouns: 'she/her', email: 'leonie.brandt@example.com', birth: '1991-03-05',
  street: 'Elbchaussee 18', city: 'Hamburg', zip: '22765', country: 'Germany', linkedin: 'https://www.linkedin.com/in/leonie-brandt-example', github: 'https://github.com/leonie-brandt-example',
  website: 'https://brandt.example.com', company: 'Kontorwerk GmbH', title: 'Software Engineer', years: '9', start: '2027-03-01', school: 'Universität Hamburg', study: 'Computer Science',
};

const slug = (label) => label.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '').slice(0, 40);

/** [label, widget, expected, more]: a label that ends with * must be answered. */
function field([label, widget, expect, more = {}], taken) {
  const required = label.endsWith('*');
  const text = required ? label.slice(0, -1).trim() : label;
  let name = more.name ?? slug(text);
  while (taken.has(name)) name += '_2';
  taken.add(name);
  return {label: text, required, widget, expect, ...more, name};
}

/** One form. `steps` are lists of fields, or {title, fields, …}. */
export function form(id, how, ...steps) {
  const taken = new Set();
  const made = steps.map((step) => {
    const {fields, ...rest} = Array.isArray(step) ? {fields: step} : step;
    return {...rest, fields: fields.map((entry) => field(entry, taken))};
  });
  return {lang: 'en', skin: how.platform, title: 'Backend Engineer', company: 'Fjordlicht Systems', place: 'Hamburg, Germany', ...how, id, steps: made};
}

/** A page that brings its own markup: `body(id)` is the HTML of its main part, posting to `ID/submit`; fields are [label, expected, {name}]. */
export function page(id, how, fields, body) {
  return {...form(id, {platform: 'unseen', ...how}, fields.map(([label, expect, more]) => [label, 'own', expect, more])), body: body(id)};
}

const own = new Set(['expect', 'trap']);
/** The form as its page may know it: without what is expected. */
export function forPage(definition) {
  return {...definition, traps: undefined, steps: definition.steps.map((step) => ({...step, fields: step.fields.map((it) => Object.fromEntries(Object.entries(it).filter(([name]) => !own.has(name))))}))};
}

export const fieldsOf = (definition) => definition.steps.flatMap((step) => step.fields);
