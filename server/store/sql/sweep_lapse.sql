-- $1 users, $2 applications, $3 epochs, $4 new statuses, $5 failure kinds or '', $6 delays in ms, $7 event types. Only where
-- the lease is still that one and still run out; what was granted meanwhile goes to review and nowhere else (I2).
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[])
    AS t (user_id, id, epoch, new_status, kind, delay_ms, event_type)
), lapsed AS (
  SELECT a.user_id, a.id, g.new_status, g.kind, g.delay_ms, g.event_type
  FROM application_queue a JOIN given g ON g.user_id = a.user_id AND g.id = a.id
  WHERE a.lease_epoch = g.epoch AND a.status IN ('CLAIMED', 'PROCESSING') AND a.lease_expires_at <= now()
    AND (g.new_status = 'NEEDS_REVIEW') = (a.submit_granted_epoch IS NOT NULL)
    AND (g.new_status = 'CANCELLED') = (a.submit_granted_epoch IS NULL AND a.cancel_requested_at IS NOT NULL)
  ORDER BY a.user_id, a.id FOR UPDATE OF a SKIP LOCKED
), changed AS (
  UPDATE application_queue a
  SET status = l.new_status, lease_device_id = NULL, lease_expires_at = NULL, progress = NULL, failure_kind = nullif(l.kind, ''),
      failure_detail = CASE WHEN l.kind = 'outcome_unknown' THEN
        'The desktop fell silent after the submit intent was granted: the application may have been sent.'
        WHEN l.kind <> '' THEN 'The desktop fell silent and its lease ran out.' END,
      available_at = CASE WHEN l.new_status = 'QUEUED' THEN now() + make_interval(secs => l.delay_ms::float8 / 1000)
                     ELSE a.available_at END,
      finished_at = CASE WHEN l.new_status IN ('FAILED', 'CANCELLED') THEN now() END, updated_at = now()
  FROM lapsed l WHERE a.user_id = l.user_id AND a.id = l.id
  RETURNING a.user_id, a.id, a.status, a.lease_epoch, a.attempts, a.failure_kind, a.failure_detail, a.available_at, l.event_type
)
SELECT user_id, status, append_event(user_id, id, event_type, jsonb_strip_nulls(jsonb_build_object(
  'status', status, 'epoch', lease_epoch, 'attempts', attempts,
  'failure', CASE WHEN failure_kind IS NOT NULL THEN jsonb_build_object('kind', failure_kind, 'detail', failure_detail) END,
  'availableAt', CASE WHEN status = 'QUEUED' THEN rfc3339(available_at) END)), 'server', true) AS seq
FROM changed ORDER BY user_id, id
