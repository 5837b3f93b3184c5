-- $1 user, $2 application, $3 limit + 1, $4 after n
SELECT n, epoch, level, step, message, rfc3339(at) AS at FROM automation_logs
WHERE user_id = $1 AND application_id = $2 AND n > $4::bigint ORDER BY n LIMIT $3::bigint
