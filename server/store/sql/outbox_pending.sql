-- $1 at most. Committed events that nobody relayed yet, oldest first, each with its application as it stands now. A swipe may have
-- begun after this transaction's now() and still be seen, so what is due is measured by the clock.
SELECT e.user_id, e.seq, e.type, a.id AS application_id, a.status, a.lease_epoch AS epoch, a.priority, a.premium, a.failure_kind,
       ceil(extract(epoch FROM a.available_at - clock_timestamp()) * 1000)::bigint AS due_in_ms
FROM application_events e LEFT JOIN application_queue a ON a.user_id = e.user_id AND a.id = e.application_id
WHERE e.outbox ORDER BY e.at LIMIT $1::bigint
