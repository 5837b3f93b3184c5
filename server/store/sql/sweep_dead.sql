-- $1 after this user and $2 application, $3 failed within so many days, $4 at most. Read only after Redis forgot.
SELECT user_id, id AS application_id, status, lease_epoch AS epoch, priority, premium, failure_kind, 0::bigint AS due_in_ms
FROM application_queue
WHERE (user_id, id) > ($1::uuid, $2::uuid) AND status = 'FAILED' AND finished_at > now() - make_interval(days => $3::int)
ORDER BY user_id, id LIMIT $4::bigint
