-- $1 user, $2 application, $3 reminder
WITH removed AS (
  DELETE FROM reminders WHERE user_id = $1 AND application_id = $2 AND id = $3 RETURNING id
)
SELECT append_event($1, $2, 'application.reminder_removed',
  jsonb_build_object('status', a.status, 'reminderId', removed.id, 'epoch', a.lease_epoch), 'person', false) AS seq
FROM removed, application_queue a WHERE a.user_id = $1 AND a.id = $2
