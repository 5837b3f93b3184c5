-- $1 user, $2 id, or NULL to make the newest the default when none is. The old default is cleared before the new one is set, as
-- the unique index wants.
WITH target AS (
  SELECT id FROM resumes
  WHERE user_id = $1 AND deleted_at IS NULL AND CASE WHEN $2::uuid IS NULL
    THEN NOT EXISTS (SELECT FROM resumes WHERE user_id = $1 AND is_default) ELSE id = $2 END
  ORDER BY created_at DESC, id DESC LIMIT 1
), cleared AS (
  UPDATE resumes SET is_default = false
  WHERE user_id = $1 AND is_default AND id <> (SELECT id FROM target)
  RETURNING id
)
UPDATE resumes SET is_default = true
WHERE user_id = $1 AND id = (SELECT id FROM target) AND (SELECT count(*) FROM cleared) >= 0
RETURNING id, name_sealed, content_type, bytes, encode(sha256, 'hex') AS sha256, is_default, created_at
