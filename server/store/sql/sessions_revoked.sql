-- $1 seconds to look back
SELECT id FROM revoked_sessions WHERE revoked_at > now() - make_interval(secs => $1::int)
