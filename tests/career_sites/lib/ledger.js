// What an employer received: every POST, whether it was taken, and how often for the same person and posting.
import {createHash, randomBytes} from 'node:crypto';

export class Ledger {
  constructor() {
    this.reset();
  }

  reset() {
    this.posts = [];
    this.visits = new Map();
    this.captchaClicks = 0;
  }

  /** A token for one showing of a form. It comes back with the POST. */
  visit(posting, extra = {}) {
    const token = randomBytes(12).toString('hex');
    this.visits.set(token, {posting, draft: {}, files: {}, ...extra});
    return token;
  }

  /** Notes one POST of an application. `errors` empty means that it was taken. */
  record({posting, visit, fields, file, errors}) {
    const email = String(fields.email ?? '').trim().toLowerCase();
    const {visit: _, ...rest} = fields;
    this.posts.push({
      posting,
      key: `${email}|${posting}`,
      visit,
      accepted: Object.keys(errors).length === 0,
      at: new Date().toISOString(),
      fields: rest,
      file: file ? {name: file.name, bytes: file.bytes.length, sha256: createHash('sha256').update(file.bytes).digest('hex')} : null,
      errors,
    });
  }

  submissions() {
    const acceptedByKey = {};
    const postsByKey = {};
    const postsByVisit = {};
    for (const post of this.posts) {
      postsByKey[post.key] = (postsByKey[post.key] ?? 0) + 1;
      postsByVisit[post.visit] = (postsByVisit[post.visit] ?? 0) + 1;
      if (post.accepted) acceptedByKey[post.key] = (acceptedByKey[post.key] ?? 0) + 1;
    }
    return {
      total: this.posts.length,
      accepted: this.posts.filter((post) => post.accepted).length,
      posts: this.posts,
      accepted_by_key: acceptedByKey,
      posts_by_key: postsByKey,
      posts_by_visit: postsByVisit,
      captcha_clicks: this.captchaClicks,
    };
  }
}
