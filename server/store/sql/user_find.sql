-- $1 e-mail lookup
SELECT id, password_hash FROM users WHERE email_lookup = $1
