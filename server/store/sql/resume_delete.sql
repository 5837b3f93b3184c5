-- $1 user, $2 id. Refused while an application that is not ended needs it. The newest of the others becomes the default.
WITH needed AS (
  SELECT count(*) AS n FROM application_queue
  WHERE user_id = $1 AND resume_id = $2 AND status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')
), removed AS (
  UPDATE resumes SET deleted_at = now(), is_default = false, sealed = '\x', bytes = 0
  WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL AND (SELECT n FROM needed) = 0
  RETURNING id
)
SELECT (SELECT count(*) FROM resumes WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL) AS existed,
       (SELECT n FROM needed) AS needed, removed.id IS NOT NULL AS removed,
       CASE WHEN removed.id IS NOT NULL THEN
         append_event($1, NULL, 'resume.removed', jsonb_build_object('resumeId', removed.id), 'person', false) END AS seq
FROM (SELECT 1) AS always LEFT JOIN removed ON true
