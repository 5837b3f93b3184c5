-- $1 within so many seconds, $2 at most. Applications whose back-off still runs, soonest first.
SELECT user_id, id AS application_id, status, lease_epoch AS epoch, priority, premium, failure_kind,
       ceil(extract(epoch FROM available_at - now()) * 1000)::bigint AS due_in_ms
FROM application_queue
WHERE status IN ('PENDING', 'QUEUED') AND available_at > now() AND available_at <= now() + make_interval(secs => $1::int)
ORDER BY available_at LIMIT $2::bigint
