-- $1 user, $2 sealed profile, $3 the version that it was made from, or NULL for any. No row when it is at another one.
WITH saved AS (
  INSERT INTO profiles (user_id, sealed)
  SELECT $1, $2 WHERE coalesce($3::bigint, 0) = 0 OR EXISTS (SELECT FROM profiles WHERE user_id = $1)
  ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, version = profiles.version + 1, updated_at = now()
  WHERE $3::bigint IS NULL OR profiles.version = $3::bigint
  RETURNING version, updated_at
)
SELECT version, updated_at, append_event($1, NULL, 'profile.updated', jsonb_build_object('version', version), 'person', false) AS seq
FROM saved
