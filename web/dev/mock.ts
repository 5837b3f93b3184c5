/**
 * A server made of memory, for working on the screens without the real one: `npm run mock`.
 *
 * It follows api/openapi.yaml closely enough to click through everything: it keeps one person per process, lets a desktop
 * of its own work through the queue, and speaks SSE and long-poll, but no WebSocket, so that the ladder has to step down.
 * It is never part of the build.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';

import type { components } from '../src/api/schema.d.ts';

type Schemas = components['schemas'];
type Application = Schemas['Application'];
type Event = Schemas['Event'];

const kLogEpoch = '1';

interface State {
  signedIn: boolean;
  email: string;
  profile: Schemas['Profile'];
  answers: Schemas['SavedAnswer'][];
  resumes: Schemas['Resume'][];
  devices: Schemas['Device'][];
  jobs: Schemas['Job'][];
  swiped: Map<string, 'right' | 'left'>;
  order: string[];
  applications: Application[];
  events: Event[];
  streams: Set<(event: Event) => void>;
}

const now = () => new Date().toISOString();
const before = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

function makeJobs(): Schemas['Job'][] {
  const titles = ['Senior Backend Engineer', 'Product Designer', 'Data Analyst', 'Site Reliability Engineer', 'Technical Writer', 'Embedded Software Engineer, Motor Control', 'Head of Customer Operations', 'Frontend Engineer'];
  const companies = ['Nordlicht Energy', 'Kessel & Sohn', 'Atlas Mapping', 'Papierkram', 'Helio Labs', 'Fjord Robotics', 'Ostpost', 'Lumen Health'];
  const places = [['Berlin, Germany'], ['Hamburg, Germany', 'Remote, Europe'], ['Vienna, Austria'], ['Copenhagen, Denmark']];
  const modes = ['remote', 'hybrid', 'onsite', null] as const;
  return Array.from({ length: 60 }, (_, i) => {
    const title = titles[i % titles.length]!;
    const company = companies[(i * 3 + Math.floor(i / 8)) % companies.length]!;
    const text = `${company} builds things that people rely on every day. As ${title} you own a piece of that from the first sketch to the pager, together with five colleagues who like plain language, small changes and long lunches.`;
    return {
      id: randomUUID(), title, company, locations: places[i % 4]!, workMode: modes[i % 4]!, employmentType: i % 3 === 0 ? 'Full-time' : null,
      department: i % 2 === 0 ? 'Engineering' : null,
      salary: i % 3 === 2 ? null : { min: 52_000 + i * 500, max: 74_000 + i * 700, currency: 'EUR', period: 'year' as const },
      summary: `${text} You will work closely with design and operations, write things down, and ship every week. We care more about how you think than about which tools you know.`,
      applyUrl: 'https://careers.example.org/apply', source: 'mock', postedAt: before(i * 7 + 2), expiresAt: null, closedAt: null,
      descriptionHtml: `<p>${text}</p><h3>What you do</h3><ul><li>Build and run services that answer in milliseconds</li><li>Review, explain and simplify</li><li>Be on call one week in six</li></ul><h3>What you bring</h3><ul><li>Five years of building software in a team</li><li>Clear English; German is welcome</li></ul><p>Read more on <a href="https://example.org/">our page</a>.<script>alert(1)</script></p>`,
      descriptionText: text, snapshotHash: 'mock',
      questions: i % 4 === 0 ? [{ label: 'Why do you want to work here?', required: true, kind: 'textarea', options: [] }] : [],
    };
  });
}

function makeState(): State {
  const state: State = {
    signedIn: process.env.JOBSWIPE_MOCK_SIGNED_IN === '1', email: 'ada@example.org', profile: {}, answers: [], resumes: [], devices: [], jobs: makeJobs(),
    swiped: new Map(), order: [], applications: [], events: [], streams: new Set(),
  };
  if (!state.signedIn) return state;
  state.profile = { firstName: 'Ada', lastName: 'Okafor', email: 'ada@example.org', phone: '+49 30 1234567', workAuthorization: { authorizedCountries: ['Germany'], requiresSponsorship: false } };
  state.answers = [
    { question: 'Are you at least 18 years old?', answer: true, updatedAt: before(50) },
    { question: 'Why do you want to work here?', answer: 'I like software that is quiet and does one thing well.', updatedAt: before(20) },
  ];
  state.resumes = [{ id: randomUUID(), name: 'ada-okafor.pdf', contentType: 'application/pdf', bytes: 184_320, sha256: 'a'.repeat(64), isDefault: true, createdAt: before(200) }];
  state.devices = [{ id: randomUUID(), name: 'Study', platform: 'Debian 12', createdAt: before(400), lastSeenAt: before(3), online: false }];
  const make = (index: number, status: Application['status'], more: Partial<Application>) => {
    const job = state.jobs[index]!;
    state.swiped.set(job.id, 'right');
    const application: Application = {
      id: randomUUID(), jobId: job.id, title: job.title, company: job.company, applyUrl: job.applyUrl, status, priority: 5, attempts: 1, maxAttempts: 3,
      position: null, progress: null, failure: null, questions: [], createdAt: before(8), updatedAt: before(index / 4), ...more,
    };
    state.applications.push(application);
    emit(state, 'application.swiped', application, 'person');
    emit(state, 'application.queued', application, 'server');
    if (status !== 'QUEUED') emit(state, 'application.claimed', application, 'desktop');
    if (status === 'COMPLETED') emit(state, 'application.completed', application, 'desktop');
    if (status === 'NEEDS_REVIEW') emit(state, 'application.needs_review', application, 'desktop');
  };
  make(50, 'PROCESSING', { progress: { step: 'filling', percent: 62, message: 'Page 2 of 3: work experience' } });
  make(51, 'QUEUED', { attempts: 0 });
  make(52, 'QUEUED', { attempts: 0, priority: 10 });
  make(53, 'QUEUED', { availableAt: new Date(Date.now() + 240_000).toISOString() });
  make(54, 'COMPLETED', { finishedAt: before(1) });
  make(55, 'COMPLETED', { finishedAt: before(5) });
  make(56, 'FAILED', { failure: { kind: 'posting_closed', detail: 'The page says: “This position has been filled.”' }, finishedAt: before(6) });
  make(57, 'NEEDS_REVIEW', {
    failure: { kind: 'question_unanswered', detail: 'Three required questions have no answer.' },
    questions: [
      { id: 'a', label: 'What interests you about this team?', kind: 'textarea', required: true, reason: 'The form requires it.' },
      { id: 'b', label: 'How many years have you worked with C++?', kind: 'select', required: true, options: ['None', '1–2', '3–5', 'More than 5'] },
      { id: 'c', label: 'Which shifts could you take?', kind: 'checkboxes', required: false, options: ['Morning', 'Afternoon', 'Night'] },
    ],
  });
  make(58, 'NEEDS_REVIEW', { failure: { kind: 'outcome_unknown', detail: 'The browser was closed 0.4 s after the click; no confirmation was seen.' }, submitGrantedAt: before(2) });
  make(59, 'NEEDS_REVIEW', { failure: { kind: 'captcha', detail: 'hCaptcha on the second page.' } });
  make(49, 'NEEDS_REVIEW', {
    failure: { kind: 'question_unanswered', detail: '3 answers are to be looked at before they are sent.' },
    questions: [
      { id: 'a', label: 'City', kind: 'text', required: true, reason: 'This will be sent.', suggestion: 'Bonn' },
      { id: 'b', label: 'What interests you about this team?', kind: 'textarea', required: true, reason: 'A draft: please read it, change it, or write your own.', suggestion: 'You build what I have used every day for years.' },
      { id: 'c', label: 'How many years have you worked with C++?', kind: 'select', options: ['None', '1–2', '3–5', 'More than 5'], reason: 'Please check this answer before it is sent.', suggestion: '3–5' },
    ],
  });
  return state;
}

function emit(state: State, type: Event['type'], application: Application | null, actor: Event['actor']): void {
  const seq = state.events.length + 1;
  const data = application === null ? {} : { status: application.status, progress: application.progress, failure: application.failure, priority: application.priority };
  const event = { cursor: `${kLogEpoch}:${seq}`, seq, type, applicationId: application?.id ?? null, data, actor, at: now() } as Event;
  state.events.push(event);
  state.streams.forEach((send) => send(event));
}

function cursor(state: State): string {
  return `${kLogEpoch}:${state.events.length}`;
}

function change(state: State, application: Application, type: Event['type'], actor: Event['actor'], change: Partial<Application>): void {
  Object.assign(application, change, { updatedAt: now() });
  emit(state, type, application, actor);
}

function withPosition(state: State, application: Application): Application {
  const waiting = state.applications.filter((a) => a.status === 'QUEUED' || a.status === 'PENDING').sort((a, b) => b.priority - a.priority || a.createdAt.localeCompare(b.createdAt));
  const place = waiting.indexOf(application);
  return { ...application, position: place < 0 ? null : place + 1 };
}

const kWork: Schemas['Progress'][] = [
  { step: 'opening', percent: 10 }, { step: 'reading', percent: 25 }, { step: 'filling', percent: 45, message: 'First page' },
  { step: 'filling', percent: 70, message: 'Second page' }, { step: 'submitting', percent: 85 }, { step: 'confirming', percent: 95 },
];

/** The desktop of the mock: works while a device is online. */
function work(state: State): void {
  if (!state.devices.some((device) => device.online)) return;
  const running = state.applications.find((a) => a.status === 'PROCESSING' || a.status === 'CLAIMED');
  if (running === undefined) {
    const next = state.applications.filter((a) => a.status === 'QUEUED').map((a) => ({ a, place: withPosition(state, a).position ?? 0 })).sort((x, y) => x.place - y.place)[0]?.a;
    if (next !== undefined) change(state, next, 'application.claimed', 'desktop', { status: 'PROCESSING', progress: { step: 'starting', percent: 2 }, attempts: next.attempts + 1 });
    return;
  }
  const at = kWork.findIndex((step) => step.percent === running.progress?.percent);
  const step = kWork[at + 1];
  if (step === undefined) change(state, running, 'application.completed', 'desktop', { status: 'COMPLETED', finishedAt: now(), progress: null });
  else change(state, running, 'application.progress', 'desktop', { progress: step });
}

