-- $1 user, $2 application, $3 max attempts, $4 Idempotency-Key or empty, $5 the request's address.
-- A running one is only asked to stop: its desktop honours it.
WITH changed AS (
  UPDATE application_queue a
  SET status = CASE WHEN status IN ('CLAIMED', 'PROCESSING') THEN status ELSE 'CANCELLED' END,
      finished_at = CASE WHEN status IN ('CLAIMED', 'PROCESSING') THEN NULL ELSE now() END,
      cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now()
  WHERE user_id = $1 AND id = $2 AND status IN ('PENDING', 'QUEUED', 'NEEDS_REVIEW', 'CLAIMED', 'PROCESSING')
    AND submit_granted_epoch IS NULL
  RETURNING a
), passed AS (
  INSERT INTO passes (user_id, job_id, reason) SELECT (a).user_id, (a).job_id, 'cancelled' FROM changed
  ON CONFLICT DO NOTHING
), noted AS (
  UPDATE idempotency_keys k SET outcome = coalesce(k.outcome, '{}') || jsonb_build_object((changed.a).id::text, (changed.a).status)
  FROM changed WHERE k.user_id = $1 AND k.key = $4
)
SELECT application_json(a, $3::int) AS application, (a).status, append_event($1, $2,
  CASE WHEN (a).status = 'CANCELLED' THEN 'application.cancelled' ELSE 'application.cancel_requested' END,
  jsonb_build_object('status', (a).status, 'epoch', (a).lease_epoch), 'person', false) AS seq,
  append_audit($1, 'person', 'application.cancelled', $2::uuid::text, 'low', NULL, $5, '{}') AS audited
FROM changed
