-- $1 user, $2 id, $3 endpoint's digest, $4 sealed subscription, $5 most subscriptions a person may have. The same endpoint keeps its
-- id; the oldest give way.
WITH kept AS (
  SELECT id FROM push_subscriptions WHERE user_id = $1 AND endpoint_hash <> $3 ORDER BY created_at DESC, id DESC LIMIT $5::bigint - 1
), dropped AS (
  DELETE FROM push_subscriptions WHERE user_id = $1 AND endpoint_hash <> $3 AND id NOT IN (SELECT id FROM kept)
)
INSERT INTO push_subscriptions (user_id, id, endpoint_hash, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, endpoint_hash) DO UPDATE SET sealed = excluded.sealed, created_at = now()
RETURNING id
