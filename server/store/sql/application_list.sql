-- $1 user, $2 statuses or NULL, $3 limit + 1, $4 and $5 the last row's updated_at and id or NULL
-- One row at least: what is said of the whole list, with its applications beside it; application_row.cpp makes JSON of them. Every
-- place in the queue is counted once. `version` is as in application_list_versions.sql.
WITH page AS MATERIALIZED (
  SELECT * FROM application_queue a
  WHERE a.user_id = $1 AND ($2::text[] IS NULL OR a.status = ANY ($2))
    AND (a.updated_at, a.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  ORDER BY a.updated_at DESC, a.id DESC LIMIT $3::bigint
), line AS MATERIALIZED (
  SELECT array_agg(id ORDER BY rank_at, id) AS ids FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED')
), desktops AS (
  SELECT max(last_seen_at) AS last_seen_at, count(*) > 0 AS paired,
         coalesce(max(last_seen_at) > now() - interval '90 seconds', false) AS online
  FROM devices WHERE user_id = $1 AND revoked_at IS NULL
), counted AS (
  SELECT string_agg(format('"%s":%s', status, n), ',') AS counts FROM (
    SELECT status, count(*) AS n FROM application_queue WHERE user_id = $1 GROUP BY status) AS by_status
), whole AS (
  SELECT d.last_seen_at, d.paired, d.online, c.counts, coalesce(s.last_seq, 0) AS last_seq,
         concat_ws(' ', s.last_seq, d.last_seen_at, d.paired, d.online) AS version
  FROM desktops d CROSS JOIN counted c LEFT JOIN user_streams s ON s.user_id = $1
)
SELECT whole.*, a.id, a.job_id, j.title, j.company, j.apply_url, a.status, CASE WHEN a.status IN ('PENDING', 'QUEUED') THEN array_position(line.ids, a.id) END AS position, a.priority, a.attempts, a.lease_epoch,
       a.progress, a.failure_kind, a.failure_detail, a.questions, a.cancel_requested_at IS NOT NULL AS cancel_requested,
       a.submit_granted_at, a.available_at, a.created_at, a.updated_at, a.finished_at, a.outcome, a.outcome_on
FROM whole CROSS JOIN line LEFT JOIN (page a JOIN jobs j ON j.id = a.job_id) ON true
ORDER BY a.updated_at DESC, a.id DESC
