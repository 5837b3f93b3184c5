-- Keeps the answer. $1 user, $2 key, $3 status, $4 content type, $5 sealed body
UPDATE idempotency_keys
   SET status = $3::integer, content_type = $4::text, body = $5::bytea
 WHERE user_id = $1::uuid AND key = $2::text AND status IS NULL
