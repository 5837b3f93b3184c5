// Applies to N jobs without a person and compares what the server says with what the employers received.
import {ended} from '../stack/api.mjs';

/** N jobs of the deck, taken from the employers in turn. */
export function spread(jobs, careerSites, count) {
  const piles = careerSites.sites.map((site) => jobs.filter((job) => careerSites.placeOf(job)?.site === site));
  const chosen = [];
  while (chosen.length < count && piles.some((pile) => pile.length)) {
    for (const pile of piles) if (pile.length && chosen.length < count) chosen.push(pile.shift());
  }
  return chosen;
}

/** Swipes right on each job, and waits until all have ended or `seconds` have passed. Gives `[{id, job}]`. */
async function swipeAndWait(api, jobs, print) {
  const {cursor} = await api.get('/api/applications/queue?limit=1');
  const swiped = [];
  for (const job of jobs) swiped.push({id: (await api.post('/api/jobs/swipe-right', {jobId: job.id})).id, job});
  const waiting = new Set(swiped.map(({id}) => id));
  const noticed = (event) => {
    if (event.applicationId && ended.has(event.data.status)) waiting.delete(event.applicationId);
    return waiting.size === 0;
  };
  // An application takes seconds, but a retry after a failure waits for its backoff.
  await api
    .follow(cursor, noticed, 'every application had ended', 120 + 60 * jobs.length)
    .catch((error) => print(`gave up waiting: ${error.message}`));
  return swiped;
}

/**
 * Applies to `count` jobs of the deck as one person, prints a line for each, and gives `{applied, duplicates, lost}`: how many the
 * employer has exactly once, how many came more than once, and how many have no end or an end that the employer does not know of.
 */
export async function applyToMany(api, careerSites, jobs, print) {
  let applied = 0;
  let duplicates = 0;
  let lost = 0;
  for (const {id, job} of await swipeAndWait(api, jobs, print)) {
    const {application} = await api.get(`/api/applications/${id}`);
    const received = (await careerSites.posts(job, api.email)).filter((post) => post.accepted).length;
    if (application.status === 'COMPLETED' && received === 1) applied++;
    if (received > 1) duplicates += received - 1;
    if (!ended.has(application.status) || (application.status === 'COMPLETED' && received === 0)) lost++;
    const why = application.failure ? `  ${application.failure.kind}: ${application.failure.detail}` : '';
    print(`${application.status.padEnd(12)} received ${received}  ${job.company}: ${job.title}${why}`);
    for (const question of application.questions ?? []) print(`               asks: ${question.label}`);
  }
  return {applied, duplicates, lost};
}

/**
 * Applies to `count` jobs, as many people as that takes one after the other, since a person applies to a posting once.
 * `join(n)` gives the n-th person's Api, with a desktop that works for it. Gives whether each arrived exactly once.
 */
export async function applyToAll(join, careerSites, count, print) {
  const sum = {applied: 0, duplicates: 0, lost: 0};
  for (let person = 0, left = count; left > 0; person++) {
    const api = await join(person);
    const jobs = spread(await api.deck(), careerSites, left);
    if (jobs.length === 0) throw new Error('the deck of a new person is empty: the demo employers\' postings were not imported');
    const result = await applyToMany(api, careerSites, jobs, print);
    for (const key of Object.keys(sum)) sum[key] += result[key];
    left -= jobs.length;
  }
  print(`applied ${sum.applied} of ${count}, duplicates ${sum.duplicates}, lost ${sum.lost}`);
  return sum.applied === count && sum.duplicates === 0 && sum.lost === 0;
}
