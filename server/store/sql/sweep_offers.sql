-- $1 users, $2 at most for each. The first of their due applications.
SELECT u.user_id, a.id AS application_id, a.status, a.lease_epoch AS epoch, a.priority, a.premium, a.failure_kind,
       0::bigint AS due_in_ms
FROM unnest($1::uuid[]) AS u (user_id) CROSS JOIN LATERAL (
  SELECT * FROM application_queue q
  WHERE q.user_id = u.user_id AND q.status IN ('PENDING', 'QUEUED') AND q.available_at <= now() AND q.cancel_requested_at IS NULL
  ORDER BY q.rank_at LIMIT $2::bigint) AS a
