// What an employer's server checks of an application, whatever its form looks like.

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const PHONE = /^\+?[\d\s().\-/]{6,25}$/;

/** PDF and DOCX by their first bytes, DOC by its compound-file header; a name alone proves nothing. */
export function documentKind(bytes) {
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return 'pdf';
  if (bytes.length > 4 && bytes.readUInt32BE(0) === 0x504b0304) return 'docx';
  if (bytes.length > 8 && bytes.readUInt32BE(0) === 0xd0cf11e0) return 'doc';
  return null;
}

export function options(...labels) {
  return labels.map((label, i) => (typeof label === 'string' ? {value: String(i), label} : label));
}

function isDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * Errors by field name. A question is {name, label, type, required, options}; types: text, email, tel, url, number,
 * textarea, date, select, radio, multi, checkbox, file, place. `honeypots` are names that must come back empty.
 */
export function validate(questions, fields, files, honeypots = []) {
  const errors = {};
  for (const question of questions) {
    const {name, type, required} = question;
    if (type === 'file') {
      const file = files[name];
      if (!file) {
        if (required) errors[name] = `${question.label} is required.`;
      } else if (!documentKind(file.bytes)) {
        errors[name] = 'The file must be a PDF or Word document.';
      }
      continue;
    }
    const given = [].concat(fields[name] ?? []).map((v) => String(v).trim()).filter((v) => v !== '');
    if (!given.length) {
      if (required) errors[name] = type === 'checkbox' ? 'Please tick this box to go on.' : 'This field is required.';
      continue;
    }
    if (question.options && !given.every((value) => question.options.some((option) => option.value === value)))
      errors[name] = 'Please choose an answer from the list.';
    else if (type !== 'multi' && given.length > 1) errors[name] = 'Only one answer is possible.';
    else if (type === 'email' && !EMAIL.test(given[0])) errors[name] = 'Please enter a valid email address.';
    else if (type === 'tel' && !PHONE.test(given[0])) errors[name] = 'Please enter a valid phone number.';
    else if (type === 'url' && !/^https?:\/\/\S+\.\S+$/.test(given[0])) errors[name] = 'Please enter a link that starts with https://';
    else if (type === 'number' && !/^\d+(\.\d+)?$/.test(given[0])) errors[name] = 'Please enter a number.';
    else if (type === 'date' && !isDate(given[0])) errors[name] = 'Please enter a valid date.';
    else if (type === 'place' && !question.places.includes(given[0])) errors[name] = 'Please choose a place from the suggestions.';
  }
  for (const name of honeypots) if (String(fields[name] ?? '') !== '') errors[name] = 'This field must stay empty.';
  return errors;
}
