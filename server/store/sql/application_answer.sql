-- $1 user, $2 application, $3 max attempts, $4 sealed custom fields with the answers, $5 the version that they were merged into,
-- $6 Idempotency-Key or empty, $7 the request's address.
WITH changed AS (
  UPDATE application_queue a
  SET status = 'QUEUED', available_at = now(), failure_kind = NULL, failure_detail = NULL,
      questions = '[]', progress = NULL, custom_fields_sealed = $4, updated_at = now()
  WHERE user_id = $1 AND id = $2 AND status = 'NEEDS_REVIEW' AND submit_granted_epoch IS NULL AND updated_at = $5::timestamptz
  RETURNING a
), noted AS (
  UPDATE idempotency_keys k SET outcome = coalesce(k.outcome, '{}') || jsonb_build_object((changed.a).id::text, (changed.a).status)
  FROM changed WHERE k.user_id = $1 AND k.key = $6
)
SELECT application_json(a, $3::int) AS application, (a).status, append_event($1, $2, 'application.answered',
  jsonb_build_object('status', 'QUEUED', 'epoch', (a).lease_epoch), 'person', true) AS seq,
  append_audit($1, 'person', 'application.answered', $2::uuid::text, 'medium', NULL, $7, '{}') AS audited
FROM changed
