-- $1 user
SELECT id, name, platform, created_at, last_seen_at, coalesce(last_seen_at > now() - interval '90 seconds', false) AS online
FROM devices WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC
