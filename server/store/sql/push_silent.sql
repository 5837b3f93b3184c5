-- $1 seconds without a sign of any desktop, $2 at most. Tells people with work that has waited as long that their desktops are silent, once
-- for each silence; gives how many.
WITH silent AS (
  SELECT p.user_id, seen.at FROM (SELECT DISTINCT user_id FROM push_subscriptions) p
  CROSS JOIN LATERAL (
    SELECT max(d.last_seen_at) AS at FROM devices d WHERE d.user_id = p.user_id AND d.revoked_at IS NULL
  ) seen
  WHERE seen.at < now() - make_interval(secs => $1::int)
    AND NOT EXISTS (SELECT FROM push_silences k WHERE k.user_id = p.user_id AND k.seen_at >= seen.at)
    AND EXISTS (SELECT FROM application_queue a WHERE a.user_id = p.user_id AND a.status IN ('PENDING', 'QUEUED')
                AND greatest(a.created_at, a.available_at) < now() - make_interval(secs => $1::int))
  ORDER BY p.user_id LIMIT $2::bigint
), told AS (
  INSERT INTO push_silences AS k (user_id, seen_at) SELECT user_id, at FROM silent
  ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at WHERE k.seen_at < excluded.seen_at
  RETURNING user_id
), queued AS (
  SELECT push_enqueue(user_id, 'desktop_silent', NULL) FROM told
)
SELECT count(*) AS told FROM queued
