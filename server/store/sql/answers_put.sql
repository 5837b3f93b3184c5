-- $1 user, $2 question keys, $3 sealed answers; both as hex texts, one pair an answer
INSERT INTO answers (user_id, question_key, sealed)
SELECT $1, key::bytea, sealed::bytea FROM unnest($2::text[], $3::text[]) AS given (key, sealed)
ON CONFLICT (user_id, question_key) DO UPDATE SET sealed = excluded.sealed, updated_at = now()
