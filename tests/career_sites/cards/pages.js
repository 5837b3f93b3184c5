// Pages of the "cards" site: list, posting, form and thanks, in the manner of Lever's hosted pages.
import {captchaWidget} from '../lib/captcha.js';
import {html, raw} from '../lib/http.js';
import {company, consents, eeo, links, postings, site, standard} from './postings.js';

function page(title, body) {
  return html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/assets/cards.css"></head>
<body class="posting"><div class="main-header page-full-width"><a class="main-header-logo" href="/${site}">${company}</a></div>
<div class="content">${body}</div><div class="main-footer">${company} · a demonstration employer; nothing here is real</div></body></html>`;
}

const categories = (posting) => html`<div class="posting-categories"><div class="location">${posting.location}</div><div class="department">${posting.department} / ${posting.team}</div>
<div class="commitment">${posting.commitment}</div><div class="workplaceTypes">${posting.workplaceType}</div></div>`;

export function listPage() {
  return page(company, html`<h2>Join us</h2>${postings.map((posting) => html`<a class="posting-title" href="/${site}/${posting.id}"><h5>${posting.text}</h5>${categories(posting)}</a>`)}`);
}

export function postingPage(posting) {
  return page(`${company} - ${posting.text}`, html`<div class="posting-headline"><h2>${posting.text}</h2>${categories(posting)}</div>
<div class="section"><p>${posting.opening}</p></div>
${posting.lists.map((list) => html`<div class="section"><h3>${list.text}</h3><ul class="posting-requirements">${list.items.map((item) => html`<li>${item}</li>`)}</ul></div>`)}
<div class="section"><p>${posting.additional}</p></div>
<div class="section last-section-apply"><a class="postings-btn template-btn-submit" href="/${site}/${posting.id}/apply">Apply for this job</a></div>`);
}

export function closedPage() {
  return page('Not found – 404 error', html`<div class="section closed"><h2>Sorry, we couldn't find anything here</h2>
<p>The job posting you're looking for might have closed, or it has been removed. This job is no longer accepting applications.</p><p><a href="/${site}">See our open roles</a></p></div>`);
}

export function appliedPage(posting) {
  return page(`${posting.text} – ${company}`, html`<div class="section"><h2>${posting.text}</h2>
<p>You have already applied for this job. We will get back to you as soon as we can.</p><p><a href="/${site}">See our open roles</a></p></div>`);
}

export function loginPage(posting) {
  return page(`Log in – ${company}`, html`<form class="section" method="post" action="/${site}/${posting.id}/login"><h2>Log in to continue</h2>
<p>Please log in to your candidate account to apply.</p>
<label>Email<input type="email" name="username" autocomplete="username" required></label><label>Password<input type="password" name="password" autocomplete="current-password" required></label>
<button class="postings-btn" type="submit">Log in</button></form>`);
}

export function codePage(posting, wrong = false) {
  return page(`Confirm your e-mail – ${company}`, html`<form class="section" method="post" action="/${site}/${posting.id}/code"><h2>Is it you?</h2>
<p>We have sent you a verification code.</p>${wrong ? html`<p class="error-message" role="alert">That is not the code.</p>` : ''}
<label>Verification code<input type="text" name="code" autocomplete="one-time-code" required></label><button class="postings-btn" type="submit">Confirm</button></form>`);
}

const star = (question) => (question.required ? html`<span class="required">✱</span>` : '');
const note = (question, errors) => (errors[question.name] ? html`<p class="error-message" role="alert">${errors[question.name]}</p>` : '');
const required = (question) => (question.required ? raw(' required') : '');

function upload(question, fields, errors) {
  const done = fields.resumeStorageId;
  return html`<li class="application-question resume${errors.resume ? ' has-error' : ''}"><div class="application-label">${question.label}${star(question)}</div>
<div class="application-field" data-resume><a class="postings-btn template-btn-utility visible-resume-upload" role="button" tabindex="0"${done ? raw(' style="display:none"') : ''}>Attach resume/CV</a>
<input id="resume-upload-input" class="application-file-input invisible-resume-upload" name="resume" type="file" tabindex="-1" aria-hidden="true" accept=".pdf,.doc,.docx">
<div class="resume-upload-working" hidden>Analyzing resume…</div>
<div class="resume-upload-success"${done ? '' : raw(' hidden')}><span class="resume-chip"><span class="filename">${fields.resumeName ?? ''}</span><button type="button" class="resume-remove" aria-label="Remove resume">✕</button></span> Success!</div>
<div class="resume-upload-failure" role="alert" hidden></div>
<input type="hidden" name="resumeStorageId" value="${fields.resumeStorageId ?? ''}"><input type="hidden" name="resumeName" value="${fields.resumeName ?? ''}">${note(question, errors)}</div></li>`;
}

