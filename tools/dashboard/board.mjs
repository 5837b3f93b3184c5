// Bull Board, and the page of the system's figures, over Node's own HTTP server.
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {extname, join, normalize} from 'node:path';
import {createBullBoard} from '@bull-board/api';
import {BullMQAdapter} from '@bull-board/api/bullMQAdapter';
import {Queue} from 'bullmq';
import {readRedisUrl} from './connection.mjs';
import {systemAnswer} from './system.mjs';

/** The server's queues (server/queue/queues.hpp), with what they are for. */
export const queueNames = {
  processing: 'offers to desktops',
  priority: 'offers that go first',
  retry: 'offers whose back-off still runs',
  deadletter: 'applications that failed, with what happened',
  notify: 'pushes',
};

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const types = {
  '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
  '.json': 'application/json', '.woff2': 'font/woff2', '.map': 'application/json',
};
const headers = {
  'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store',
};

/** What Bull Board tells a web framework; here it is only written down. */
class Routes {
  setQueues(queues) { this.queues = queues; return this; }
  setViewsPath(path) { this.views = path; return this; }
  setStaticPath(route, path) { this.static = {route, path}; return this; }
  setEntryRoute(route) { this.entry = route; return this; }
  setErrorHandler(handler) { this.onError = handler; return this; }
  setApiRoutes(routes) {
    this.api = routes.flatMap(({method, route, handler}) => [route].flat().map((path) => ({
      methods: [method].flat().map((name) => name.toUpperCase()),
      pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
      handler,
    })));
    return this;
  }
  setUIConfig(config) { this.ui = config; return this; }
}

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    if ((size += chunk.length) > 1_000_000) throw Object.assign(new Error('the body is over 1 MB'), {statusCode: 413});
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks));
  } catch {
    throw Object.assign(new Error('the body is not JSON'), {statusCode: 400});
  }
}

/** Serves the board on 127.0.0.1; gives {url, close()}. `port` 0: a free one. `serverUrl`: whose figures /system shows. Throws when the port is taken. */
export async function serveBoard({redisUrl, serverUrl, prefix = 'application', port = 0, allowChanges = false}) {
  const redis = readRedisUrl(redisUrl);
  const connection = redis.make();
  let failure = null;
  connection.on('error', (error) => { failure = error; });
  connection.on('ready', () => { failure = null; });
  const keyed = redis.cluster && !prefix.includes('{') ? `{${prefix}}` : prefix;
  const queues = Object.keys(queueNames).map((name) => {
    const queue = new Queue(name, {prefix: keyed, connection, skipMetasUpdate: true});
    queue.on('error', () => {}); // said once, by the connection
    return queue;
  });
  const routes = new Routes();
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, {
      readOnlyMode: !allowChanges,
      // Nobody consumes dead letters: their owner sends the application again, which takes the letter away.
      allowRetries: queue.name !== 'deadletter',
      description: queueNames[queue.name],
    })),
    serverAdapter: routes,
    options: {uiConfig: {boardTitle: 'JobSwipe queues', miscLinks: [{text: 'System', url: '/system'}]}},
  });

  async function entryPage() {
    const page = routes.entry.handler({basePath: '/', uiConfig: routes.ui});
    const template = await readFile(join(routes.views, page.name), 'utf8');
    return template
      .replace(/^.*fonts\.googleapis\.com.*$/m, (line) => line.replace(/<link[^>]*fonts\.googleapis[^>]*>/, ''))
      .replace(/<%[-=]\s*(\w+)\s*%>/g, (_, name) => page.params[name] ?? '');
  }

  async function answer(request) {
    const url = new URL(request.url, 'http://127.0.0.1');
    // Another site's page reaches loopback, too, under a name of its own; that is no business of this board.
    if (!loopback.test(request.headers.host ?? '')) return {status: 403, body: {error: 'this board answers to loopback names only'}};
    const changes = !['GET', 'HEAD'].includes(request.method);
    if (changes && request.headers.origin !== `http://${request.headers.host}`) {
      return {status: 403, body: {error: 'only pages of this board may change anything'}};
    }
    const ofSystem = changes ? null : await systemAnswer(url.pathname, serverUrl);
    if (ofSystem) return ofSystem;
    if (url.pathname.startsWith(`${routes.static.route}/`)) {
      const file = normalize(decodeURIComponent(url.pathname.slice(routes.static.route.length)));
      const type = types[extname(file)];
      if (!type || file.includes('..')) return {status: 404, body: {error: 'no such file'}};
      try {
        return {status: 200, type, bytes: await readFile(join(routes.static.path, file))};
      } catch {
        return {status: 404, body: {error: 'no such file'}};
      }
    }
    if (url.pathname.startsWith('/api/') && failure) {
      return {status: 503, body: {error: `Redis can't be reached: ${failure.message}`}};
    }
    for (const route of routes.api) {
      const found = url.pathname.match(route.pattern);
      if (!found || !route.methods.includes(request.method)) continue;
      const params = Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]));
      const {status = 200, body} = await route.handler({
        queues: routes.queues, params, query: Object.fromEntries(url.searchParams), headers: request.headers,
        body: changes ? await bodyOf(request) : {},
      });
      return {status, body};
    }
    if (url.pathname.startsWith('/api/')) return {status: 404, body: {error: 'no such route'}};
    return {status: 200, type: 'text/html; charset=utf-8', bytes: await entryPage()};
  }

  const server = createServer(async (request, response) => {
    let result;
    try {
      result = await answer(request);
    } catch (error) {
      result = routes.onError(error);
    }
    response.writeHead(result.status ?? 500, {...headers, 'content-type': result.type ?? 'application/json'});
    response.end(result.bytes ?? JSON.stringify(result.body ?? null));
  });
  try {
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  } catch (error) {
    connection.disconnect();
    throw error.code === 'EADDRINUSE' ? new Error(`the port ${port} is taken: choose another with --port, or leave it out`) : error;
  }
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(queues.map((queue) => queue.close()));
      connection.disconnect();
    },
  };
}