class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) {
    super(detail);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
  } catch {
    return { bytes: Buffer.concat(chunks).length };
  }
}

function session(state: State) {
  const user = { id: '00000000-0000-4000-8000-000000000001', email: state.email, plan: 'free' as const, createdAt: before(500) };
  return { user, accessToken: 'mock', tokenType: 'Bearer', expiresIn: 900 };
}

function findApplication(state: State, id: string): Application {
  const application = state.applications.find((a) => a.id === id);
  if (application === undefined) throw new Refusal(404, 'not_found', 'There is no such application.');
  return application;
}

async function answer(state: State, method: string, url: URL, request: IncomingMessage): Promise<[number, unknown]> {
  const path = url.pathname.slice('/api'.length);
  const body = method === 'GET' ? {} : await bodyOf(request);
  const [, root, second, third] = path.split('/');
  const signedOut = new Refusal(401, 'unauthenticated', 'Log in first.');
  switch (`${method} ${path}`) {
    case 'POST /auth/register':
    case 'POST /auth/login':
      state.signedIn = true;
      state.email = String(body.email);
      return [method === 'POST' && path.endsWith('register') ? 201 : 200, session(state)];
    case 'POST /auth/refresh':
      if (!state.signedIn) throw signedOut;
      return [200, session(state)];
    case 'POST /auth/logout':
      state.signedIn = false;
      return [204, null];
  }
  if (!state.signedIn) throw signedOut;
  switch (`${method} ${path}`) {
    case 'GET /session':
      return [200, { user: session(state).user }];
    case 'GET /profile':
      return [200, { profile: state.profile, version: 1, updatedAt: null }];
    case 'PUT /profile':
      state.profile = body;
      emit(state, 'profile.updated', null, 'person');
      return [200, { profile: state.profile, version: 2, updatedAt: now() }];
    case 'GET /answers':
      return [200, { answers: state.answers }];
    case 'PUT /answers':
      for (const given of body.answers as Schemas['SavedAnswer'][]) {
        state.answers = state.answers.filter((saved) => saved.question !== given.question);
        if (given.answer !== null) state.answers.push({ ...given, updatedAt: now() });
      }
      return [200, { answers: state.answers }];
    case 'GET /resumes':
      return [200, { resumes: state.resumes }];
    case 'POST /resumes': {
      const resume = { id: randomUUID(), name: url.searchParams.get('name') ?? 'resume', contentType: request.headers['content-type'] ?? '', bytes: Number(body.bytes ?? 0), sha256: 'b'.repeat(64), isDefault: state.resumes.length === 0, createdAt: now() };
      state.resumes.push(resume);
      emit(state, 'resume.added', null, 'person');
      return [201, resume];
    }
    case 'GET /devices':
      return [200, { devices: state.devices }];
    case 'POST /device/approve': {
      if (body.userCode !== 'ABCD-EFGH') throw new Refusal(404, 'unknown_code', 'This code is not known.');
      if (body.approve === false) return [200, { approved: false }];
      const device = { id: randomUUID(), name: 'Laptop', platform: 'Debian 12', createdAt: now(), lastSeenAt: now(), online: true };
      state.devices.push(device);
      emit(state, 'device.paired', null, 'person');
      return [200, { approved: true, name: device.name, platform: device.platform }];
    }
    case 'GET /export':
      return [200, { user: session(state).user, profile: state.profile, answers: state.answers, resumes: state.resumes, applications: state.applications, events: state.events, devices: state.devices }];
    case 'DELETE /account':
      state.signedIn = false;
      return [204, null];
    case 'GET /jobs/deck': {
      const q = (url.searchParams.get('q') ?? '').toLowerCase();
      const mode = url.searchParams.get('workMode');
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const found = state.jobs.filter((job) => !state.swiped.has(job.id) && `${job.title} ${job.company}`.toLowerCase().includes(q) && (mode === null || job.workMode === mode));
      const jobs = found.slice(from, from + 20);
      return [200, { jobs, nextCursor: from + 20 < found.length ? String(from + 20) : null }];
    }
    case 'POST /jobs/swipe-right': {
      const job = state.jobs.find((j) => j.id === body.jobId);
      if (job === undefined) throw new Refusal(404, 'not_found', 'There is no such job.');
      state.swiped.set(job.id, 'right');
      state.order.push(job.id);
      const application: Application = { id: randomUUID(), jobId: job.id, title: job.title, company: job.company, applyUrl: job.applyUrl, status: 'QUEUED', priority: 5, attempts: 0, maxAttempts: 3, progress: null, failure: null, questions: [], createdAt: now(), updatedAt: now() };
      state.applications.push(application);
      emit(state, 'application.swiped', application, 'person');
      return [201, { id: application.id, status: 'QUEUED', position: withPosition(state, application).position }];
    }
    case 'POST /jobs/swipe-left':
      state.swiped.set(String(body.jobId), 'left');
      state.order.push(String(body.jobId));
      return [204, null];
    case 'POST /jobs/undo': {
      const jobId = typeof body.jobId === 'string' ? body.jobId : (state.order.at(-1) ?? '');
      const kind = state.swiped.get(jobId);
      state.swiped.delete(jobId);
      state.applications = state.applications.filter((a) => a.jobId !== jobId);
      return [200, { jobId, undone: kind === 'right' ? 'swipe_right' : 'swipe_left', applicationId: null }];
    }
    case 'GET /applications/queue': {
      const statuses = url.searchParams.get('status')?.split(',');
      const counts: Record<string, number> = {};
      for (const a of state.applications) counts[a.status] = (counts[a.status] ?? 0) + 1;
      const rows = state.applications.filter((a) => statuses === undefined || statuses.includes(a.status)).map((a) => withPosition(state, a)).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
      const seen = state.devices.map((d) => d.lastSeenAt ?? '').sort().at(-1) ?? null;
      return [200, { applications: rows.slice(0, Number(url.searchParams.get('limit') ?? 20)), nextCursor: null, counts, cursor: cursor(state), desktop: { online: state.devices.some((d) => d.online), paired: state.devices.length > 0, lastSeenAt: seen } }];
    }
    case 'GET /events': {
      const after = Number(url.searchParams.get('after')?.split(':')[1] ?? state.events.length);
      return [200, { events: state.events.slice(after), cursor: cursor(state), upToDate: true, reset: false }];
    }
  }
  if (root === 'jobs' && second !== undefined) {
    const job = state.jobs.find((j) => j.id === second);
    if (job === undefined) throw new Refusal(404, 'not_found', 'There is no such job.');
    return [200, job];
  }
  if (root === 'devices' && second !== undefined && method === 'DELETE') {
    state.devices = state.devices.filter((d) => d.id !== second);
    return [204, null];
  }
  if (root === 'resumes' && second !== undefined) {
    if (method === 'DELETE') state.resumes = state.resumes.filter((r) => r.id !== second);
    if (third === 'default') state.resumes.forEach((r) => (r.isDefault = r.id === second));
    return method === 'DELETE' ? [204, null] : [200, state.resumes.find((r) => r.id === second)];
  }
  if (root === 'applications' && second !== undefined) {
    const application = findApplication(state, second);
    switch (`${method} ${third ?? ''}`) {
      case 'GET ':
        return [200, {
          application: withPosition(state, application), job: state.jobs.find((j) => j.id === application.jobId),
          events: state.events.filter((e) => e.applicationId === application.id), resume: state.resumes[0] ?? null, customFields: {},
          evidence: application.status === 'COMPLETED' ? [1, 2].map((n) => ({ n, kind: n === 1 ? 'before_submit' : 'confirmation', contentType: 'image/png', bytes: 1000, sha256: 'c'.repeat(64), url: '/icon-512.png', createdAt: before(1) })) : [],
          answersSent: application.status === 'COMPLETED' ? [
            { label: 'First name', value: 'Ada', provenance: 'profile', confidence: 1 },
            { label: 'Are you legally authorised to work in Germany?', value: 'Yes', provenance: 'rule', confidence: 1 },
            { label: 'Why do you want to work here?', value: 'I like software that is quiet and does one thing well.', provenance: 'saved_answer' },
          ] : [],
        }];
      case 'GET logs':
        return [200, { logs: ['Opened the page', 'Read 14 fields on step 1', 'Filled 12, asked about 0, skipped 2'].map((message, i) => ({ at: before(1), epoch: 1, level: 'info', step: kWork[i]!.step, message })), nextCursor: null }];
      case 'POST cancel':
        change(state, application, 'application.cancelled', 'person', { status: 'CANCELLED', finishedAt: now() });
        break;
      case 'POST retry':
        change(state, application, 'application.queued', 'person', { status: 'QUEUED', attempts: 0, failure: null });
        break;
      case 'POST priority':
        change(state, application, 'application.priority_changed', 'person', { priority: Number(body.priority) });
        break;
      case 'POST answers':
        change(state, application, 'application.answered', 'person', { status: 'QUEUED', failure: null, questions: [] });
        break;
      case 'POST resolve':
        change(state, application, 'application.resolved', 'person', body.outcome === 'sent' ? { status: 'COMPLETED', finishedAt: now(), failure: null } : { status: 'QUEUED', failure: null });
        break;
      default:
        throw new Refusal(404, 'not_found', 'There is nothing here.');
    }
    return [200, withPosition(state, application)];
  }
  throw new Refusal(404, 'not_found', 'There is nothing here.');
}

