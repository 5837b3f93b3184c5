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

/** Gives true when each of `count` applications was received by its employer exactly once. Prints a line for each. */
export async function applyToMany(api, careerSites, count, print) {
  const jobs = spread(await api.deck(), careerSites, count);
  if (jobs.length < count) {
    throw new Error(`the demo employers offer ${jobs.length} postings; ask for at most that many: ./jobswipe demo --once ${jobs.length}`);
  }
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
  print(`applied ${applied} of ${count}, duplicates ${duplicates}, lost ${lost}`);
  return applied === count && duplicates === 0 && lost === 0;
}
