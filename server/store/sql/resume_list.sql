-- $1 user
SELECT id, name_sealed, content_type, bytes, encode(sha256, 'hex') AS sha256, is_default, created_at
FROM resumes WHERE user_id = $1 AND deleted_at IS NULL ORDER BY is_default DESC, created_at DESC
