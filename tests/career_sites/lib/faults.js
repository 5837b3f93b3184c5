// Misbehaviour on demand, set through /_admin/fail.
import {Refused} from './http.js';

const MODES = {
  404: 'page',
  500: 'any',
  slow: 'any',
  captcha: 'page',
  login: 'page',
  code: 'page',
  closed: 'page',
  applied: 'page',
  drop_reply: 'post',
};

export class Faults {
  rules = [];

  /**
   * `{posting: id|null, mode, times: n|null, ms, on}`: `posting` null means all; `times` null means until reset; `on` is
   * `page`, `post` or `any` and has a sensible default per mode. Mode `none` takes back what was set for the posting.
   */
  set({posting = null, mode, times = null, ms = 3000, on}) {
    mode = String(mode);
    this.rules = this.rules.filter((rule) => rule.posting !== posting);
    if (mode === 'none') return;
    if (!(mode in MODES)) throw new Refused(400, `mode must be one of none, ${Object.keys(MODES).join(', ')}`);
    if (times !== null && !(Number.isInteger(times) && times > 0)) throw new Refused(400, 'times must be null or a whole number from 1');
    if (on !== undefined && !['page', 'post', 'any'].includes(on)) throw new Refused(400, 'on must be page, post or any');
    this.rules.push({posting, mode, left: times ?? Infinity, ms, on: on ?? MODES[mode]});
  }

  reset() {
    this.rules = [];
  }

  /** The mode that applies to this request, used up by one; null when all is well. */
  #take(posting, on) {
    const rule = this.rules.find((r) => (r.posting === null || r.posting === posting) && (r.on === 'any' || r.on === on));
    if (!rule) return null;
    if (--rule.left <= 0) this.rules = this.rules.filter((r) => r !== rule);
    return rule;
  }

  /**
   * To be asked at the start of a request. Does what can be done without knowing the page (404, 500, slow) and gives
   * back `captcha`, `login`, `code`, `closed`, `applied`, `drop_reply` or null for the page itself to act on.
   */
  async meet(posting, on) {
    const rule = this.#take(posting, on);
    if (!rule) return null;
    if (rule.mode === '404') throw new Refused(404, 'The page that you are looking for does not exist.');
    if (rule.mode === '500') throw new Refused(500, 'We are sorry, something went wrong on our side. Please try again later.');
    if (rule.mode === 'slow') {
      await new Promise((resolve) => setTimeout(resolve, rule.ms));
      return null;
    }
    return rule.mode;
  }
}
