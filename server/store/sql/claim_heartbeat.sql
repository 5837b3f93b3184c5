-- $1 user, $2 application, $3 device, $4 epoch, $5 lease seconds, $6 progress or NULL
WITH before AS (
  SELECT status, lease_epoch, progress FROM application_queue WHERE user_id = $1 AND id = $2
), changed AS (
  UPDATE application_queue a
  SET lease_expires_at = now() + make_interval(secs => $5::int), progress = coalesce($6::jsonb, progress)
  WHERE user_id = $1 AND id = $2 AND lease_epoch = $4::int AND lease_device_id = $3 AND status IN ('CLAIMED', 'PROCESSING')
  RETURNING a
)
SELECT before.status, before.lease_epoch AS epoch, CASE WHEN (a).id IS NOT NULL THEN lease_json(a) END AS lease,
       CASE WHEN (a).id IS NOT NULL AND $6::jsonb IS NOT NULL AND $6::jsonb IS DISTINCT FROM before.progress THEN
         append_event($1, $2, 'application.progress', jsonb_build_object('status', (a).status, 'epoch', $4::int, 'progress', $6::jsonb),
                      'desktop', false) END AS seq
FROM before LEFT JOIN changed ON true
