-- $1 user, $2 sealed profile
WITH saved AS (
  INSERT INTO profiles (user_id, sealed) VALUES ($1, $2)
  ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, version = profiles.version + 1, updated_at = now()
  RETURNING version, updated_at
)
SELECT version, updated_at, append_event($1, NULL, 'profile.updated', jsonb_build_object('version', version), 'person', false) AS seq
FROM saved