function single(question, fields, errors) {
  const {name, label, type, options, autocomplete} = question;
  const value = fields[name] ?? '';
  let control;
  if (type === 'textarea') control = html`<textarea class="card-field-input" name="${name}"${required(question)}>${value}</textarea>`;
  else if (type === 'select')
    control = html`<div class="application-dropdown"><select name="${name}"${required(question)}><option value="">Select...</option>
${options.map((option) => html`<option value="${option.value}"${option.value === value ? raw(' selected') : ''}>${option.label}</option>`)}</select></div>`;
  else
    control = html`<input type="${type === 'email' ? 'email' : 'text'}" name="${name}" value="${value}"${required(question)} autocomplete="${autocomplete ?? 'off'}"${type === 'number' ? raw(' inputmode="numeric"') : ''}>`;
  return html`<li class="application-question"><label><div class="application-label">${label}${star(question)}</div><div class="application-field">${control}${note(question, errors)}</div></label></li>`;
}

function radios(question, fields, errors) {
  return html`<li class="application-question custom-question"><div class="application-label full-width multiple-choice"><div class="text">${question.label}${star(question)}</div></div>
<div class="application-field full-width required-field"><ul data-qa="multiple-choice">
${question.options.map((option) => html`<li><label class="radio-card"><input type="radio" name="${question.name}" value="${option.value}"${required(question)}${fields[question.name] === option.value ? raw(' checked') : ''}>
<span class="application-answer-alternative">${option.label}</span></label></li>`)}</ul>${note(question, errors)}</div></li>`;
}

function tick(question, fields, errors) {
  return html`<li class="application-question application-additional"><label class="consent"><input type="checkbox" name="${question.name}" value="1"${required(question)}${fields[question.name] ? raw(' checked') : ''}>
<span>${question.label}${star(question)}</span></label>${note(question, errors)}</li>`;
}

function field(question, fields, errors) {
  const draw = {resume: upload, radio: radios, checkbox: tick}[question.type] ?? single;
  return draw(question, fields, errors);
}

export function formPage(posting, {visit, fields = {}, errors = {}, captcha = false}) {
  const section = (title, questions, extra = '') => html`<div class="section application-form page-centered"><h4>${title}</h4>${extra}<ul>${questions.map((question) => field(question, fields, errors))}</ul></div>`;
  const wrong = Object.keys(errors).length;
  return page(`${company} - ${posting.text}`, html`<div class="posting-headline"><h2>${posting.text}</h2>${categories(posting)}</div>
<form id="application-form" method="post" action="/${site}/${posting.id}/apply" enctype="multipart/form-data" data-visit="${visit}">
${wrong ? html`<div class="section error-banner" role="alert">✱ ${errors.form ?? 'There was an error with your application. Please check the marked answers.'}</div>` : ''}
<input type="hidden" name="visit" value="${visit}">
${section('Submit your application', standard)}
${section('Links', links)}
${posting.cards.map((card) => section(card.title, card.questions))}
<div class="section application-form hp" hidden><label>Alternate email<input type="text" name="alternate_email" autocomplete="off" tabindex="-1"></label></div>
<div class="section application-form page-centered"><h4>Additional information</h4><label class="block"><span class="sr">Additional information</span>
<textarea id="additional-information" name="comments" placeholder="Add a cover letter or anything else you want to share.">${fields.comments ?? ''}</textarea></label></div>
${section('U.S. Equal Employment Opportunity information', eeo, html`<p class="eeo-note">Completion is voluntary and will not subject you to adverse treatment.</p>`)}
<div class="section application-form page-centered"><ul>${consents.map((question) => tick(question, fields, errors))}</ul></div>
${captcha ? html`<div class="section application-form">${captchaWidget(visit)}${note({name: 'g-recaptcha-response'}, errors)}</div>` : ''}
<div class="section page-centered last-section-apply"><button id="btn-submit" class="postings-btn template-btn-submit" type="submit">Submit application</button></div>
</form><script src="/assets/cards.js"></script>`);
}

export function thanksPage(posting) {
  return page(`${company} - Thank you`, html`<div class="section thanks" role="status"><h2>Application submitted!</h2>
<p>Thank you for applying for ${posting.text}. Your application was received, and we will write to you soon.</p></div>`);
}
