-- $1 user
SELECT sealed, version, updated_at FROM profiles WHERE user_id = $1
