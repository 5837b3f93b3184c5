-- $1 user, $2 application, $3 sealed text, $4 the version that it was made from. No row when the note is at another one, or there is no
-- such application.
WITH application AS (
  SELECT id, status, lease_epoch FROM application_queue WHERE user_id = $1 AND id = $2
), saved AS (
  INSERT INTO application_notes AS n (user_id, application_id, sealed)
  SELECT $1, id, $3 FROM application
  WHERE $4::bigint = 0 OR EXISTS (SELECT FROM application_notes WHERE user_id = $1 AND application_id = $2)
  ON CONFLICT (user_id, application_id) DO UPDATE SET sealed = excluded.sealed, version = n.version + 1, updated_at = now()
  WHERE n.version = $4::bigint
  RETURNING version, updated_at
)
SELECT saved.version, saved.updated_at, append_event($1, $2, 'application.note_changed',
  jsonb_build_object('status', a.status, 'version', saved.version, 'epoch', a.lease_epoch), 'person', false) AS seq
FROM saved, application a
