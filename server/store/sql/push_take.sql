-- $1 at most, $2 lease in seconds, $3 age in seconds past which news are none. Takes what is due for one sender, with what is to be said
-- of it as things stand now: `count` 0 when it is no news any more. A day's applications are counted, not those since the last message,
-- so that a message which replaces another says as much.
WITH due AS (
  SELECT user_id, subscription_id, kind FROM push_outbox
  WHERE due_at <= clock_timestamp() AND news_at > clock_timestamp() - make_interval(secs => $3::int)
  ORDER BY due_at LIMIT $1::bigint FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE push_outbox o SET due_at = clock_timestamp() + make_interval(secs => $2::int), attempts = least(o.attempts + 1, 1000)
  FROM due d WHERE o.user_id = d.user_id AND o.subscription_id = d.subscription_id AND o.kind = d.kind
  RETURNING o.*
)
SELECT t.user_id, t.subscription_id, t.kind, t.version, t.attempts, rfc3339(t.news_at) AS news_at,
       extract(epoch FROM clock_timestamp() - t.news_at)::bigint AS age_seconds, s.sealed, news.count,
       about.id AS application_id, j.title, j.company, rfc3339(CASE WHEN t.kind = 'desktop_silent' THEN seen.at END) AS last_seen_at
FROM taken t
LEFT JOIN push_subscriptions s ON s.user_id = t.user_id AND s.id = t.subscription_id
CROSS JOIN LATERAL (
  SELECT max(d.last_seen_at) AS at FROM devices d WHERE d.user_id = t.user_id AND d.revoked_at IS NULL
) seen
CROSS JOIN LATERAL (
  SELECT count(*) AS count FROM application_queue w WHERE w.user_id = t.user_id AND CASE t.kind
    WHEN 'applied' THEN w.status = 'COMPLETED' AND w.updated_at > now() - interval '24 hours'
    WHEN 'failed' THEN w.status = 'FAILED' AND w.updated_at > now() - interval '24 hours'
    WHEN 'review' THEN w.status = 'NEEDS_REVIEW'
    WHEN 'reminder' THEN w.id = t.application_id
    ELSE w.status IN ('PENDING', 'QUEUED') AND (seen.at IS NULL OR seen.at < t.news_at) END
) news
LEFT JOIN application_queue about ON about.user_id = t.user_id AND about.id = t.application_id
  AND about.status = CASE t.kind
    WHEN 'applied' THEN 'COMPLETED' WHEN 'failed' THEN 'FAILED' WHEN 'review' THEN 'NEEDS_REVIEW' ELSE about.status END
LEFT JOIN jobs j ON j.id = about.job_id
