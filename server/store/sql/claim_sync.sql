-- $1 user, $2 device, $3 after this seq, $4 at most so many events. What a desktop needs after any absence: one row at least, with the
-- first of the waiting applications and the events side by side; what is said of the whole stands in the first row.
-- application_row.cpp and events_store.cpp make JSON of them.
WITH waiting AS MATERIALIZED (
  SELECT *, row_number() OVER (ORDER BY rank_at, id) AS position FROM (
    SELECT * FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED') ORDER BY rank_at, id LIMIT 100) AS first
), events AS MATERIALIZED (
  SELECT *, row_number() OVER (ORDER BY seq) AS n FROM (
    SELECT * FROM application_events WHERE user_id = $1 AND seq > $3::bigint ORDER BY seq LIMIT $4::bigint) AS first
), whole AS (
  SELECT
    (SELECT coalesce(json_agg(lease_json(a) ORDER BY a.updated_at), '[]') FROM application_queue a
     WHERE a.user_id = $1 AND a.lease_device_id = $2 AND a.status IN ('CLAIMED', 'PROCESSING')) AS leases,
    (SELECT count(*) FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED')) AS waiting_count,
    (SELECT manners_json(m.settings) FROM (SELECT settings_of($1) AS settings OFFSET 0) AS m) AS manners, now() AS server_time, coalesce(s.last_seq, 0) AS last_seq, coalesce(s.pruned_seq, 0) AS pruned_seq
  FROM (SELECT 1) AS always LEFT JOIN user_streams s ON s.user_id = $1
)
SELECT CASE WHEN coalesce(a.position, e.n, 1) = 1 THEN w.leases END AS leases, CASE WHEN coalesce(a.position, e.n, 1) = 1 THEN w.manners END AS manners, w.waiting_count, w.server_time, w.last_seq, w.pruned_seq,
       a.id, a.job_id, j.title, j.company, j.apply_url, a.status, a.position, a.priority, a.attempts, a.lease_epoch,
       a.progress, a.failure_kind, a.failure_detail, a.questions, a.cancel_requested_at IS NOT NULL AS cancel_requested,
       a.submit_granted_at, a.available_at, a.created_at, a.updated_at, a.finished_at, a.outcome, a.outcome_on,
       e.seq, e.application_id, e.type, e.data, e.actor, e.at
FROM whole w LEFT JOIN ((waiting a JOIN jobs j ON j.id = a.job_id) FULL JOIN events e ON e.n = a.position) ON true
ORDER BY coalesce(a.position, e.n)
