-- $1 user. Milliseconds until the next waiting application may be claimed; NULL when none waits.
SELECT greatest(0, ceil(extract(epoch FROM min(available_at) - now()) * 1000))::bigint AS milliseconds
FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED') AND cancel_requested_at IS NULL
