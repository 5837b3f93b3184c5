-- $1 user, $2 device, $3 address
WITH revoked AS (
  UPDATE devices SET revoked_at = now() WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id, name
), ended AS (
  UPDATE sessions s SET revoked_at = now() FROM revoked r
  WHERE s.user_id = $1 AND s.device_id = r.id AND s.revoked_at IS NULL RETURNING s.id
), listed AS (
  INSERT INTO revoked_sessions (id) SELECT id FROM ended ON CONFLICT DO NOTHING
)
SELECT r.id, (SELECT array_agg(id::text) FROM ended) AS sessions,
       append_event($1, NULL, 'device.revoked', jsonb_build_object('deviceId', r.id), 'person', false) AS seq,
       append_audit($1, 'person', 'device.revoked', r.id::text, 'medium', r.id, $3, '{}') AS n
FROM revoked r
