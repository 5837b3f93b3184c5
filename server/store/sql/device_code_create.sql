-- $1 device code's hash, $2 user code's hash, $3 name, $4 platform, $5 seconds to live, $6 interval. No row when the user code is in use.
INSERT INTO device_codes (device_code_hash, user_code_hash, name, platform, expires_at, interval_seconds)
VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5::int), $6::int)
ON CONFLICT DO NOTHING RETURNING 1
