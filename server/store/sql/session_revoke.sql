-- $1 user, $2 session
WITH ended AS (
  UPDATE sessions SET revoked_at = now() WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id, device_id
), listed AS (
  INSERT INTO revoked_sessions (id) SELECT id FROM ended ON CONFLICT DO NOTHING
)
SELECT append_audit($1, 'person', 'session.closed', id::text, 'low', device_id, '', '{}') AS n FROM ended
