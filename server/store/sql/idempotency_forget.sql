-- The request failed: the next one with its key goes on from what it had committed. $1 user, $2 key
UPDATE idempotency_keys SET backend_pid = NULL WHERE user_id = $1::uuid AND key = $2::text AND status IS NULL
