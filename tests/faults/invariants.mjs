// I1 to I8, counted from outside: what the database holds, what the employers received, what the streams showed.

// What may follow a status; whatever else an event says is a break of I4. Written apart from core/domain on purpose.
const follows = {
  PENDING: ['QUEUED', 'CLAIMED', 'CANCELLED', 'FAILED'],
  QUEUED: ['CLAIMED', 'CANCELLED', 'FAILED'],
  CLAIMED: ['PROCESSING', 'QUEUED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED', 'COMPLETED'],
  PROCESSING: ['COMPLETED', 'QUEUED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED'],
  NEEDS_REVIEW: ['QUEUED', 'COMPLETED', 'CANCELLED', 'FAILED'],
  FAILED: ['QUEUED'],
  COMPLETED: [],
  CANCELLED: [],
};
const final = new Set(['COMPLETED', 'CANCELLED', 'FAILED']);
export const ended = new Set([...final, 'NEEDS_REVIEW']);

/** All applications of one person with their events, as the database holds them. */
export function applicationsOf(database, userId) {
  const text = database.query(`SELECT coalesce(json_agg(json_build_object('id', a.id, 'job', a.job_id, 'status', a.status, 'attempts', a.attempts,
      'epoch', a.lease_epoch, 'granted', a.submit_granted_epoch, 'failure', a.failure_kind,
      'waits', a.status IN ('PENDING', 'QUEUED') AND a.available_at < now(), 'events', (
        SELECT coalesce(json_agg(json_build_object('seq', e.seq, 'type', e.type, 'data', e.data, 'actor', e.actor) ORDER BY e.seq), '[]')
        FROM application_events e WHERE e.user_id = a.user_id AND e.application_id = a.id))), '[]')
    FROM application_queue a WHERE a.user_id = '${userId}'`);
  return JSON.parse(text);
}

/** What one application's history breaks, as texts that begin with the invariant's name. */
export function historyViolations({id, status, attempts, epoch, events}) {
  const found = [];
  const say = (invariant, text) => found.push(`${invariant} ${id}: ${text}`);
  let now = 'PENDING';
  let held = 0;
  let claims = 0;
  let grants = 0;
  for (const {seq, type, data, actor} of events) {
    // Evidence names the epoch that it proves, which may be one before.
    if (type !== 'application.evidence_added' && data.epoch !== undefined && data.epoch < held) say('I3', `event ${seq} ${type} has epoch ${data.epoch} after ${held}`);
    if (type === 'application.claimed') {
      if (data.epoch !== held + 1) say('I3', `claim at event ${seq} took epoch ${data.epoch} after ${held}`);
      claims++;
      if (data.attempt > claims) say('I7', `event ${seq} counts attempt ${data.attempt} after ${claims} claims`);
    } else if (data.epoch !== undefined && data.epoch > held) {
      say('I3', `event ${seq} ${type} names epoch ${data.epoch}, which was never claimed`);
    }
    held = Math.max(held, data.epoch ?? 0);
    if (type === 'application.submit_granted') grants++;
    if (type === 'application.resolved' && data.outcome === 'not_sent') grants = 0;
    if (grants > 1) say('I2', `event ${seq} grants a second submit intent`);
    const next = data.status;
    if (next === undefined || next === now) continue;
    if (!follows[now].includes(next)) say('I4', `event ${seq} ${type} leads from ${now} to ${next}`);
    if (now === 'FAILED' && actor !== 'person') say('I4', `event ${seq}: FAILED was left by the ${actor}`);
    now = next;
  }
  if (now !== status) say('I6', `its events end in ${now}, but it is ${status}`);
  if (held !== epoch) say('I3', `its events end at epoch ${held}, but it is at ${epoch}`);
  if (attempts > claims) say('I7', `${attempts} attempts were spent by ${claims} claims`);
  return found;
}

/**
 * Everything that does not hold. `people`: `{userId, email, acknowledged, seen, resets}` each; `posts(email, jobId)`: what
 * the employer received. With `settled`, work that has not ended is a violation too.
 */
export function violations(database, people, posts, {settled = true} = {}) {
  const found = [];
  for (const {userId, email, acknowledged, seen, resets = 0} of people) {
    const applications = applicationsOf(database, userId);
    const stored = new Map(applications.map((it) => [it.id, it]));
    for (const id of acknowledged) if (!stored.has(id)) found.push(`I1 ${id} was acknowledged and is absent`);
    const byJob = new Map();
    for (const it of applications) {
      found.push(...historyViolations(it));
      const received = posts(email, it.job);
      if (received > 1) found.push(`I2 ${it.id}: the employer received ${received} POSTs`);
      if (it.status === 'COMPLETED' && received === 0) found.push(`I1 ${it.id} is COMPLETED, but the employer received nothing`);
      byJob.set(it.job, [...(byJob.get(it.job) ?? []), it]);
      if (!settled) continue;
      if (it.waits) found.push(`I5 ${it.id} is ${it.status} and due, and nobody took it`);
      else if (!ended.has(it.status)) found.push(`I1 ${it.id} is still ${it.status}`);
    }
    for (const [job, all] of byJob) {
      if (posts(email, job) > 0 && all.every(({granted, events}) => granted === null && !events.some(({type}) => type === 'application.submit_granted'))) {
        found.push(`I2 ${all[0].id}: the employer received a POST that nobody had granted`);
      }
      if (posts(email, job) > 0 && all.every(({status}) => status === 'CANCELLED')) found.push(`I2 ${all[0].id} was cancelled, yet sent`);
    }
    const log = JSON.parse(database.query(`SELECT json_build_object('last', last_seq, 'pruned', pruned_seq,
      'seqs', (SELECT coalesce(json_agg(seq ORDER BY seq), '[]') FROM application_events e WHERE e.user_id = s.user_id))
      FROM user_streams s WHERE s.user_id = '${userId}'`));
    log.seqs.forEach((seq, i) => {
      if (seq !== log.pruned + 1 + i) found.push(`I6 the log of ${userId} has a hole before ${seq}`);
    });
    if ((log.seqs.at(-1) ?? log.pruned) !== log.last) found.push(`I6 the log of ${userId} ends before its head ${log.last}`);
    if (seen) {
      const inOrder = seen.every((seq, i) => i === 0 || seq > seen[i - 1]);
      if (!inOrder) found.push(`I6 ${userId} saw events out of order`);
      const known = new Set(seen);
      const missed = log.seqs.filter((seq) => seq >= (seen[0] ?? Infinity) && !known.has(seq));
      if (missed.length) found.push(`I6 ${userId} never saw ${missed.join(', ')}`);
      if (resets) found.push(`I6 the stream of ${userId} was reset ${resets} times`);
    }
  }
  if (settled) {
    const unrelayed = Number(database.query('SELECT count(*) FROM application_events WHERE outbox'));
    if (unrelayed) found.push(`I5 ${unrelayed} events wait in the outbox`);
  }
  return found;
}
