-- $1 user, $2 application, $3 reminder, $4 sealed text, $5 the text's digest, $6 due, $7 whether it is done, $8 most of an application.
-- The same again changes nothing and is no event. `applications` is 0 when there is no such application; `id` is NULL when there are
-- too many already.
WITH application AS (
  SELECT id, status, lease_epoch FROM application_queue WHERE user_id = $1 AND id = $2
), old AS (
  SELECT * FROM reminders WHERE user_id = $1 AND application_id = $2 AND id = $3
), put AS (
  INSERT INTO reminders AS r (user_id, application_id, id, sealed, text_digest, due_at, done_at)
  SELECT $1, a.id, $3, $4, $5, $6::timestamptz, CASE WHEN $7::boolean THEN now() END
  FROM application a
  WHERE EXISTS (SELECT FROM old) OR (SELECT count(*) FROM reminders WHERE user_id = $1 AND application_id = $2) < $8::bigint
  ON CONFLICT (user_id, application_id, id) DO UPDATE SET
    sealed = excluded.sealed, text_digest = excluded.text_digest, due_at = excluded.due_at,
    done_at = CASE WHEN excluded.done_at IS NOT NULL THEN coalesce(r.done_at, excluded.done_at) END,
    notified_at = CASE WHEN r.due_at = excluded.due_at THEN r.notified_at END, updated_at = now()
  WHERE (r.text_digest, r.due_at, r.done_at IS NULL) IS DISTINCT FROM (excluded.text_digest, excluded.due_at, excluded.done_at IS NULL)
  RETURNING *
), now_so AS (
  SELECT *, true AS changed FROM put UNION ALL SELECT *, false FROM old WHERE NOT EXISTS (SELECT FROM put)
)
SELECT (SELECT count(*) FROM application) AS applications, r.application_id, r.id, r.due_at, r.done_at IS NOT NULL AS done, r.notified_at,
       r.created_at, r.updated_at, r.changed,
       CASE WHEN r.changed THEN append_event($1, $2, 'application.reminder_set', jsonb_build_object(
         'status', a.status, 'reminderId', r.id, 'dueAt', rfc3339(r.due_at), 'done', r.done_at IS NOT NULL, 'epoch', a.lease_epoch),
         'person', false) END AS seq
FROM (SELECT 1) AS always LEFT JOIN now_so r ON true LEFT JOIN application a ON true
