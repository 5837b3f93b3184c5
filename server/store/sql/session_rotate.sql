-- $1 user, $2 the presented token's hash, $3 its successor's hash. A used token is answered again while its successor is unused and
-- at most a minute old, because the answer may have been lost; any other reuse ends the family.
WITH presented AS (
  SELECT t.user_id, t.token_hash, t.family_id, t.used_at, t.successor_hash, s.audience, s.device_id, s.expires_at,
         s.revoked_at IS NOT NULL OR s.expires_at <= now() OR t.expires_at <= now()
           OR EXISTS (SELECT FROM devices d WHERE d.user_id = s.user_id AND d.id = s.device_id AND d.revoked_at IS NOT NULL) AS ended,
         coalesce((SELECT n.used_at IS NULL FROM refresh_tokens n
                   WHERE n.user_id = t.user_id AND n.token_hash = t.successor_hash), true) AS successor_unused
  FROM refresh_tokens t JOIN sessions s ON s.user_id = t.user_id AND s.id = t.family_id
  WHERE t.user_id = $1 AND t.token_hash = $2 FOR UPDATE OF t
), judged AS (
  SELECT *, CASE WHEN ended THEN 'ended' WHEN used_at IS NULL THEN 'rotated'
                 WHEN used_at > now() - interval '1 minute' AND successor_unused THEN 'repeated' ELSE 'reused' END AS verdict
  FROM presented
), dropped AS (
  DELETE FROM refresh_tokens t USING judged j
  WHERE j.verdict = 'repeated' AND t.user_id = j.user_id AND t.token_hash = j.successor_hash
), used AS (
  UPDATE refresh_tokens t SET used_at = coalesce(t.used_at, now()), successor_hash = $3
  FROM judged j WHERE j.verdict IN ('rotated', 'repeated') AND t.user_id = j.user_id AND t.token_hash = j.token_hash
), issued AS (
  INSERT INTO refresh_tokens (user_id, token_hash, family_id, expires_at)
  SELECT user_id, $3, family_id, expires_at FROM judged WHERE verdict IN ('rotated', 'repeated')
), revoked AS (
  UPDATE sessions s SET revoked_at = now() FROM judged j
  WHERE j.verdict = 'reused' AND s.user_id = j.user_id AND s.id = j.family_id AND s.revoked_at IS NULL
), ended AS (
  INSERT INTO revoked_sessions (id) SELECT family_id FROM judged WHERE verdict = 'reused' ON CONFLICT DO NOTHING
)
SELECT verdict, family_id, audience, device_id,
       CASE WHEN verdict = 'reused' THEN append_audit($1, 'server', 'session.reuse_detected', family_id::text, 'high', device_id, '', '{}') END AS n
FROM judged
