// An account-free application in steps, after the manner of Workday's wizard, with Ashby's and Recruitee's feeds.
import {adminRoutes} from '../lib/admin.js';
import {captchaRoutes, checkCaptcha} from '../lib/captcha.js';
import {Faults} from '../lib/faults.js';
import {asset, dropReply, listen, readForm, readJson, redirect, Refused, sendHtml, sendJson} from '../lib/http.js';
import {Ledger} from '../lib/ledger.js';
import {documentKind, validate} from '../lib/validate.js';
import {feedRoutes} from './feed.js';
import {closedPage, listPage, loginPage, postingPage, startPage, wizardPage} from './pages.js';
import {organisation, places, postings, questionsOf} from './postings.js';

const HONEYPOTS = ['nationalIdNumber'];
const file = (name) => asset(new URL(`assets/${name}`, import.meta.url));

export async function startWizard({host, port}) {
  const ledger = new Ledger();
  const faults = new Faults();
  const find = (id) => {
    const posting = postings.find((candidate) => candidate.id === id);
    if (!posting) throw new Refused(404, "The page you are looking for doesn't exist.");
    return posting;
  };
  const visitOf = (token) => {
    const visit = ledger.visits.get(token);
    if (!visit) throw new Refused(410, 'Your session has ended. Please start again.');
    return visit;
  };
  const path = (rest) => new RegExp(`^/${organisation}${rest}$`);
  let server;
  const base = () => `http://${host}:${server.port}`;

  /** Shows `page(posting)` unless a fault says otherwise. */
  const guarded = (page) => async (request, response, {params}) => {
    const posting = find(params[0]);
    const mode = await faults.meet(posting.id, 'page');
    if (mode === 'closed') return sendHtml(response, closedPage(posting));
    if (mode === 'login') return sendHtml(response, loginPage(posting));
    if (mode === 'captcha') return sendHtml(response, wizardPage(posting, {visit: ledger.visit(posting.id, {captcha: true}), captcha: true}));
    sendHtml(response, page(posting));
  };

  server = await listen({host, port, routes: [
    ...adminRoutes({ledger, faults}),
    ...captchaRoutes({ledger}),
    ...feedRoutes(base),
    ['GET', /^\/$/, (request, response) => redirect(response, `/${organisation}`)],
    ['GET', path('/?'), (request, response) => sendHtml(response, listPage())],
    ['GET', path('/([0-9a-f-]+)'), guarded((posting) => postingPage(posting, base()))],
    ['GET', path('/([0-9a-f-]+)/application'), guarded((posting) => startPage(posting))],
    ['GET', path('/([0-9a-f-]+)/application/manual'), guarded((posting) => wizardPage(posting, {visit: ledger.visit(posting.id)}))],
    ['GET', path('/([0-9a-f-]+)/login'), (request, response, {params}) => sendHtml(response, loginPage(find(params[0])))],
    ['POST', path('/([0-9a-f-]+)/login'), (request, response, {params}) => sendHtml(response, loginPage(find(params[0]), 'Wrong email address or password.'), 401)],

    ['GET', /^\/api\/places$/, (request, response, {query}) => {
      const typed = (query.get('q') ?? '').trim().toLowerCase();
      sendJson(response, typed.length < 2 ? [] : places.filter((place) => place.toLowerCase().startsWith(typed)).slice(0, 8));
    }],
    ['GET', /^\/api\/apply\/(\w+)$/, (request, response, {params}) => {
      const posting = find(visitOf(params[0]).posting);
      const steps = posting.steps.map(({id, title, questions}) => ({id, title, questions: questions.map(({places: _, ...rest}) => rest)}));
      sendJson(response, {title: posting.title, company: posting.company, steps});
    }],
    // Steps are drafts that the site keeps; only the last POST is an application.
    ['PUT', /^\/api\/apply\/(\w+)\/steps\/(\w+)$/, async (request, response, {params}) => {
      const visit = visitOf(params[0]);
      const step = find(visit.posting).steps.find(({id}) => id === params[1]);
      if (!step) throw new Refused(404, 'There is no such step.');
      const fields = await readJson(request);
      const errors = validate(step.questions, fields, visit.files, HONEYPOTS);
      Object.assign(visit.draft, fields);
      sendJson(response, {errors}, Object.keys(errors).length ? 422 : 200);
    }],
    ['PUT', /^\/api\/apply\/(\w+)\/files\/(\w+)$/, async (request, response, {params}) => {
      const visit = visitOf(params[0]);
      const {files} = await readForm(request);
      if (!files.file || !documentKind(files.file.bytes)) return sendJson(response, {error: 'The file must be a PDF or Word document.'}, 422);
      visit.files[params[1]] = files.file;
      sendJson(response, {name: files.file.name, size: files.file.bytes.length});
    }],
    ['DELETE', /^\/api\/apply\/(\w+)\/files\/(\w+)$/, (request, response, {params}) => {
      delete visitOf(params[0]).files[params[1]];
      sendJson(response, {});
    }],
    ['POST', /^\/api\/apply\/(\w+)\/submit$/, async (request, response, {params}) => {
      const visit = visitOf(params[0]);
      const posting = find(visit.posting);
      const sent = await readJson(request);
      const fields = {...visit.draft, ...sent};
      const note = (errors) => ledger.record({posting: posting.id, visit: params[0], fields, file: visit.files.resume, errors});
      let mode;
      try {
        mode = await faults.meet(posting.id, 'post');
      } catch (refused) {
        note({form: refused.message});
        throw refused;
      }
      if (mode === 'closed') {
        note({form: 'closed'});
        return sendJson(response, {errors: {form: 'This job is no longer accepting applications.'}}, 410);
      }
      const errors = validate(questionsOf(posting), fields, visit.files, HONEYPOTS);
      checkCaptcha(visit, fields, errors);
      note(errors);
      if (mode === 'drop_reply') return dropReply(response);
      if (Object.keys(errors).length) return sendJson(response, {errors}, 422);
      sendJson(response, {confirmation: `Thank you for applying! Your application for ${posting.title} was received.`});
    }],
    ['GET', /^\/assets\/wizard\.css$/, file('wizard.css')],
    ['GET', /^\/assets\/wizard\.js$/, file('wizard.js')],
    ['GET', /^\/assets\/widgets\.js$/, file('widgets.js')],
  ]});

  return {
    name: 'wizard',
    url: base(),
    feed: `${base()}/posting-api/job-board/${organisation}?includeCompensation=true`,
    kind: 'ashby',
    feeds: [
      {kind: 'ashby', url: `${base()}/posting-api/job-board/${organisation}?includeCompensation=true`},
      {kind: 'recruitee', url: `${base()}/api/offers/`},
    ],
    postings: postings.map((posting) => ({id: posting.id, title: posting.title, url: `${base()}/${organisation}/${posting.id}/application`})),
    close: () => server.close(),
  };
}
