// Pages of the "board" site: the employer's own, and the hosted form that stands in a frame of another origin.
import {captchaWidget} from '../lib/captcha.js';
import {html, raw} from '../lib/http.js';
import {company, demographic, postings, standard} from './postings.js';

function employerPage(title, body) {
  return html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/assets/employer.css"></head>
<body><header class="top"><a class="brand" href="/">${company}</a><nav><a href="/">Careers</a></nav></header>
<main>${body}</main><footer>© ${company}. A demonstration employer; nothing here is real.</footer></body></html>`;
}

export function careersPage() {
  return employerPage(`Careers at ${company}`, html`<h1>Open positions</h1><ul class="roles">
${postings.map((posting) => html`<li><a href="/careers/${posting.id}?gh_jid=${posting.id}"><b>${posting.title}</b><span>${posting.location}</span></a></li>`)}
</ul>`);
}

export function postingPage(posting, frameUrl) {
  return employerPage(`${posting.title} – ${company}`, html`<h1>${posting.title}</h1><p class="where">${posting.location} · ${posting.department.name}</p>
<article>${raw(posting.content)}</article>
<div id="grnhse_app"><iframe id="grnhse_iframe" title="Job application" src="${frameUrl}/embed/job_app?for=nordlicht-robotics&amp;token=${posting.id}"
 width="100%" height="1400" style="border:0" allow="local-network-access"></iframe></div>
<script src="/assets/embed.js" data-frame-origin="${frameUrl}"></script>`);
}

export function closedPage() {
  return employerPage(`Careers at ${company}`, html`<div class="notice" role="alert"><h1>This job is no longer accepting applications</h1>
<p>The position that you are looking for has been closed. <a href="/">See all open positions</a></p></div>`);
}

export function loginPage() {
  return employerPage(`Sign in – ${company}`, html`<form class="signin" method="post" action="/users/sign_in"><h1>Sign in to apply</h1>
<p>You need an account to apply for this position.</p>
<label for="user_email">Email</label><input id="user_email" name="user[email]" type="email" autocomplete="username" required>
<label for="user_password">Password</label><input id="user_password" name="user[password]" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button><p><a href="#">Create an account</a></p></form>`);
}

function framePage(title, body) {
  return html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/assets/form.css"></head><body>${body}<script src="/assets/frame_size.js"></script></body></html>`;
}

const star = (question) => (question.required ? html`<span class="required" aria-hidden="true">*</span>` : '');
const errorOf = (question, errors) => html`<p id="${question.name}-error" class="helper-text helper-text--error" aria-live="polite">${errors[question.name] ?? ''}</p>`;

function textField(question, fields, errors) {
  const {name, label, type, required} = question;
  const common = html`id="${name}" name="${name}" aria-label="${label}" aria-describedby="${name}-error" aria-required="${String(required)}"
 aria-invalid="${String(name in errors)}" autocomplete="${question.autocomplete ?? 'off'}"`;
  const value = fields[name] ?? '';
  return html`<div class="field-wrapper"><div class="text-input-wrapper"><label id="${name}-label" for="${name}" class="label">${label}${star(question)}</label>
${type === 'textarea'
    ? html`<textarea ${common} class="input input__multi-line" rows="5">${value}</textarea>`
    : html`<input ${common} class="input input__single-line" type="${type === 'tel' ? 'tel' : 'text'}" maxlength="255" value="${value}">`}
${errorOf(question, errors)}</div></div>`;
}

