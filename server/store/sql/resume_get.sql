-- $1 user, $2 id; a deleted one keeps its name for the applications that went out with it
SELECT id, name_sealed, content_type, bytes, encode(sha256, 'hex') AS sha256, is_default, created_at, deleted_at
FROM resumes WHERE user_id = $1 AND id = $2
