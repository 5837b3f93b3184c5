-- $1 id
SELECT data_key_sealed FROM users WHERE id = $1
