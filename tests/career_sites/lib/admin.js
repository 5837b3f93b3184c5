// The side door for tests: what was received, and how to misbehave.
import {readJson, sendJson} from './http.js';

export function adminRoutes({ledger, faults}) {
  return [
    ['GET', /^\/_admin\/submissions$/, (request, response) => sendJson(response, ledger.submissions())],
    ['POST', /^\/_admin\/fail$/, async (request, response) => {
      faults.set(await readJson(request));
      sendJson(response, {ok: true});
    }],
    ['POST', /^\/_admin\/reset$/, (request, response) => {
      ledger.reset();
      faults.reset();
      sendJson(response, {ok: true});
    }],
  ];
}
