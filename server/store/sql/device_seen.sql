-- $1 user, $2 device. The day changes once a day, so that the index on it is not written at each heartbeat.
UPDATE devices SET last_seen_at = now(), seen_on = (now() AT TIME ZONE 'UTC')::date
WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL AND (last_seen_at IS NULL OR last_seen_at < now() - interval '10 seconds')
