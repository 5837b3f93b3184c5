-- $1 user, $2 statuses or NULL, $3 limit + 1, $4 and $5 the last row's updated_at and id or NULL, $6 max attempts
-- Each row is what application_json makes of it; written out, since one statement for the page costs a fraction of a call for
-- each row, and every place in the queue is counted once.
WITH page AS MATERIALIZED (
  SELECT * FROM application_queue a
  WHERE a.user_id = $1 AND ($2::text[] IS NULL OR a.status = ANY ($2))
    AND ($4::timestamptz IS NULL OR (a.updated_at, a.id) < ($4, $5::uuid))
  ORDER BY a.updated_at DESC, a.id DESC LIMIT $3::bigint
), place AS (
  SELECT id, row_number() OVER (ORDER BY rank_at, id) AS position
  FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED')
), listed AS (
  SELECT a.updated_at, a.id, json_build_object(
    'id', a.id, 'jobId', a.job_id, 'title', j.title, 'company', j.company, 'applyUrl', j.apply_url, 'status', a.status,
    'position', place.position, 'priority', a.priority, 'attempts', a.attempts, 'maxAttempts', $6::int, 'epoch', a.lease_epoch,
    'progress', a.progress,
    'failure', CASE WHEN a.failure_kind IS NOT NULL THEN
      json_build_object('kind', a.failure_kind, 'detail', coalesce(a.failure_detail, '')) END,
    'questions', a.questions, 'cancelRequested', a.cancel_requested_at IS NOT NULL,
    'submitGrantedAt', rfc3339(a.submit_granted_at), 'availableAt', rfc3339(a.available_at),
    'createdAt', rfc3339(a.created_at), 'updatedAt', rfc3339(a.updated_at), 'finishedAt', rfc3339(a.finished_at)) AS json
  FROM page a JOIN jobs j ON j.id = a.job_id LEFT JOIN place ON place.id = a.id
), desktops AS (
  SELECT max(last_seen_at) AS last_seen_at, count(*) > 0 AS paired FROM devices WHERE user_id = $1 AND revoked_at IS NULL
)
SELECT
  (SELECT coalesce(json_agg(json ORDER BY updated_at DESC, id DESC), '[]') FROM listed) AS applications,
  (SELECT json_agg(json_build_array(updated_at, id) ORDER BY updated_at DESC, id DESC) FROM page) AS keys,
  (SELECT coalesce(json_object_agg(status, n), '{}') FROM (
     SELECT status, count(*) AS n FROM application_queue WHERE user_id = $1 GROUP BY status) AS counted) AS counts,
  desktops.last_seen_at, desktops.paired, coalesce(desktops.last_seen_at > now() - interval '90 seconds', false) AS online,
  (SELECT last_seq FROM user_streams WHERE user_id = $1) AS last_seq
FROM desktops