function selectField(question, fields, errors) {
  const {name, label, required, options} = question;
  const chosen = options.find((option) => option.value === fields[name]);
  return html`<div class="field-wrapper"><div class="select" data-select="${name}" data-options="${JSON.stringify(options)}">
<label id="${name}-label" for="${name}" class="label select__label">${label}${star(question)}</label>
<div class="select-shell"><span id="${name}-live" class="visually-hidden" aria-live="polite" role="log"></span>
<div class="select__control"><div class="select__value-container">
<div class="select__placeholder"${chosen ? raw(' hidden') : ''}>Select...</div><div class="select__single-value"${chosen ? '' : raw(' hidden')}>${chosen?.label ?? ''}</div>
<input id="${name}" class="select__input" type="text" role="combobox" autocomplete="off" autocapitalize="none" spellcheck="false" aria-autocomplete="list"
 aria-expanded="false" aria-haspopup="true" aria-labelledby="${name}-label" aria-describedby="${name}-error" aria-required="${String(required)}" aria-invalid="${String(name in errors)}">
</div><button type="button" class="icon-button" aria-label="Toggle flyout" tabindex="-1"><svg width="20" height="20" viewBox="0 0 20 20"><path d="M5 8l5 5 5-5" fill="none" stroke="currentColor" stroke-width="1.6"/></svg></button></div>
<input type="hidden" name="${name}" value="${chosen?.value ?? ''}"></div>
${errorOf(question, errors)}</div></div>`;
}

function fileField(question, fields, errors) {
  const {name, label, required} = question;
  return html`<div class="field-wrapper"><div class="file-upload" role="group" aria-labelledby="upload-label-${name}" aria-required="${String(required)}" data-upload="${name}">
<div id="upload-label-${name}" class="label upload-label">${label}${star(question)}</div>
<div class="file-upload__wrapper"><button type="button" class="btn btn--pill">Attach</button>
<label class="visually-hidden" for="${name}">Attach</label><input id="${name}" name="${name}" class="visually-hidden" type="file" accept=".pdf,.doc,.docx" tabindex="-1">
<span class="file-upload__filename" hidden><p></p><button type="button" class="icon-button" aria-label="Remove file">×</button></span></div>
<p class="helper-text">Accepted file types: pdf, doc, docx</p>${errorOf(question, errors)}</div></div>`;
}

function field(question, fields, errors) {
  if (question.type === 'file') return fileField(question, fields, errors);
  if (question.type === 'select') return selectField(question, fields, errors);
  return textField(question, fields, errors);
}

export function formPage(posting, {visit, fields = {}, errors = {}, captcha = false}) {
  const show = (questions) => questions.map((question) => field(question, fields, errors));
  const wrong = Object.keys(errors).length;
  return framePage(`Application for ${posting.title} at ${company}`, html`<h2>Apply for this job</h2>
<p class="indicates"><span class="required">*</span> indicates a required field</p>
${wrong ? html`<div class="form-error" role="alert">There ${wrong === 1 ? 'is 1 problem' : `are ${wrong} problems`} with your application. Please correct the marked fields. Files must be attached again.</div>` : ''}
<form id="application-form" class="application--form" method="post" action="/embed/job_app?for=nordlicht-robotics&amp;token=${posting.id}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="visit" value="${visit}">
<div class="application--questions">${show(standard)}${show(posting.questions)}</div>
<div class="extra-field" aria-hidden="true"><label for="company_website_url">Company website (leave blank)</label><input id="company_website_url" name="company_website_url" type="text" tabindex="-1" autocomplete="off"></div>
<fieldset class="eeoc"><legend>Voluntary Self-Identification</legend>
<p>For government reporting purposes, we ask candidates to respond to the survey below. Whether or not you respond is up to you and will not be considered in the hiring process.</p>
${show(demographic)}</fieldset>
${captcha ? html`${captchaWidget(visit)}<p class="helper-text helper-text--error">${errors['g-recaptcha-response'] ?? ''}</p>` : ''}
<div class="application--submit"><button type="submit" class="btn btn--primary">Submit application</button></div>
</form><script src="/assets/form.js"></script>`);
}

export function confirmationPage(posting) {
  return framePage('Thank you for applying', html`<div class="confirmation" role="status"><h1>Thank you for applying.</h1>
<p>Your application was received: <b>${posting.title}</b> at ${company}. We will be in touch about the next steps.</p></div>`);
}
