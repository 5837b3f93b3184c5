-- $1 at most. Tells of each that is due once, by an event that also puts it into push_outbox; in the order of people, as everywhere.
WITH due AS (
  SELECT user_id, application_id, id FROM reminders
  WHERE done_at IS NULL AND notified_at IS NULL AND due_at <= now()
  ORDER BY due_at LIMIT $1::bigint FOR UPDATE SKIP LOCKED
), told AS (
  UPDATE reminders r SET notified_at = now() FROM due d
  WHERE r.user_id = d.user_id AND r.application_id = d.application_id AND r.id = d.id
  RETURNING r.user_id, r.application_id, r.id, r.due_at
)
SELECT t.user_id, append_event(t.user_id, t.application_id, 'application.reminder_due', jsonb_build_object(
  'status', a.status, 'reminderId', t.id, 'dueAt', rfc3339(t.due_at), 'epoch', a.lease_epoch), 'server', false) AS seq
FROM (SELECT * FROM told ORDER BY user_id, due_at) t JOIN application_queue a ON a.user_id = t.user_id AND a.id = t.application_id
