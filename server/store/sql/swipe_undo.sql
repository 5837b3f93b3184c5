-- $1 user, $2 job or NULL for the last swipe, $3 Idempotency-Key or empty: a request takes back one swipe, however often it comes.
WITH request AS (
  SELECT outcome FROM idempotency_keys WHERE user_id = $1 AND key = $3 FOR UPDATE
), last AS (
  SELECT job_id, id AS application_id, created_at AS at, status IN ('PENDING', 'QUEUED') AND lease_epoch = 0 AS undoable
  FROM application_queue
  WHERE user_id = $1 AND status <> 'CANCELLED' AND ($2::uuid IS NULL OR job_id = $2)
  UNION ALL
  SELECT job_id, NULL, at, true FROM passes WHERE user_id = $1 AND ($2::uuid IS NULL OR job_id = $2)
  ORDER BY at DESC LIMIT 1
), one AS (
  SELECT * FROM last WHERE NOT EXISTS (SELECT FROM request WHERE outcome IS NOT NULL)
), cancelled AS (
  UPDATE application_queue a
  SET status = 'CANCELLED', cancel_requested_at = now(), finished_at = now(), updated_at = now()
  FROM one
  WHERE a.user_id = $1 AND a.id = one.application_id AND a.status IN ('PENDING', 'QUEUED') AND a.lease_epoch = 0
  RETURNING a.id
), unpassed AS (
  DELETE FROM passes USING one WHERE passes.user_id = $1 AND passes.job_id = one.job_id AND one.application_id IS NULL
  RETURNING passes.job_id
), noted AS (
  UPDATE idempotency_keys k
  SET outcome = jsonb_build_object('jobId', one.job_id, 'applicationId', one.application_id,
    'undone', CASE WHEN one.application_id IS NULL THEN 'swipe_left' ELSE 'swipe_right' END)
  FROM one WHERE k.user_id = $1 AND k.key = $3 AND (EXISTS (SELECT FROM cancelled) OR EXISTS (SELECT FROM unpassed))
)
SELECT one.job_id, one.application_id,
       EXISTS (SELECT FROM cancelled) OR EXISTS (SELECT FROM unpassed) AS undone,
       (SELECT append_event($1, cancelled.id, 'application.cancelled', '{"status": "CANCELLED", "reason": "undone"}', 'person', false)
        FROM cancelled) AS seq
FROM one
