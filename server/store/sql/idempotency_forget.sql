-- The request failed: its key is free again. $1 user, $2 key
DELETE FROM idempotency_keys WHERE user_id = $1::uuid AND key = $2::text AND status IS NULL
