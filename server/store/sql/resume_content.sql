-- $1 user, $2 id
SELECT name_sealed, sealed, content_type FROM resumes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL
