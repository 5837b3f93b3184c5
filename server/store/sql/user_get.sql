-- $1 id
SELECT id, email_sealed, plan, created_at, password_hash FROM users WHERE id = $1
