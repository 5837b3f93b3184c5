-- $1 user, $2 statuses or NULL, $3 limit + 1, $4 and $5 the last row's updated_at and id or NULL, $6 max attempts
WITH page AS (
  SELECT a FROM application_queue a
  WHERE a.user_id = $1 AND ($2::text[] IS NULL OR a.status = ANY ($2))
    AND ($4::timestamptz IS NULL OR (a.updated_at, a.id) < ($4, $5::uuid))
  ORDER BY a.updated_at DESC, a.id DESC LIMIT $3::bigint
)
SELECT
  (SELECT coalesce(json_agg(application_json(a, $6::int) ORDER BY (a).updated_at DESC, (a).id DESC), '[]') FROM page) AS applications,
  (SELECT json_agg(json_build_array((a).updated_at, (a).id) ORDER BY (a).updated_at DESC, (a).id DESC) FROM page) AS keys,
  (SELECT coalesce(json_object_agg(status, n), '{}') FROM (
     SELECT status, count(*) AS n FROM application_queue WHERE user_id = $1 GROUP BY status) AS counted) AS counts,
  (SELECT max(last_seen_at) FROM devices WHERE user_id = $1 AND revoked_at IS NULL) AS last_seen_at,
  EXISTS (SELECT FROM devices WHERE user_id = $1 AND revoked_at IS NULL) AS paired,
  coalesce((SELECT max(last_seen_at) > now() - interval '90 seconds' FROM devices WHERE user_id = $1 AND revoked_at IS NULL), false) AS online,
  (SELECT last_seq FROM user_streams WHERE user_id = $1) AS last_seq
