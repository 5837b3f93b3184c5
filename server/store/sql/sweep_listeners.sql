-- $1 seconds since a desktop was last seen, at most a day, $2 after this user, $3 at most. People with a connected desktop and due
-- work. Found by the day on which a desktop was last seen, so that those of long ago cost nothing.
SELECT u.user_id FROM (
  SELECT DISTINCT d.user_id FROM devices d
  WHERE d.user_id > $2::uuid AND d.revoked_at IS NULL AND d.seen_on >= (now() AT TIME ZONE 'UTC')::date - 1
    AND d.last_seen_at > now() - make_interval(secs => $1::int)) AS u
WHERE EXISTS (
  SELECT FROM application_queue a
  WHERE a.user_id = u.user_id AND a.status IN ('PENDING', 'QUEUED') AND a.available_at <= now() AND a.cancel_requested_at IS NULL)
ORDER BY u.user_id LIMIT $3::bigint
