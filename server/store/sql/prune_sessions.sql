-- $1 at most. Their refresh tokens go with them; a week's grace lets a late reuse still be recognised.
DELETE FROM sessions WHERE (user_id, id) IN (
  SELECT user_id, id FROM sessions WHERE expires_at < now() - interval '7 days' ORDER BY expires_at LIMIT $1::bigint)
