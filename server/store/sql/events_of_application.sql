-- $1 user, $2 application
SELECT seq, application_id, type, data, actor, at FROM application_events
WHERE user_id = $1 AND application_id = $2 ORDER BY seq LIMIT 1000
