-- $1 user, $2 job or NULL for the last swipe
WITH last AS (
  SELECT job_id, id AS application_id, created_at AS at, status IN ('PENDING', 'QUEUED') AND lease_epoch = 0 AS undoable
  FROM application_queue
  WHERE user_id = $1 AND status <> 'CANCELLED' AND ($2::uuid IS NULL OR job_id = $2)
  UNION ALL
  SELECT job_id, NULL, at, true FROM passes WHERE user_id = $1 AND ($2::uuid IS NULL OR job_id = $2)
  ORDER BY at DESC LIMIT 1
), cancelled AS (
  UPDATE application_queue a
  SET status = 'CANCELLED', cancel_requested_at = now(), finished_at = now(), updated_at = now()
  FROM last
  WHERE a.user_id = $1 AND a.id = last.application_id AND a.status IN ('PENDING', 'QUEUED') AND a.lease_epoch = 0
  RETURNING a.id
), unpassed AS (
  DELETE FROM passes USING last WHERE passes.user_id = $1 AND passes.job_id = last.job_id AND last.application_id IS NULL
  RETURNING passes.job_id
)
SELECT last.job_id, last.application_id,
       EXISTS (SELECT FROM cancelled) OR EXISTS (SELECT FROM unpassed) AS undone,
       (SELECT append_event($1, cancelled.id, 'application.cancelled', '{"status": "CANCELLED", "reason": "undone"}', 'person', false)
        FROM cancelled) AS seq
FROM last
