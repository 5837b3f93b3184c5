-- $1 user, $2 device
UPDATE devices SET last_seen_at = now()
WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL AND (last_seen_at IS NULL OR last_seen_at < now() - interval '10 seconds')
