-- $1 older than so many hours, $2 at most
DELETE FROM idempotency_keys WHERE (user_id, key) IN (
  SELECT user_id, key FROM idempotency_keys WHERE created_at < now() - make_interval(hours => $1::int)
  ORDER BY created_at LIMIT $2::bigint)
