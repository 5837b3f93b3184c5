-- $1 user, $2 sealed rules, $3 the version that they were made from, or NULL for any. No row when they are at another one.
WITH saved AS (
  INSERT INTO resume_rules AS r (user_id, sealed)
  SELECT $1, $2 WHERE coalesce($3::bigint, 0) = 0 OR EXISTS (SELECT FROM resume_rules WHERE user_id = $1)
  ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, version = r.version + 1, updated_at = now()
  WHERE $3::bigint IS NULL OR r.version = $3::bigint
  RETURNING version
)
SELECT version, append_event($1, NULL, 'resume_rules.updated', jsonb_build_object('version', version), 'person', false) AS seq FROM saved
