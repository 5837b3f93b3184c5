-- Takes the key for a request, or says what it was used for. A request that nobody works on any more is taken over: it failed, or
-- its session ended with its server, or it is older than every deadline. What it had committed is given along.
-- $1 user, $2 key, $3 operation, $4 hash of the request
WITH taken AS (
  INSERT INTO idempotency_keys AS k (user_id, key, operation, request_hash, backend_pid)
  VALUES ($1::uuid, $2::text, $3::text, $4::bytea, pg_backend_pid())
  ON CONFLICT (user_id, key) DO UPDATE
    SET operation = excluded.operation, request_hash = excluded.request_hash, backend_pid = excluded.backend_pid, created_at = now()
    WHERE k.status IS NULL AND CASE WHEN k.operation = excluded.operation AND k.request_hash = excluded.request_hash
      THEN k.backend_pid IS NULL OR k.created_at < now() - interval '60 seconds'
           OR NOT EXISTS (SELECT FROM pg_stat_get_activity(k.backend_pid))
      ELSE k.backend_pid IS NULL AND k.outcome IS NULL END
  RETURNING outcome
)
SELECT true AS fresh, true AS same, NULL::integer AS status, NULL::text AS content_type, NULL::bytea AS body, outcome
  FROM taken
UNION ALL
SELECT false, operation = $3::text AND request_hash = $4::bytea, status, content_type, body, NULL
  FROM idempotency_keys
 WHERE user_id = $1::uuid AND key = $2::text AND NOT EXISTS (SELECT 1 FROM taken)
