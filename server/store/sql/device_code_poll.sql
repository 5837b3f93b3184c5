-- $1 device code's hash, $2 new device, $3 new session, $4 refresh token's hash, $5 days, $6 address (RFC 8628, 3.5)
WITH code AS (
  SELECT * FROM device_codes WHERE device_code_hash = $1 FOR UPDATE
), judged AS (
  SELECT *, CASE
    WHEN redeemed_at IS NOT NULL OR expires_at <= now() THEN 'expired_token'
    WHEN approved THEN 'approved'
    WHEN NOT approved THEN 'access_denied'
    WHEN polled_at > now() - make_interval(secs => interval_seconds) + interval '500 milliseconds' THEN 'slow_down'
    ELSE 'authorization_pending' END AS verdict
  FROM code
), touched AS (
  UPDATE device_codes c
  SET polled_at = now(), interval_seconds = c.interval_seconds + CASE WHEN j.verdict = 'slow_down' THEN 5 ELSE 0 END,
      redeemed_at = CASE WHEN j.verdict = 'approved' THEN now() ELSE c.redeemed_at END
  FROM judged j WHERE c.device_code_hash = j.device_code_hash
), device AS (
  INSERT INTO devices (user_id, id, name, platform, last_seen_at)
  SELECT user_id, $2, name, platform, now() FROM judged WHERE verdict = 'approved' RETURNING id
), session AS (
  INSERT INTO sessions (user_id, id, audience, device_id, expires_at)
  SELECT user_id, $3, 'device', $2, now() + make_interval(days => $5::int) FROM judged WHERE verdict = 'approved'
), token AS (
  INSERT INTO refresh_tokens (user_id, token_hash, family_id, expires_at)
  SELECT user_id, $4, $3, now() + make_interval(days => $5::int) FROM judged WHERE verdict = 'approved'
)
SELECT verdict, user_id,
       CASE WHEN verdict = 'approved' THEN
         append_event(user_id, NULL, 'device.paired', jsonb_build_object('deviceId', $2::uuid, 'name', name), 'person', false) END AS seq,
       CASE WHEN verdict = 'approved' THEN
         append_audit(user_id, 'desktop', 'device.paired', $2::uuid::text, 'medium', $2, $6, '{}') END AS n
FROM judged
