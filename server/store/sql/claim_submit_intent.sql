-- $1 user, $2 application, $3 device, $4 epoch, $5 the intent's key, $6 lease seconds, $7 the request's address.
-- The point of no return: granted once; the same key and epoch get the same grant again, and with it a full lease, so that
-- a desktop that asks again before its click has the time for it.
WITH before AS (
  SELECT status, lease_epoch, cancel_requested_at, submit_granted_epoch FROM application_queue WHERE user_id = $1 AND id = $2
), changed AS (
  UPDATE application_queue a
  SET submit_granted_epoch = $4::int, submit_granted_at = coalesce(submit_granted_at, now()), submit_granted_key = $5,
      submit_released_epoch = NULL, lease_expires_at = now() + make_interval(secs => $6::int), updated_at = now()
  WHERE user_id = $1 AND id = $2 AND lease_epoch = $4::int AND lease_device_id = $3 AND status IN ('CLAIMED', 'PROCESSING')
    AND lease_expires_at > now()
    AND (submit_granted_epoch IS NULL AND cancel_requested_at IS NULL OR submit_granted_epoch = $4::int AND submit_granted_key = $5)
  RETURNING a
)
SELECT before.status, before.lease_epoch AS epoch, before.cancel_requested_at IS NOT NULL AS cancel_requested,
       before.submit_granted_epoch IS NOT NULL AS granted_before,
       (a).id IS NOT NULL AS granted, rfc3339((a).submit_granted_at) AS granted_at,
       CASE WHEN (a).submit_granted_at = now() THEN append_event($1, $2, 'application.submit_granted',
         jsonb_build_object('status', (a).status, 'epoch', $4::int), 'desktop', false) END AS seq,
       CASE WHEN (a).submit_granted_at = now() THEN append_audit($1, 'desktop', 'application.submit_granted', $2::uuid::text, 'high', $3, $7,
         jsonb_build_object('epoch', $4::int)) END AS audited
FROM before LEFT JOIN changed ON true
