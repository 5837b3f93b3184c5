// A small client of the public HTTP API, for the demo and the tests. Knows nothing that api/openapi.yaml does not say.
import {randomUUID} from 'node:crypto';

export class ApiError extends Error {
  constructor(method, path, status, problem) {
    super(`${method} ${path} answered ${status}: ${problem?.detail ?? JSON.stringify(problem)}`);
    this.status = status;
    this.problem = problem;
  }
}

export class Api {
  /**
   * @param {string} base such as http://127.0.0.1:8080
   * @param {string} [token] bearer token of a person or a device
   */
  constructor(base, token) {
    this.base = base;
    this.token = token;
    this.cookies = new Map();
  }

  /** One request as it is; gives `{status, headers, body}` whatever the status. `json` undefined sends no body. */
  async raw(method, path, {json, body, headers = {}, timeout = 90_000, redirect = 'manual'} = {}) {
    const all = {'x-jobswipe-client': 'tools', ...headers};
    if (this.token && !('authorization' in all)) all.authorization = `Bearer ${this.token}`;
    if (!this.token && this.cookies.size && !('cookie' in all)) all.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    if (json !== undefined) {
      body = JSON.stringify(json);
      all['content-type'] ??= 'application/json';
    }
    if (method === 'POST' && !('idempotency-key' in all)) all['idempotency-key'] = randomUUID();
    const response = await fetch(new URL(path, this.base), {method, headers: all, body, redirect, signal: AbortSignal.timeout(timeout)});
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '' || /max-age=0(;|$)/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const type = response.headers.get('content-type') ?? '';
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      body: bytes.length === 0 ? null : /json/.test(type) ? JSON.parse(bytes.toString('utf8')) : bytes,
    };
  }

  async #good(method, path, options) {
    let answer = await this.raw(method, path, options);
    if (answer.status === 401 && this.cookies.size && path !== '/api/auth/refresh') {
      await this.refresh();
      answer = await this.raw(method, path, options);
    }
    if (answer.status >= 400) throw new ApiError(method, path, answer.status, answer.body);
    return answer.body;
  }

  get(path, options) {
    return this.#good('GET', path, options);
  }
  post(path, json, options) {
    return this.#good('POST', path, {json, ...options});
  }
  put(path, json, options) {
    return this.#good('PUT', path, {json, ...options});
  }
  delete(path, json, options) {
    return this.#good('DELETE', path, {json, ...options});
  }

  async register(email, password) {
    this.user = (await this.post('/api/auth/register', {email, password})).user;
    return this.user;
  }

  async login(email, password) {
    this.user = (await this.post('/api/auth/login', {email, password})).user;
    return this.user;
  }

  refresh() {
    return this.post('/api/auth/refresh', {});
  }

  uploadResume(bytes, name) {
    return this.post(`/api/resumes?name=${encodeURIComponent(name)}`, undefined, {body: bytes, headers: {'content-type': 'application/pdf'}});
  }

  /** All cards of the deck, page by page. */
  async deck(query = '') {
    const jobs = [];
    let cursor = null;
    do {
      const page = await this.get(`/api/jobs/deck?limit=100${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      jobs.push(...page.jobs);
      cursor = page.nextCursor;
    } while (cursor);
    return jobs;
  }

  /**
   * Reads the event log from `after` by long-poll and gives each event to `wanted` until that gives something, which is
   * given back. Throws after `seconds`.
   */
  async follow(after, wanted, what, seconds = 120) {
    const deadline = Date.now() + seconds * 1000;
    let cursor = after;
    while (Date.now() < deadline) {
      const wait = Math.max(1, Math.min(20, Math.round((deadline - Date.now()) / 1000)));
      const page = await this.get(`/api/events?after=${encodeURIComponent(cursor)}&wait=${wait}`);
      if (page.reset) throw new Error(`the event cursor ${cursor} was refused with a reset while waiting until ${what}`);
      for (const event of page.events) {
        const found = wanted(event);
        if (found) return found;
      }
      cursor = page.cursor;
    }
    throw new Error(`after ${seconds} s it was still not so that ${what}; look at var/…/logs of this run`);
  }
}

/** States that an application does not leave by itself. */
export const ended = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'NEEDS_REVIEW']);
