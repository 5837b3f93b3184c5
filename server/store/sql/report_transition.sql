-- $1 user, $2 application, $3 device, $4 epoch, $5 new status, $6 failure kind, $7 failure detail, $8 questions, $9 progress,
-- $10 sealed answers, $11 confirmation, $12 delay in ms, $13 event type, $14 to the outbox?, $15 lease seconds,
-- $16 give the attempt back?, $17 was the intent granted when this was decided? NULL does not matter, $18 the confirmation of a
-- grant that was given up for unsent?, $19 the request's address, $20 does its desktop give up the grant, having sent nothing?
-- The holder of the lease may report anything; a granted epoch may settle its own outcome (core/domain/report.hpp).
WITH changed AS (
  UPDATE application_queue a
  SET status = $5, attempts = greatest(attempts - CASE WHEN $16::boolean THEN 1 ELSE 0 END, 0),
      lease_device_id = CASE WHEN $5 IN ('CLAIMED', 'PROCESSING') THEN lease_device_id END,
      lease_expires_at = CASE WHEN $5 IN ('CLAIMED', 'PROCESSING') THEN now() + make_interval(secs => $15::int) END,
      failure_kind = $6, failure_detail = $7, questions = coalesce($8::jsonb, '[]'), progress = $9::jsonb,
      submit_granted_epoch = CASE WHEN $18::boolean THEN $4::int WHEN NOT $20::boolean THEN submit_granted_epoch END,
      submit_released_epoch = CASE WHEN $18::boolean THEN NULL WHEN $20::boolean THEN coalesce(submit_granted_epoch, submit_released_epoch)
                              ELSE submit_released_epoch END,
      submit_granted_at = CASE WHEN NOT $20::boolean THEN submit_granted_at END,
      submit_granted_key = CASE WHEN NOT $20::boolean THEN submit_granted_key END,
      answers_sent_sealed = coalesce($10, answers_sent_sealed), confirmation = coalesce($11, confirmation),
      available_at = CASE WHEN $5 = 'QUEUED' THEN now() + make_interval(secs => $12::float8 / 1000) ELSE available_at END,
      finished_at = CASE WHEN $5 IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN now() END, updated_at = now()
  WHERE user_id = $1 AND id = $2
    AND CASE WHEN $18::boolean THEN
          submit_released_epoch = $4::int AND submit_granted_epoch IS NULL AND status NOT IN ('PENDING', 'COMPLETED', 'CANCELLED')
          AND $5 = CASE WHEN status = 'FAILED' THEN 'FAILED' ELSE 'COMPLETED' END
        ELSE lease_epoch = $4::int
          AND (status IN ('CLAIMED', 'PROCESSING') AND lease_device_id = $3
               OR status = 'NEEDS_REVIEW' AND submit_granted_epoch = $4::int
                  AND ($5 = 'COMPLETED' OR $5 IN ('FAILED', 'NEEDS_REVIEW') AND failure_kind = 'outcome_unknown'))
          AND ($5 <> 'COMPLETED' OR submit_granted_epoch = $4::int)
          AND ($5 NOT IN ('QUEUED', 'CANCELLED') OR submit_granted_epoch IS NULL)
          AND ($5 NOT IN ('QUEUED', 'FAILED', 'NEEDS_REVIEW') OR submit_granted_epoch IS NOT NULL OR cancel_requested_at IS NULL)
          AND ($17::boolean IS NULL OR $17::boolean = (submit_granted_epoch IS NOT NULL))
        END
  RETURNING a
)
SELECT lease_json(a) AS lease, append_event($1, $2, $13,
  jsonb_strip_nulls(jsonb_build_object('status', (a).status, 'epoch', $4::int, 'attempts', (a).attempts,
    'failure', CASE WHEN $6::text IS NOT NULL THEN jsonb_build_object('kind', $6::text, 'detail', coalesce($7, '')) END,
    'progress', $9::jsonb, 'questions', CASE WHEN jsonb_array_length(coalesce($8::jsonb, '[]')) > 0 THEN $8::jsonb END,
    'availableAt', CASE WHEN $5 = 'QUEUED' THEN rfc3339((a).available_at) END, 'confirmation', $11)),
  'desktop', $14::boolean) AS seq,
  CASE WHEN $5 = 'COMPLETED' THEN append_audit($1, 'desktop', $13, $2::uuid::text, 'medium', $3, $19,
    jsonb_build_object('epoch', $4::int)) END AS audited
FROM changed
