-- $1 user, $2 application, $3 max attempts, $4 priority
WITH changed AS (
  UPDATE application_queue a
  SET priority = $4::smallint, rank_at = application_rank(created_at, $4::int, premium), updated_at = now()
  WHERE user_id = $1 AND id = $2 AND status NOT IN ('COMPLETED', 'CANCELLED')
  RETURNING a
)
SELECT application_json(a, $3::int) AS application, (a).status, append_event($1, $2, 'application.priority_changed',
  jsonb_build_object('status', (a).status, 'priority', (a).priority, 'epoch', (a).lease_epoch), 'person',
  (a).status IN ('PENDING', 'QUEUED')) AS seq
FROM changed
