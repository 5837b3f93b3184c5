-- $1 user, $2 application, $3 max attempts, $4 was it sent? If not, the grant is released: its desktop may
-- still prove the contrary. $5 Idempotency-Key or empty, $6 the epoch that the person was shown or NULL, $7 the request's address.
WITH changed AS (
  UPDATE application_queue a
  SET status = CASE WHEN $4::boolean THEN 'COMPLETED' ELSE 'QUEUED' END,
      finished_at = CASE WHEN $4::boolean THEN now() END,
      confirmation = CASE WHEN $4::boolean THEN 'Confirmed by the person.' END,
      attempts = 0, available_at = CASE WHEN $4::boolean THEN available_at ELSE now() END, failure_kind = NULL, failure_detail = NULL, questions = '[]', progress = NULL,
      submit_granted_epoch = CASE WHEN $4::boolean THEN submit_granted_epoch END,
      submit_released_epoch = CASE WHEN $4::boolean THEN NULL ELSE submit_granted_epoch END,
      submit_granted_at = CASE WHEN $4::boolean THEN submit_granted_at END,
      submit_granted_key = CASE WHEN $4::boolean THEN submit_granted_key END, updated_at = now()
  WHERE user_id = $1 AND id = $2 AND status = 'NEEDS_REVIEW' AND submit_granted_epoch = coalesce($6::int, submit_granted_epoch)
  RETURNING a
), noted AS (
  UPDATE idempotency_keys k SET outcome = coalesce(k.outcome, '{}') || jsonb_build_object((changed.a).id::text, (changed.a).status)
  FROM changed WHERE k.user_id = $1 AND k.key = $5
)
SELECT application_json(a, $3::int) AS application, (a).status, append_event($1, $2, 'application.resolved',
  jsonb_build_object('status', (a).status, 'epoch', (a).lease_epoch, 'outcome', CASE WHEN $4::boolean THEN 'sent' ELSE 'not_sent' END),
  'person', NOT $4::boolean) AS seq,
  append_audit($1, 'person', 'application.resolved', $2::uuid::text, 'high', NULL, $7,
    jsonb_build_object('outcome', CASE WHEN $4::boolean THEN 'sent' ELSE 'not_sent' END)) AS audited
FROM changed
