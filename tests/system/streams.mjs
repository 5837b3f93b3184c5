// Readers of the event log over each transport. Each is an async iterator of events, to be ended with `close()`.
import {WebSocket} from 'ws';

/** A queue that an iterator waits on. */
class Events {
  #ready = [];
  #waiting = [];
  push(item) {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#ready.push(item);
  }
  next(seconds = 30) {
    if (this.#ready.length) return Promise.resolve(this.#ready.shift());
    return new Promise((resolve, reject) => {
      const waiter = (item) => {
        clearTimeout(timer);
        resolve(item);
      };
      const timer = setTimeout(() => {
        // A waiter that gave up must not swallow the next frame.
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(new Error(`no frame within ${seconds} s`));
      }, seconds * 1000);
      this.#waiting.push(waiter);
    });
  }
}

const credentials = (api) => (api.token ? {authorization: `Bearer ${api.token}`} : {cookie: [...api.cookies].map(([k, v]) => `${k}=${v}`).join('; '), origin: new URL(api.base).origin});

/** Frames of the WebSocket after a cursor. */
export function webSocket(api, after, headers = credentials(api)) {
  const url = new URL(`/api/ws${after ? `?after=${encodeURIComponent(after)}` : ''}`, api.base);
  url.protocol = 'ws:';
  const socket = new WebSocket(url, {headers});
  const frames = new Events();
  const closed = new Promise((resolve) => {
    socket.on('close', (code) => resolve({code}));
    socket.on('unexpected-response', (_, response) => resolve({refused: response.statusCode}));
    socket.on('error', () => {}); // told by close or unexpected-response
  });
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  return {next: (seconds) => frames.next(seconds), close: () => socket.terminate(), closed, socket};
}

/** Frames of the server-sent events after a cursor; each has the event's name as its type. */
export async function serverSentEvents(api, after) {
  const stop = new AbortController();
  const headers = {...credentials(api), accept: 'text/event-stream', ...(after ? {'last-event-id': after} : {})};
  const response = await fetch(new URL('/api/events', api.base), {headers, signal: stop.signal});
  if (response.status !== 200) return {refused: response.status};
  const frames = new Events();
  const closed = (async () => {
    let text = '';
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split(/\r?\n\r?\n/);
        text = blocks.pop();
        for (const block of blocks) {
          const lines = block.split(/\r?\n/).filter((line) => line && !line.startsWith(':'));
          const field = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart()).join('\n');
          if (field('data')) frames.push({type: field('event') || 'message', id: field('id'), ...JSON.parse(field('data'))});
        }
      }
    } catch (error) {
      if (!stop.signal.aborted) return {error};
    }
    return {};
  })();
  return {next: (seconds) => frames.next(seconds), close: () => stop.abort(), closed, type: response.headers.get('content-type')};
}

/** Reads from a stream until an event for which `last` holds; gives all events up to it. */
export async function eventsUntil(stream, last) {
  const events = [];
  for (;;) {
    const frame = await stream.next();
    if (frame.type === 'reset') throw new Error('the stream was reset');
    if (frame.type !== 'event') continue;
    events.push(frame.event);
    if (last(frame.event)) return events;
  }
}

/** The same by long-poll, with pages of `limit`. */
export async function polledUntil(api, after, last, limit = 500) {
  const events = [];
  for (let cursor = after; ; ) {
    const page = await api.get(`/api/events?after=${encodeURIComponent(cursor)}&wait=20&limit=${limit}`);
    events.push(...page.events);
    if (page.events.some(last)) return events;
    cursor = page.cursor;
  }
}
