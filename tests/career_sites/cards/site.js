// A hosted careers site made of cards, after Lever's manner: the résumé goes up on its own before the form does.
import {randomBytes} from 'node:crypto';
import {adminRoutes} from '../lib/admin.js';
import {captchaRoutes, checkCaptcha} from '../lib/captcha.js';
import {Faults} from '../lib/faults.js';
import {asset, dropReply, listen, readForm, redirect, Refused, sendHtml, sendJson} from '../lib/http.js';
import {Ledger} from '../lib/ledger.js';
import {documentKind, validate} from '../lib/validate.js';
import {feedRoutes} from './feed.js';
import {appliedPage, closedPage, codePage, formPage, listPage, loginPage, postingPage, thanksPage} from './pages.js';
import {postings, questionsOf, site} from './postings.js';

const HONEYPOTS = ['alternate_email'];
/** What the person knows and nobody else: the account's password, and the code of the e-mail that is never sent. */
const ACCOUNT_PASSWORD = 'a word of their own';
const EMAILED_CODE = '493817';
const file = (name) => asset(new URL(`assets/${name}`, import.meta.url));

export async function startCards({host, port}) {
  const ledger = new Ledger();
  const faults = new Faults();
  const find = (id) => {
    const posting = postings.find((candidate) => candidate.id === id);
    if (!posting) throw new Refused(404, "Sorry, we couldn't find anything here");
    return posting;
  };
  /** Whether this visitor has still to log in, or to give the code. */
  const barred = (mode, request) => ['login', 'code'].includes(mode) && !(request.headers.cookie ?? '').split('; ').includes(`passed=${mode}`);
  const letIn = (response, mode, id) => {
    response.setHeader('set-cookie', `passed=${mode}; Path=/; HttpOnly; SameSite=Lax`);
    redirect(response, `/${site}/${id}/apply`);
  };
  const path = (rest) => new RegExp(`^/${site}${rest}$`);
  let server;
  const base = () => `http://${host}:${server.port}`;

  server = await listen({host, port, routes: [
    ...adminRoutes({ledger, faults}),
    ...captchaRoutes({ledger}),
    ...feedRoutes(base),
    ['GET', /^\/$/, (request, response) => redirect(response, `/${site}`)],
    ['GET', path('/?'), (request, response) => sendHtml(response, listPage())],
    ['GET', path('/([0-9a-f-]{36})'), async (request, response, {params}) => {
      const posting = find(params[0]);
      const mode = await faults.meet(posting.id, 'page');
      if (mode === 'closed') return sendHtml(response, closedPage(), 404);
      if (mode === 'applied') return sendHtml(response, appliedPage(posting));
      if (barred(mode, request)) return sendHtml(response, mode === 'login' ? loginPage(posting) : codePage(posting));
      sendHtml(response, postingPage(posting));
    }],
    ['GET', path('/([0-9a-f-]{36})/apply'), async (request, response, {params}) => {
      const posting = find(params[0]);
      const mode = await faults.meet(posting.id, 'page');
      if (mode === 'closed') return sendHtml(response, closedPage(), 404);
      if (mode === 'applied') return sendHtml(response, appliedPage(posting));
      if (barred(mode, request)) return sendHtml(response, mode === 'login' ? loginPage(posting) : codePage(posting));
      const captcha = mode === 'captcha';
      sendHtml(response, formPage(posting, {visit: ledger.visit(posting.id, {captcha}), captcha}));
    }],
    ['POST', path('/([0-9a-f-]{36})/login'), async (request, response, {params}) => {
      const {fields} = await readForm(request);
      if (fields.password !== ACCOUNT_PASSWORD) return sendHtml(response, loginPage(find(params[0])), 401);
      letIn(response, 'login', params[0]);
    }],
    ['POST', path('/([0-9a-f-]{36})/code'), async (request, response, {params}) => {
      const {fields} = await readForm(request);
      if (fields.code !== EMAILED_CODE) return sendHtml(response, codePage(find(params[0]), true), 422);
      letIn(response, 'code', params[0]);
    }],
    ['POST', /^\/parseResume$/, async (request, response) => {
      const {fields, files} = await readForm(request);
      const visit = ledger.visits.get(fields.visit);
      if (!visit) throw new Refused(400, 'The form has expired. Please load the page again.');
      const kind = files.resume && documentKind(files.resume.bytes);
      if (!kind) return sendJson(response, {error: 'The file must be a PDF or Word document.'}, 422);
      const id = randomBytes(8).toString('hex');
      visit.files[id] = files.resume;
      sendJson(response, {resumeStorageId: id, name: `resume-${id.slice(0, 6)}.${kind}`});
    }],
    ['POST', path('/([0-9a-f-]{36})/apply'), async (request, response, {params}) => {
      const posting = find(params[0]);
      const {fields} = await readForm(request);
      const visit = ledger.visits.get(fields.visit);
      const resume = visit?.files[fields.resumeStorageId];
      const note = (errors) => ledger.record({posting: posting.id, visit: fields.visit, fields, file: resume, errors});
      let mode;
      try {
        mode = await faults.meet(posting.id, 'post');
      } catch (refused) {
        note({form: refused.message});
        throw refused;
      }
      if (mode === 'closed') {
        note({form: 'closed'});
        return sendHtml(response, closedPage(), 404);
      }
      const errors = validate(questionsOf(posting), fields, {}, HONEYPOTS);
      if (!resume) errors.resume = 'Please attach your resume.';
      checkCaptcha(visit, fields, errors);
      if (visit?.posting !== posting.id) errors.form = 'The form has expired. Please load the page again.';
      note(errors);
      if (mode === 'drop_reply') return dropReply(response);
      if (!Object.keys(errors).length) return redirect(response, `/${site}/${posting.id}/thanks`);
      sendHtml(response, formPage(posting, {visit: fields.visit, fields, errors, captcha: visit?.captcha}), 422);
    }],
    ['GET', path('/([0-9a-f-]{36})/thanks'), (request, response, {params}) => sendHtml(response, thanksPage(find(params[0])))],
    ['GET', /^\/assets\/cards\.css$/, file('cards.css')],
    ['GET', /^\/assets\/cards\.js$/, file('cards.js')],
  ]});

  return {
    name: 'cards',
    url: base(),
    feed: `${base()}/v0/postings/${site}?mode=json`,
    kind: 'lever',
    postings: postings.map((posting) => ({id: posting.id, title: posting.text, url: `${base()}/${site}/${posting.id}/apply`})),
    close: () => server.close(),
  };
}
