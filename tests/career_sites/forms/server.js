#!/usr/bin/env node
// Serves the corpus: every form under /f/ID, each checking what it gets as its system would, and keeping it for whoever asks.
import {readFileSync} from 'node:fs';
import {Refused, html, listen, raw, readBody, readForm, sendHtml, sendJson} from '../lib/http.js';
import {documentKind} from '../lib/validate.js';
import {corpus} from './corpus/index.js';
import {fieldsOf, forPage} from './define.js';

const PLACES = ['Hamburg, Germany', 'Hamburg, New York, United States', 'Homburg, Germany', 'Hamm, Germany', 'Berlin, Germany', 'Paris, France', 'Hamilton, Canada', 'London, United Kingdom'];
const APPLY = {de: 'Jetzt bewerben', fr: 'Postuler', es: 'Inscribirme', nl: 'Solliciteren', hi: 'आवेदन करें'};
const THANKS = {de: 'Vielen Dank für Ihre Bewerbung!', fr: 'Merci pour votre candidature !', es: '¡Gracias por tu solicitud!'};
const TYPES = {js: 'text/javascript', css: 'text/css'};

function page(form, body, head = '') {
  return html`<html lang="${form.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${form.title} – ${form.company}</title><link rel="stylesheet" href="/kit/kit.css">${head}</head><body>${body}</body></html>`;
}

const top = (form) => html`<header><h1 class="posting-title">${form.title}</h1><div class="location">${form.place}</div></header>`;

/** schema.org data, as nearly every system has it. */
function about(form) {
  const [city, ...rest] = form.place.split(', ');
  const data = {'@context': 'https://schema.org', '@type': 'JobPosting', title: form.title, hiringOrganization: {'@type': 'Organization', name: form.company}, jobLocation: {'@type': 'Place', address: {'@type': 'PostalAddress', addressLocality: city, addressCountry: rest.at(-1) ?? ''}}};
  return html`<script type="application/ld+json">${raw(JSON.stringify(data).replace(/</g, '\\u003c'))}</script>`;
}

const WALLS = {
  login: html`<h2>Sign In</h2><p>Sign in to your candidate account to continue.</p><form><label>Email Address<input type="email" autocomplete="username"></label><label>Password<input type="password"></label><button type="submit">Sign In</button></form><p><a href="#">Create Account</a></p>`,
  closed: html`<p role="alert">This job is no longer accepting applications.</p>`,
  applied: html`<p>You have already applied for this job on 3 November.</p>`,
  code: html`<h2>Check your email</h2><p>We have sent you a verification code. Enter it to continue.</p><form><label for="code">Verification code</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code"><button>Continue</button></form>`,
  captcha: html`<div class="g-recaptcha" style="width:304px;height:78px;border:1px solid #ccc">I'm not a robot</div>`,
  badge: html`<div class="grecaptcha-badge" style="width:256px;height:60px;position:fixed;bottom:14px;right:-186px"><div class="grecaptcha-logo">protected by reCAPTCHA</div></div>`,
};

function formPage(form) {
  const base = `/f/${form.id}`;
  const wall = WALLS[form.wall] ?? '';
  if (form.body) return page(form, html`<main>${top(form)}${raw(form.body)}</main>`, about(form));
  if (!form.steps.some((step) => step.fields.length)) return page(form, html`<main>${top(form)}${wall}</main>`);
  const data = JSON.stringify({...forPage(form), base, action: `${base}/submit`}).replace(/</g, '\\u003c');
  return page(form, html`<main>${top(form)}<div id="root"></div>${wall}</main><script type="application/json" id="definition">${raw(data)}</script>
<script type="module">import {run} from '/kit/form.js'; run(JSON.parse(document.getElementById('definition').textContent), document.getElementById('root'));</script>`, about(form));
}

/** What the employer's server itself refuses. */
function errorsOf(form, answers, files) {
  const errors = {};
  for (const field of fieldsOf(form)) {
    if (field.show && ![].concat(field.show[1]).includes(answers[field.show[0]])) continue;
    if (field.expect?.resume) {
      if (!files[field.name] || documentKind(files[field.name].bytes) === null) errors[field.name] = 'Please attach a PDF or Word document.';
      continue;
    }
    const value = answers[field.name];
    if ((field.required || field.secretly) && (value === undefined || value === '' || value === false || value?.length === 0)) errors[field.name] = `${field.label} is required.`;
  }
  return errors;
}

