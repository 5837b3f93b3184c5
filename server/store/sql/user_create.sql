-- $1 id, $2 e-mail lookup, $3 sealed e-mail, $4 password hash, $5 sealed data key, $6 address. No row when the e-mail is taken.
WITH created AS (
  INSERT INTO users (id, email_lookup, email_sealed, password_hash, data_key_sealed) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING
  RETURNING id, plan, created_at
), stream AS (
  INSERT INTO user_streams (user_id) SELECT id FROM created
)
SELECT id, plan, created_at, append_audit(id, 'person', 'account.registered', '', 'low', NULL, $6, '{}') AS n FROM created
