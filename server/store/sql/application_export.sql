-- $1 user, $2 max attempts
SELECT application_json(a, $2::int) AS application, a.custom_fields_sealed, a.answers_sent_sealed, a.id
FROM application_queue a WHERE a.user_id = $1 ORDER BY a.created_at, a.id
