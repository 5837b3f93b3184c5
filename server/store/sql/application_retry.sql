-- $1 user, $2 application, $3 max attempts, $4 Idempotency-Key or empty, $5 the request's address.
-- Not after a grant whose outcome is unknown: that is resolved first.
WITH changed AS (
  UPDATE application_queue a
  SET status = 'QUEUED', attempts = 0, available_at = now(), failure_kind = NULL, failure_detail = NULL, questions = '[]',
      progress = NULL, cancel_requested_at = NULL, finished_at = NULL, updated_at = now(),
      submit_released_epoch = coalesce(submit_granted_epoch, submit_released_epoch),
      submit_granted_epoch = NULL, submit_granted_at = NULL, submit_granted_key = NULL,
      outcome = NULL, outcome_on = NULL
  WHERE user_id = $1 AND id = $2
    AND (status = 'NEEDS_REVIEW' AND submit_granted_epoch IS NULL
         OR status = 'FAILED' AND (submit_granted_epoch IS NULL OR failure_kind = 'posting_closed'))
  RETURNING a
), noted AS (
  UPDATE idempotency_keys k SET outcome = coalesce(k.outcome, '{}') || jsonb_build_object((changed.a).id::text, (changed.a).status)
  FROM changed WHERE k.user_id = $1 AND k.key = $4
)
SELECT application_json(a, $3::int) AS application, (a).status, append_event($1, $2, 'application.queued',
  jsonb_build_object('status', 'QUEUED', 'epoch', (a).lease_epoch, 'reason', 'retry'), 'person', true) AS seq,
  append_audit($1, 'person', 'application.retried', $2::uuid::text, 'medium', NULL, $5, '{}') AS audited
FROM changed
