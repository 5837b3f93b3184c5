// The demo employers of tests/career_sites: where they are, what they were sent, how to make them misbehave.
import {join} from 'node:path';
import {Child} from './child.mjs';

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
  static async start({root, logs}) {
    const self = new CareerSites();
    self.child = new Child({
      name: 'career sites',
      command: join(root, 'node_modules/.bin/node'),
      args: [join(root, 'tests/career_sites/server.js')],
      log: join(logs, 'sites.log'),
    });
    self.sites = await self.child.until(sitesOf, 'listening', 30);
    return self;
  }

  /** Everything a site was sent: `{total, accepted, posts, accepted_by_key, …}` of its /_admin/submissions. */
  async submissions(site) {
    const response = await fetch(new URL('/_admin/submissions', site.url), {signal: AbortSignal.timeout(10_000)});
    if (!response.ok) throw new Error(`${site.url}/_admin/submissions answered ${response.status}`);
    return response.json();
  }

  /** All POSTs that all sites got, each with the site's name. */
  async posts() {
    const all = await Promise.all(this.sites.map(async (site) => (await this.submissions(site)).posts.map((post) => ({...post, site: site.name}))));
    return all.flat();
  }

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
