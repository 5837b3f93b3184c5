-- $1 user
SELECT sealed, updated_at FROM answers WHERE user_id = $1 ORDER BY updated_at DESC, question_key
