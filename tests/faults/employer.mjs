// An employer without a browser: counts the POSTs per person and posting, before it answers any of them.
import {createServer} from 'node:http';

const keyOf = (email, jobId) => `${email.toLowerCase()}|${jobId}`;

export class Employer {
  #posts = new Map();

  static async open() {
    const self = new Employer();
    self.server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const {email} = JSON.parse(text);
      self.receive(email, new URL(request.url, 'http://employer').pathname.split('/')[2]);
      response.writeHead(200, {'content-type': 'text/plain'}).end('Thank you for applying.');
    });
    await new Promise((resolve) => self.server.listen(0, '127.0.0.1', resolve));
    self.port = self.server.address().port;
    return self;
  }

  receive(email, jobId) {
    const key = keyOf(email, jobId);
    this.#posts.set(key, (this.#posts.get(key) ?? 0) + 1);
  }
  /** How often this person's application for this posting came. */
  of(email, jobId) {
    return this.#posts.get(keyOf(email, jobId)) ?? 0;
  }
  get total() {
    return [...this.#posts.values()].reduce((sum, n) => sum + n, 0);
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Postings as a Lever feed gives them; they need no site, since the pretended desktops know where to send. */
export function postingFeed(count, origin) {
  return Array.from({length: count}, (_, i) => {
    const id = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    return {
      id, text: `Position ${i + 1}`, hostedUrl: `${origin}/acme/${id}`, applyUrl: `${origin}/acme/${id}/apply`,
      categories: {location: 'Berlin', commitment: 'Full-time', team: 'Engineering'}, country: 'DE', workplaceType: 'remote',
      description: `<p>Position ${i + 1}</p>`, createdAt: 1760000000000,
    };
  });
}
