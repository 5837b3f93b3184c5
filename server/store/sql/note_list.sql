-- $1 user
SELECT application_id, sealed, version, updated_at FROM application_notes WHERE user_id = $1
