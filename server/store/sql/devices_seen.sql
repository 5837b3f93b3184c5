-- $1 users, $2 devices. The day changes once a day, so that the index on it is not written at each heartbeat. In the order of devices,
-- so that two of these never wait for each other in a circle.
WITH there AS (
  SELECT d.user_id, d.id FROM devices d JOIN unnest((SELECT $1::uuid[]), (SELECT $2::uuid[])) AS g (user_id, id)
    ON d.user_id = g.user_id AND d.id = g.id
  WHERE d.revoked_at IS NULL AND (d.last_seen_at IS NULL OR d.last_seen_at < now() - interval '10 seconds')
  ORDER BY d.user_id, d.id FOR UPDATE OF d
)
UPDATE devices d SET last_seen_at = now(), seen_on = (now() AT TIME ZONE 'UTC')::date
FROM there t WHERE d.user_id = t.user_id AND d.id = t.id