/** Resolves with `{origin, forms, posts, close}`; `posts(id)` are the applications that form has received, the refused ones too. */
export async function startForms({host = '127.0.0.1', port = 0, frameHost = 'localhost'} = {}) {
  const received = new Map(corpus.map((form) => [form.id, []]));
  const find = (id) => {
    const form = corpus.find((it) => it.id === id);
    if (!form) throw new Refused(404, `There is no form "${id}".`);
    return form;
  };
  let origin = '';
  const server = await listen({host, port, routes: [
    ['GET', /^\/$/, (request, response) => sendHtml(response, html`<html lang="en"><body><main><h1>Forms</h1><ul>${corpus.map((form) => html`<li><a href="/f/${form.id}">${form.id}</a></li>`)}</ul></main></body></html>`)],
    ['GET', /^\/kit\/([a-z]+\.(?:js|css))$/, (request, response, {params: [name]}) => {
      response.writeHead(200, {'content-type': `${TYPES[name.split('.').pop()]}; charset=utf-8`});
      response.end(readFileSync(new URL(`kit/${name}`, import.meta.url)));
    }],
    ['GET', /^\/places$/, (request, response, {query}) => sendJson(response, PLACES.filter((place) => place.toLowerCase().startsWith((query.get('q') ?? '').toLowerCase())))],
    ['POST', /^\/(?:upload|parse)$/, async (request, response) => {
      await readBody(request);
      sendJson(response, {});
    }],
    ['GET', /^\/f\/([\w-]+)$/, (request, response, {params: [id]}) => {
      const form = find(id);
      if (form.landing) return sendHtml(response, page(form, html`<main>${top(form)}<p class="posting">We are looking for someone who likes to finish things.</p><a class="primary apply" href="/f/${id}/apply">${APPLY[form.lang] ?? 'Apply for this job'}</a></main>`, about(form)));
      if (form.embed) return sendHtml(response, page(form, html`<main>${top(form)}<div id="grnhse_app"><iframe id="grnhse_iframe" title="Application" src="http://${frameHost}:${server.port}/f/${id}/apply"></iframe></div></main>`, about(form)));
      sendHtml(response, formPage(form));
    }],
    ['GET', /^\/f\/([\w-]+)\/apply$/, (request, response, {params: [id]}) => sendHtml(response, formPage(find(id)))],
    ['GET', /^\/f\/([\w-]+)\/thanks$/, (request, response, {params: [id]}) => sendHtml(response, page(find(id), html`<main><h1>${THANKS[find(id).lang] ?? 'Thank you for applying!'}</h1></main>`))],
    ['POST', /^\/f\/([\w-]+)\/submit$/, async (request, response, {params: [id]}) => {
      const form = find(id);
      const {fields, files} = await readForm(request);
      const answers = fields.answers === undefined ? fields : JSON.parse(fields.answers);
      const errors = errorsOf(form, answers, files);
      const accepted = Object.keys(errors).length === 0;
      received.get(id).push({accepted, answers, errors, files: Object.fromEntries(Object.entries(files).map(([name, file]) => [name, {name: file.name, bytes: file.bytes.length}]))});
      if (fields.answers !== undefined) return sendJson(response, {accepted, errors}, accepted ? 200 : 422);
      const said = accepted ? html`<p>${form.thanks ?? THANKS[form.lang] ?? 'Thank you for applying!'}</p>` : html`<ul class="errors" role="alert">${Object.values(errors).map((text) => html`<li>${text}</li>`)}</ul><p><a href="/f/${id}">Back</a></p>`;
      sendHtml(response, page(form, html`<main>${said}</main>`), accepted ? 200 : 422);
    }],
  ]});
  origin = `http://${host}:${server.port}`;
  return {origin, forms: corpus, posts: (id) => received.get(id), forget: (id) => received.set(id, []), close: server.close};
}

if (process.argv[1]?.endsWith('forms/server.js')) {
  const forms = await startForms({port: Number(process.argv[2] ?? 0)});
  console.log(`${forms.origin}/`);
}
