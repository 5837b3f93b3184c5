// Pages of the "wizard" site. The application itself is drawn by assets/wizard.js into an almost empty page.
import {captchaWidget} from '../lib/captcha.js';
import {html, raw} from '../lib/http.js';
import {jobPosting} from './feed.js';
import {organisation, postings} from './postings.js';

function page(title, body, head = '') {
  return html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/assets/wizard.css">${head}</head><body>${body}</body></html>`;
}

const header = (company) => html`<header data-automation-id="header"><a href="/${organisation}">${company} Careers</a></header>`;
const where = (posting) => posting.location ?? posting.city;

export function listPage() {
  return page('Careers', html`${header('Kupfer & Quill and Tidewater Mapping')}<main class="narrow"><h1>Search for jobs</h1><ul class="results">
${postings.map((posting) => html`<li><a data-automation-id="jobTitle" href="/${organisation}/${posting.id}">${posting.title}</a><div>${posting.company} · ${where(posting)}</div></li>`)}</ul></main>`);
}

export function postingPage(posting, base) {
  const data = JSON.stringify(jobPosting(posting, base)).replace(/</g, '\\u003c');
  return page(`${posting.title} @ ${posting.company}`, html`${header(posting.company)}<main class="narrow">
<h1 data-automation-id="jobPostingHeader">${posting.title}</h1><p class="facts">${where(posting)} · ${posting.department}</p>
<a class="button primary" data-automation-id="adventureButton" href="/${organisation}/${posting.id}/application">Apply</a>
<div data-automation-id="jobPostingDescription">${raw(posting.html)}${raw(posting.requirements ?? '')}</div></main>`,
  html`<script type="application/ld+json">${raw(data)}</script>`);
}

export function closedPage(posting) {
  return page('Job closed', html`${header(posting.company)}<main class="narrow"><h1>The page you are looking for doesn't exist.</h1>
<p data-automation-id="errorMessage" role="alert">This job is no longer accepting applications.</p><p><a href="/${organisation}">Search for jobs</a></p></main>`);
}

export function loginPage(posting, status = '') {
  return page('Sign In', html`${header(posting.company)}<main class="narrow"><form method="post" action="/${organisation}/${posting.id}/login" data-automation-id="signInContent"><h1>Sign In</h1>
<p>${status || 'Sign in to your candidate account to continue your application.'}</p>
<label>Email Address<input data-automation-id="email" name="username" type="email" autocomplete="username" required></label>
<label>Password<input data-automation-id="password" name="password" type="password" autocomplete="current-password" required></label>
<button class="button primary" data-automation-id="signInSubmitButton" type="submit">Sign In</button></form></main>`);
}

export function startPage(posting) {
  return page(`Start Your Application – ${posting.title}`, html`${header(posting.company)}<main class="narrow"><section role="dialog" aria-labelledby="start-title" class="start">
<h1 id="start-title">Start Your Application</h1><h2>${posting.title}</h2>
<a class="button primary" role="button" data-automation-id="applyManually" href="/${organisation}/${posting.id}/application/manual">Apply Manually</a>
<a class="button" role="button" data-automation-id="useMyLastApplication" href="/${organisation}/${posting.id}/login">Use My Last Application</a></section></main>`);
}

export function wizardPage(posting, {visit, captcha = false}) {
  return page(`${posting.title} – ${posting.company}`, html`${header(posting.company)}<main id="wizard" class="narrow" data-visit="${visit}"><p data-automation-id="loading">Loading…</p></main>
${captcha ? html`<div id="captcha" class="narrow">${captchaWidget(visit)}</div>` : ''}<script type="module" src="/assets/wizard.js"></script>`);
}
