-- $1 user, $2 application
SELECT status FROM application_queue WHERE user_id = $1 AND id = $2
