-- $1 id, $2 address. Everything of the person hangs on this row, the key first of all; the audit log stays.
WITH ended AS (
  INSERT INTO revoked_sessions (id) SELECT id FROM sessions WHERE user_id = $1 ON CONFLICT DO NOTHING
), audited AS (
  SELECT append_audit(id, 'person', 'account.erased', '', 'high', NULL, $2, '{}') AS n FROM users WHERE id = $1
)
DELETE FROM users USING audited WHERE users.id = $1 AND audited.n > 0
