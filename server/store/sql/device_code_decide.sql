-- $1 user, $2 user code's hash, $3 approved?, $4 address, $5 Idempotency-Key or empty. Ten wrong codes lock a person's guesses for ten minutes.
WITH guesses AS (
  SELECT coalesce((SELECT wrong FROM pairing_guesses WHERE user_id = $1 AND since > now() - interval '10 minutes'), 0) >= 10 AS locked
), decided AS (
  UPDATE device_codes SET decided_at = now(), approved = $3::boolean, user_id = $1
  WHERE user_code_hash = $2 AND decided_at IS NULL AND expires_at > now() AND NOT (SELECT locked FROM guesses)
  RETURNING name, platform
), noted AS (
  UPDATE idempotency_keys k SET outcome = jsonb_build_object('name', decided.name, 'platform', decided.platform)
  FROM decided WHERE k.user_id = $1 AND k.key = $5
), counted AS (
  INSERT INTO pairing_guesses AS g (user_id, wrong) SELECT $1, 1 WHERE NOT EXISTS (SELECT FROM decided)
  ON CONFLICT (user_id) DO UPDATE SET
    wrong = CASE WHEN g.since > now() - interval '10 minutes' THEN g.wrong + 1 ELSE 1 END,
    since = CASE WHEN g.since > now() - interval '10 minutes' THEN g.since ELSE now() END
)
SELECT guesses.locked, decided.name, decided.platform, decided.name IS NOT NULL AS decided,
       CASE WHEN decided.name IS NOT NULL THEN append_audit($1, 'person',
         CASE WHEN $3::boolean THEN 'device.approved' ELSE 'device.refused' END, '', 'medium', NULL, $4, '{}') END AS n
FROM guesses LEFT JOIN decided ON true
