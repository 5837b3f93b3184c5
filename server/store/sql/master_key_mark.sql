-- $1 a mark that follows from the master key. The first one to come is kept; what is kept comes back.
WITH first AS (
  INSERT INTO server_settings (key, value) VALUES ('master_key_mark', $1) ON CONFLICT (key) DO NOTHING RETURNING value
)
SELECT coalesce((SELECT value FROM first), (SELECT value FROM server_settings WHERE key = 'master_key_mark')) AS value
