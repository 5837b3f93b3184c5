-- $1 user, $2 subscription, $3 kind, $4 wait in milliseconds, $5 whether the attempt counts.
UPDATE push_outbox SET due_at = clock_timestamp() + $4::bigint * interval '1 millisecond',
                       attempts = CASE WHEN $5 THEN attempts ELSE greatest(attempts - 1, 0) END
WHERE user_id = $1 AND subscription_id = $2 AND kind = $3
