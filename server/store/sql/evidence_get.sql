-- $1 user, $2 application, $3 n
SELECT content_type, sealed, epoch FROM evidence WHERE user_id = $1 AND application_id = $2 AND n = $3::int
