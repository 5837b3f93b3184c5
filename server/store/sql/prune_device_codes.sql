-- $1 at most
DELETE FROM device_codes WHERE device_code_hash IN (
  SELECT device_code_hash FROM device_codes WHERE expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT $1::bigint)
