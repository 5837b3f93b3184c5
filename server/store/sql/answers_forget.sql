-- $1 user, $2 question keys as hex texts
DELETE FROM answers WHERE user_id = $1 AND question_key = ANY (SELECT key::bytea FROM unnest($2::text[]) AS given (key))
