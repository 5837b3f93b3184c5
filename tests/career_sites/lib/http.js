// Plain node:http with just enough around it: routes, bodies, HTML text.
import {createServer} from 'node:http';
import {readFileSync} from 'node:fs';

const BODY_LIMIT = 12 * 1024 * 1024;

/** A refusal with its HTTP status. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function escapeHtml(text) {
  return String(text ?? '').replace(/[&<>"']/g, (c) => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'})[c]);
}

class Raw {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

/** Marks text as HTML already. */
export function raw(text) {
  return new Raw(text);
}

/** Template tag: every value is escaped unless it comes from `raw` or `html` itself; arrays are joined. */
export function html(strings, ...values) {
  const show = (value) => {
    if (value === null || value === undefined || value === false) return '';
    if (Array.isArray(value)) return value.map(show).join('');
    return value instanceof Raw ? value.text : escapeHtml(value);
  };
  return new Raw(strings.reduce((text, part, i) => text + part + (i < values.length ? show(values[i]) : ''), ''));
}

export async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Refused(413, 'The upload is larger than 12 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Fields and files of a form body: multipart/form-data (RFC 7578) or urlencoded. A repeated name becomes an array. */
export async function readForm(request) {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  const fields = {};
  const files = {};
  const add = (name, value) => {
    fields[name] = name in fields ? [].concat(fields[name], value) : value;
  };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) add(name, value);
    return {fields, files};
  }
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  if (!boundary) throw new Refused(415, `A form body was expected, not "${type}".`);
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    const next = body.indexOf(delimiter, start);
    if (next < 0) break;
    const part = body.subarray(start + 2, next - 2);
    const split = part.indexOf('\r\n\r\n');
    if (split >= 0) {
      const head = part.subarray(0, split).toString('utf8');
      const content = part.subarray(split + 4);
      const unescape = (text) => text.replace(/%22/g, '"').replace(/%0D%0A/gi, '\n');
      const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1];
      const filename = /filename="([^"]*)"/i.exec(head)?.[1];
      if (name !== undefined && filename !== undefined) {
        if (filename !== '' || content.length) files[unescape(name)] = {name: unescape(filename), bytes: Buffer.from(content)};
      } else if (name !== undefined) {
        add(unescape(name), content.toString('utf8'));
      }
    }
    at = next;
  }
  return {fields, files};
}

export async function readJson(request) {
  const body = await readBody(request);
  try {
    return body.length ? JSON.parse(body.toString('utf8')) : {};
  } catch (error) {
    throw new Refused(400, `The body is not JSON: ${error.message}`);
  }
}

export function sendHtml(response, page, status = 200) {
  response.writeHead(status, {'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store'});
  response.end(`<!doctype html>\n${page}`);
}

export function sendJson(response, value, status = 200, headers = {}) {
  response.writeHead(status, {'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers});
  response.end(JSON.stringify(value));
}

export function redirect(response, location) {
  response.writeHead(303, {location});
  response.end();
}

/**
 * Loses the reply: the connection ends after the header. Were it ended before, Chromium would send the POST again by
 * itself whenever it had opened the connection ahead of need.
 */
export function dropReply(response) {
  response.writeHead(200, {'content-type': 'text/html; charset=utf-8', 'content-length': 4096});
  response.write(' ', () => response.destroy());
}

const TYPES = {css: 'text/css', js: 'text/javascript'};

/** A handler that serves one file of this folder. */
export function asset(url) {
  const type = TYPES[url.pathname.split('.').pop()];
  return (request, response) => {
    response.writeHead(200, {'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store'});
    response.end(readFileSync(url));
  };
}

/**
 * Starts a server for `routes`: [method, pattern, handler(request, response, {params, query, url})], first match wins.
 * Resolves with {port, close} once it listens.
 */
export async function listen({host, port, routes}) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://site.invalid');
    try {
      for (const [method, pattern, handler] of routes) {
        const match = pattern.exec(url.pathname);
        if (!match || (method !== request.method && !(method === 'GET' && request.method === 'HEAD'))) continue;
        await handler(request, response, {params: match.slice(1).map(decodeURIComponent), query: url.searchParams, url});
        return;
      }
      throw new Refused(404, 'Page not found');
    } catch (error) {
      if (response.destroyed || response.headersSent) return response.destroy();
      const status = error instanceof Refused ? error.status : 500;
      if (!(error instanceof Refused)) console.error(error);
      if ((request.headers.accept ?? '').includes('html')) {
        const title = status === 404 ? 'Page not found' : status === 500 ? 'Something went wrong' : 'Request refused';
        sendHtml(response, `<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>${escapeHtml(error.message)}</p></body></html>`, status);
      } else {
        sendJson(response, {error: error.message}, status);
      }
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: server.address().port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