function stream(state: State, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const after = request.headers['last-event-id'] ?? url.searchParams.get('after');
  const write = (type: string, frame: object) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...frame })}\n\n`);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  write('hello', { cursor: cursor(state) });
  const send = (event: Event) => write('event', { event });
  state.events.slice(after === null ? state.events.length : Number(String(after).split(':')[1])).forEach(send);
  write('up_to_date', { cursor: cursor(state) });
  state.streams.add(send);
  const ping = setInterval(() => write('ping', { at: now() }), 20_000);
  request.on('close', () => {
    clearInterval(ping);
    state.streams.delete(send);
  });
}

function middleware(): Connect.NextHandleFunction {
  const state = makeState();
  setInterval(() => work(state), 1_500).unref();
  return (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (!url.pathname.startsWith('/api/')) {
      next();
      return;
    }
    if (url.pathname === '/api/events' && request.headers.accept?.includes('text/event-stream') === true && state.signedIn) {
      stream(state, url, request, response);
      return;
    }
    answer(state, request.method ?? 'GET', url, request).then(
      ([status, value]) => {
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(value === null ? undefined : JSON.stringify(value));
      },
      (error: unknown) => {
        const status = error instanceof Refusal ? error.status : 500;
        const code = error instanceof Refusal ? error.code : 'internal';
        const detail = error instanceof Error ? error.message : String(error);
        response.writeHead(status, { 'Content-Type': 'application/problem+json' });
        response.end(JSON.stringify({ type: `urn:jobswipe:problem:${code}`, title: code, status, detail, code }));
      },
    );
  };
}

/** Answers `/api` in `vite` and in `vite preview`. */
export function mockServer(): Plugin {
  return {
    name: 'jobswipe-mock',
    configureServer: ({ middlewares }) => void middlewares.use(middleware()),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(middleware()),
  };
}
