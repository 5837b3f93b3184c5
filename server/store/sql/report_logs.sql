-- $1 user, $2 application, $3 epoch, $4 [{at, level, step, message}, …], $5 Idempotency-Key or empty
WITH noted AS (
  UPDATE idempotency_keys SET outcome = '{}' WHERE user_id = $1 AND key = $5
)
INSERT INTO automation_logs (user_id, application_id, epoch, level, step, message, at)
SELECT a.user_id, a.id, $3::int, l.level, l.step, l.message, coalesce(l.at, now())
FROM application_queue a, jsonb_to_recordset($4::jsonb) AS l (at timestamptz, level text, step text, message text)
WHERE a.user_id = $1 AND a.id = $2
