-- $1 user, $2 subscription, $3 kind, $4 version that was sent or need not be. News that came since are sent next.
WITH done AS (
  DELETE FROM push_outbox WHERE user_id = $1 AND subscription_id = $2 AND kind = $3 AND version = $4
)
UPDATE push_outbox SET due_at = clock_timestamp() + interval '3 seconds', attempts = 0
WHERE user_id = $1 AND subscription_id = $2 AND kind = $3 AND version <> $4
