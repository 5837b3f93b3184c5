// Requests that go on until the server has answered, as the clients' outboxes do.
import {setTimeout as pause} from 'node:timers/promises';

/**
 * Sends one request, with one Idempotency-Key, until an answer other than 5xx or 429 comes. Gives the answer; throws after `seconds`.
 * `api.base` is read anew each time, since a restarted server may have another port.
 */
export async function insist(api, method, path, {json, key, body, headers = {}, seconds = 90, timeout = 5000} = {}) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await api.raw(method, path, {json, body, headers: {...headers, ...(key ? {'idempotency-key': key} : {})}, timeout});
      if (answer.status === 401 && api.renew && !path.startsWith('/api/auth')) {
        await api.renew();
      } else if (answer.status < 500 && answer.status !== 429 && answer.body?.code !== 'in_progress') {
        return answer;
      }
      last = `${answer.status} ${answer.body?.detail ?? ''}`;
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    if (Date.now() > deadline) throw new Error(`${method} ${path} was not answered within ${seconds} s; last: ${last}`);
    await pause(60);
  }
}
