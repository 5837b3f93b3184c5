// An employer's careers page that embeds an application form of another origin, after Greenhouse's manner.
import {adminRoutes} from '../lib/admin.js';
import {captchaRoutes, checkCaptcha} from '../lib/captcha.js';
import {Faults} from '../lib/faults.js';
import {asset, dropReply, listen, readForm, redirect, Refused, sendHtml} from '../lib/http.js';
import {Ledger} from '../lib/ledger.js';
import {validate} from '../lib/validate.js';
import {feedRoutes} from './feed.js';
import {careersPage, closedPage, confirmationPage, formPage, loginPage, postingPage} from './pages.js';
import {boardToken, postings, questionsOf} from './postings.js';

const HONEYPOTS = ['company_website_url'];
const file = (name) => asset(new URL(`assets/${name}`, import.meta.url));

export async function startBoard({host, port, frameHost, framePort}) {
  const ledger = new Ledger();
  const faults = new Faults();
  const find = (id) => {
    const posting = postings.find((candidate) => candidate.id === id);
    if (!posting) throw new Refused(404, 'The page that you are looking for does not exist.');
    return posting;
  };
  let employer, frame;
  const employerUrl = () => `http://${host}:${employer.port}`;
  const frameUrl = () => `http://${frameHost}:${frame.port}`;

  // What stops a visitor is decided on the employer's page; the captcha belongs to the form inside the frame.
  const captchaDue = new Set();

  employer = await listen({host, port, routes: [
    ...adminRoutes({ledger, faults}),
    ...feedRoutes(employerUrl),
    ['GET', /^\/$/, (request, response) => sendHtml(response, careersPage())],
    ['GET', /^\/careers\/(\d+)$/, async (request, response, {params}) => {
      const posting = find(params[0]);
      const mode = await faults.meet(posting.id, 'page');
      if (mode === 'closed') return sendHtml(response, closedPage());
      if (mode === 'login') return sendHtml(response, loginPage());
      if (mode === 'captcha') captchaDue.add(posting.id);
      else captchaDue.delete(posting.id);
      sendHtml(response, postingPage(posting, frameUrl()));
    }],
    ['POST', /^\/users\/sign_in$/, (request, response) => sendHtml(response, loginPage(), 401)],
    ['GET', /^\/assets\/employer\.css$/, file('employer.css')],
    ['GET', /^\/assets\/embed\.js$/, file('embed.js')],
  ]});

  frame = await listen({host, port: framePort, routes: [
    ...captchaRoutes({ledger}),
    ['GET', /^\/embed\/job_app$/, (request, response, {query}) => {
      const posting = find(query.get('token'));
      const captcha = captchaDue.has(posting.id);
      sendHtml(response, formPage(posting, {visit: ledger.visit(posting.id, {captcha}), captcha}));
    }],
    ['POST', /^\/embed\/job_app$/, async (request, response, {query}) => {
      const posting = find(query.get('token'));
      const {fields, files} = await readForm(request);
      const note = (errors) => ledger.record({posting: posting.id, visit: fields.visit, fields, file: files.resume, errors});
      let mode;
      try {
        mode = await faults.meet(posting.id, 'post');
      } catch (refused) {
        note({form: refused.message});
        throw refused;
      }
      if (mode === 'closed') {
        note({form: 'closed'});
        return sendHtml(response, closedPage());
      }
      const visit = ledger.visits.get(fields.visit);
      const errors = validate(questionsOf(posting), fields, files, HONEYPOTS);
      checkCaptcha(visit, fields, errors);
      if (visit?.posting !== posting.id) errors.form = 'The form has expired. Please load the page again.';
      note(errors);
      if (mode === 'drop_reply') return dropReply(response);
      if (!Object.keys(errors).length) return redirect(response, `/embed/job_app/confirmation?for=${boardToken}&token=${posting.id}`);
      sendHtml(response, formPage(posting, {visit: fields.visit, fields, errors, captcha: visit?.captcha}), 422);
    }],
    ['GET', /^\/embed\/job_app\/confirmation$/, (request, response, {query}) => sendHtml(response, confirmationPage(find(query.get('token'))))],
    ['GET', /^\/assets\/form\.css$/, file('form.css')],
    ['GET', /^\/assets\/form\.js$/, file('form.js')],
    ['GET', /^\/assets\/frame_size\.js$/, file('frame_size.js')],
  ]});

  return {
    name: 'board',
    url: employerUrl(),
    frameUrl: frameUrl(),
    feed: `${employerUrl()}/v1/boards/${boardToken}/jobs?content=true&questions=true`,
    kind: 'greenhouse',
    postings: postings.map((posting) => ({id: posting.id, title: posting.title, url: `${employerUrl()}/careers/${posting.id}`})),
    close: () => Promise.all([employer.close(), frame.close()]),
  };
}
