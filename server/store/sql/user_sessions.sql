-- $1 user
SELECT id FROM sessions WHERE user_id = $1
