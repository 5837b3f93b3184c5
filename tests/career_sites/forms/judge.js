// What of a form was answered right, asked about, left open, or wrong.
import {fieldsOf} from './define.js';

const squeeze = (text) => String(text).replace(/\s+/g, ' ').trim();
const bare = (text) => squeeze(text).replace(/^https?:\/\//, '').replace(/\/$/, '');
const isEmpty = (value) => value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
export const today = () => new Date().toISOString().slice(0, 10);

/** Whether `got` is what a careful person would have put there. */
export function fits(expect, got, file) {
  if (expect?.resume) return !!file && file.bytes > 0;
  if (expect?.leave) return isEmpty(got) && !file;
  if (expect?.any) return expect.any.some((one) => (one === '' ? isEmpty(got) && !file : fits(one, got, file)));
  if (expect?.digits) return String(got ?? '').replace(/\D/g, '') === expect.digits;
  if (expect?.today) return got === today();
  if (expect?.ask) return fits(expect.then, got, file);
  if (Array.isArray(expect)) return Array.isArray(got) && got.length === expect.length && expect.every((one) => got.includes(one));
  if (typeof expect === 'boolean') return !!got === expect;
  return typeof got === 'string' && bare(got) === bare(expect);
}

const plain = (text) => squeeze(text).toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();

/** The field that a question of the outcome is about, or undefined. */
export function fieldOf(form, question) {
  const label = plain(question.label);
  const fields = fieldsOf(form).filter((field) => field.widget !== 'note');
  return fields.find((field) => plain(field.label) === label) ?? fields.find((field) => field.section && plain(`${field.section} ${field.label}`) === label)
    ?? fields.filter((field) => plain(field.label).length > 3 && (label.endsWith(plain(field.label)) || label.startsWith(plain(field.label)))).sort((one, other) => other.label.length - one.label.length)[0];
}

/** What the person answers when this field is asked about; undefined when they would say nothing. */
export function answerTo(field) {
  const {expect} = field;
  if (expect?.ask) return expect.then;
  if (expect?.any) return expect.any.find((one) => one !== '') ?? undefined;
  if (expect?.today) return today();
  if (expect?.digits) return '+49 151 23456789';
  if (expect?.leave || expect?.resume) return undefined;
  return expect;
}

/**
 * A row per field: {field, verdict}, verdicts `right` (answered, nobody asked), `asked`, `missed` (required, and neither), `left`
 * (optional, empty or not), `wrong`. `answers` and `files` are what the employer received, or null when nothing was sent.
 */
export function judge(form, asked, post) {
  return fieldsOf(form).filter((field) => field.widget !== 'note').map((field) => {
    const was = asked.has(field.name);
    const hidden = field.show && post && ![].concat(field.show[1]).includes(post.answers[field.show[0]]);
    const got = post?.answers[field.name];
    const file = post?.files[field.name];
    const duty = field.required || field.secretly;
    if (post && !fits(field.expect, got, file) && !(isEmpty(got) && !file && !duty)) return {field, verdict: isEmpty(got) && !file ? 'missed' : 'wrong', got};
    if (post && field.expect?.ask && !was && !isEmpty(got)) return {field, verdict: 'wrong', got, why: 'nobody was asked'};
    if (!duty || hidden) return {field, verdict: 'left'};
    if (was) return {field, verdict: 'asked'};
    return {field, verdict: post ? 'right' : 'missed', got};
  });
}
