-- $1 user, $2 application, $3 max attempts, $4 sealed custom fields with the answers, $5 the version that they were merged into.
WITH changed AS (
  UPDATE application_queue a
  SET status = 'QUEUED', available_at = now(), failure_kind = NULL, failure_detail = NULL,
      questions = '[]', progress = NULL, custom_fields_sealed = $4, updated_at = now()
  WHERE user_id = $1 AND id = $2 AND status = 'NEEDS_REVIEW' AND submit_granted_epoch IS NULL AND updated_at = $5::timestamptz
  RETURNING a
)
SELECT application_json(a, $3::int) AS application, (a).status, append_event($1, $2, 'application.answered',
  jsonb_build_object('status', 'QUEUED', 'epoch', (a).lease_epoch), 'person', true) AS seq
FROM changed
