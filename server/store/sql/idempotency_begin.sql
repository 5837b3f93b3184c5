-- Takes the key for a request, or says what it was used for.
-- $1 user, $2 key, $3 operation, $4 hash of the request
WITH taken AS (
  INSERT INTO idempotency_keys AS k (user_id, key, operation, request_hash)
  VALUES ($1::uuid, $2::text, $3::text, $4::bytea)
  ON CONFLICT (user_id, key) DO UPDATE SET created_at = now()
    WHERE k.status IS NULL AND k.operation = excluded.operation AND k.request_hash = excluded.request_hash
      AND k.created_at < now() - interval '60 seconds'
  RETURNING true
)
SELECT true AS fresh, true AS same, NULL::integer AS status, NULL::text AS content_type, NULL::bytea AS body
  FROM taken
UNION ALL
SELECT false, operation = $3::text AND request_hash = $4::bytea, status, content_type, body
  FROM idempotency_keys
 WHERE user_id = $1::uuid AND key = $2::text AND NOT EXISTS (SELECT 1 FROM taken)
