// The page of the system's own figures, from the server's /metrics.
import {readFile} from 'node:fs/promises';
import {figuresOf} from './metrics.mjs';

const files = {
  '/system': ['system.html', 'text/html; charset=utf-8'],
  '/system.js': ['system.js', 'text/javascript'],
  '/system.css': ['system.css', 'text/css'],
};

/** Answers what belongs to the page: {status, type, bytes} or {status, body}; null for any other path. */
export async function systemAnswer(path, serverUrl) {
  if (files[path]) {
    const [name, type] = files[path];
    return {status: 200, type, bytes: await readFile(new URL(name, import.meta.url))};
  }
  if (path !== '/system.json') return null;
  if (!serverUrl) return {status: 503, body: {error: 'No server is named. Begin the dashboard again with --server URL.'}};
  try {
    const answer = await fetch(new URL('/metrics', serverUrl), {signal: AbortSignal.timeout(5_000)});
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return {status: 200, body: {...figuresOf(await answer.text()), at: Date.now()}};
  } catch (error) {
    return {status: 503, body: {error: `The server at ${serverUrl} can't be read: ${error.cause?.message ?? error.message}`}};
  }
}
