-- $1 user, $2 application
SELECT sealed, version, updated_at FROM application_notes WHERE user_id = $1 AND application_id = $2
