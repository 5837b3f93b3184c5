// Applies to N jobs without a person and compares what the server says with what the employers received.
import {ended} from '../stack/api.mjs';

/** The site that a posting belongs to, by the origin that its page is on. */
function siteOf(job, sites) {
  const origin = new URL(job.applyUrl).origin;
  return sites.find((site) => [site.url, ...(site.origins ?? [])].some((url) => new URL(url).origin === origin));
}

/** N jobs of the deck, taken from the sites in turn. */
export function spread(jobs, sites, count) {
  const piles = sites.map((site) => jobs.filter((job) => siteOf(job, sites) === site));
  const chosen = [];
  while (chosen.length < count && piles.some((pile) => pile.length)) {
    for (const pile of piles) if (pile.length && chosen.length < count) chosen.push(pile.shift());
  }
  return chosen;
}

/** Gives true when each of `count` applications was received by its employer exactly once. Prints a line for each. */
export async function applyToMany(api, careerSites, count, print) {
  const deck = await api.deck();
  const jobs = spread(deck, careerSites.sites, count);
  if (jobs.length < count) {
    throw new Error(`the demo employers offer ${jobs.length} postings; ask for at most that many: ./jobswipe demo --once ${jobs.length}`);
  }
  const {cursor} = await api.get('/api/applications/queue?limit=1');
  const waiting = new Map();
  for (const job of jobs) {
    const {id} = await api.post('/api/jobs/swipe-right', {jobId: job.id});
    waiting.set(id, job);
  }
  const all = new Map(waiting);
  // Generous: an application takes seconds; a retry after a failure waits for its backoff.
  await api.follow(
    cursor,
    (event) => {
      if (event.applicationId && ended.has(event.data.status)) waiting.delete(event.applicationId);
      // A review or failure may be left again by nobody here, so the first end counts.
      return waiting.size === 0;
    },
    `all ${count} applications had ended (${count} swiped)`,
    120 + 60 * count,
  ).catch((error) => print(`gave up waiting: ${error.message}`));

  const posts = await careerSites.posts();
  let applied = 0;
  let duplicates = 0;
  let lost = 0;
  for (const [id, job] of all) {
    const {application} = await api.get(`/api/applications/${id}`);
    const received = posts.filter((post) => post.accepted && isFor(post, job, careerSites.sites, api.email)).length;
    if (application.status === 'COMPLETED' && received === 1) applied++;
    if (received > 1) duplicates += received - 1;
    if (!ended.has(application.status) || (application.status === 'COMPLETED' && received === 0)) lost++;
    const why = application.failure ? `  ${application.failure.kind}: ${application.failure.detail}` : '';
    print(`${application.status.padEnd(12)} received ${received}  ${job.company}: ${job.title}${why}`);
    for (const question of application.questions ?? []) print(`               asks: ${question.label}`);
  }
  print(`applied ${applied} of ${count}, duplicates ${duplicates}, lost ${lost}`);
  return applied === count && duplicates === 0 && lost === 0;
}

/** Whether a POST that a site noted is the application for this job: the site of its page, and the posting's id in it. */
export function isFor(post, job, sites, email) {
  const site = siteOf(job, sites);
  const url = new URL(job.applyUrl);
  const parts = new Set([...url.pathname.split('/'), ...url.searchParams.values()]);
  return site?.name === post.site && parts.has(String(post.posting)) && post.key.startsWith(`${email.toLowerCase()}|`);
}
