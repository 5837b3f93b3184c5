-- $1 user, $2 session, $3 refresh token's hash, $4 days, $5 address
WITH session AS (
  INSERT INTO sessions (user_id, id, audience, expires_at) VALUES ($1, $2, 'web', now() + make_interval(days => $4::int))
  RETURNING user_id, id, expires_at
), token AS (
  INSERT INTO refresh_tokens (user_id, token_hash, family_id, expires_at) SELECT user_id, $3, id, expires_at FROM session
)
SELECT append_audit($1, 'person', 'session.opened', $2::uuid::text, 'low', NULL, $5, '{}') AS n FROM session
