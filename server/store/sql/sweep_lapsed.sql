-- $1 at most. Leases that ran out without a word.
SELECT user_id, id, status, lease_epoch AS epoch, attempts, submit_granted_epoch IS NOT NULL AS granted,
       cancel_requested_at IS NOT NULL AS cancel_requested
FROM application_queue WHERE status IN ('CLAIMED', 'PROCESSING') AND lease_expires_at <= now()
ORDER BY lease_expires_at LIMIT $1::bigint
