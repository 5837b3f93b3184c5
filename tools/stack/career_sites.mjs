// The demo employers of tests/career_sites: where they are, what they were sent, how to make them misbehave.
import {join} from 'node:path';
import {Child} from './child.mjs';
import {freePort, freePortRow} from './ports.mjs';

function sitesOf(line) {
  if (!line.startsWith('{')) return null;
  try {
    const value = JSON.parse(line);
    return Array.isArray(value.sites) ? value.sites : null;
  } catch {
    return null;
  }
}

export class CareerSites {
  /** @param {{first?: number, frame?: number}} o.ports preferred, so that postings imported earlier keep their address */
  static async start({root, logs, ports = {}}) {
    const self = new CareerSites();
    for (let attempt = 1; ; attempt++) {
      self.ports = {first: await freePortRow(3, ports.first), frame: await freePort(ports.frame)};
      self.child = new Child({
        name: 'career sites',
        command: join(root, 'node_modules/.bin/node'),
        args: [join(root, 'tests/career_sites/server.js'), '--port', String(self.ports.first), '--frame-port', String(self.ports.frame)],
        log: join(logs, 'sites.log'),
      });
      try {
        self.sites = await self.child.until(sitesOf, 'listening', 30);
        return self;
      } catch (error) {
        await self.child.stop();
        if (attempt === 5 || !self.child.tail.some((line) => line.includes('EADDRINUSE'))) throw error;
        ports = {};
      }
    }
  }

  /** The addresses of all feeds, as `jobswiped import` takes them. */
  get feeds() {
    return this.sites.flatMap((site) => site.feeds?.map(({url}) => url) ?? [site.feed]);
  }

  /** The site and the posting that a job of the deck was imported from, as `{site, posting}`; undefined for others. */
  placeOf(job) {
    const url = new URL(job.applyUrl);
    const parts = new Set([...url.pathname.split('/'), ...url.searchParams.values()]);
    const site = this.sites.find((it) => [it.url, it.frameUrl].some((other) => other && new URL(other).origin === url.origin));
    const posting = site?.postings.find(({id}) => parts.has(String(id)));
    return posting && {site, posting};
  }

  /** Everything a site was sent: `{total, accepted, posts, accepted_by_key, …}` of its /_admin/submissions. */
  async submissions(site) {
    const response = await fetch(new URL('/_admin/submissions', site.url), {signal: AbortSignal.timeout(10_000)});
    if (!response.ok) throw new Error(`${site.url}/_admin/submissions answered ${response.status}`);
    return response.json();
  }

  /** The POSTs that an employer got for a job from the person with this e-mail address, in their order. */
  async posts(job, email) {
    const place = this.placeOf(job);
    if (!place) throw new Error(`${job.applyUrl} belongs to none of the demo employers`);
    const key = `${email.toLowerCase()}|${place.posting.id}`;
    return (await this.submissions(place.site)).posts.filter((post) => post.key === key);
  }

  /** Sets a rule of tests/career_sites/lib/faults.js. */
  async misbehave(site, rule) {
    const response = await fetch(new URL('/_admin/fail', site.url), {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(rule),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${site.url}/_admin/fail answered ${response.status}: ${await response.text()}`);
  }

  stop() {
    return this.child.stop();
  }
}
