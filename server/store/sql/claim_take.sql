-- $1 user, $2 device, $3 at most, $4 lease seconds, $5 the request's key or NULL. The epoch and the attempt grow; rows locked by another claim are skipped.
-- What the same request was given before and the device has not begun is given again, so that a lost answer costs neither an
-- attempt nor a lease. What the desktop needs to know of the person stands in the first row. A condition in a CASE is no reason for the
-- planner to walk an index of all that waits.
WITH held AS (
  SELECT a FROM application_queue a
  WHERE a.user_id = $1 AND a.lease_device_id = $2 AND a.lease_claim_key = $5 AND a.status = 'CLAIMED'
    AND a.lease_expires_at > now()
  ORDER BY a.rank_at, a.id LIMIT $3::bigint
), candidates AS (
  SELECT user_id, id FROM application_queue
  WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED') AND available_at <= now() AND cancel_requested_at IS NULL
    AND EXISTS (SELECT FROM devices WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL)
  ORDER BY rank_at, id LIMIT greatest($3::bigint - (SELECT count(*) FROM held), 0) FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE application_queue a
  SET status = 'CLAIMED', lease_epoch = lease_epoch + 1, attempts = attempts + 1, lease_device_id = $2, lease_claim_key = $5,
      lease_expires_at = now() + make_interval(secs => $4::int), progress = NULL, failure_kind = NULL, failure_detail = NULL,
      updated_at = now()
  FROM candidates c WHERE a.user_id = c.user_id AND a.id = c.id AND CASE WHEN a.status IN ('PENDING', 'QUEUED') THEN true END
  RETURNING a
), given AS (
  SELECT a, fresh, row_number() OVER (ORDER BY (a).rank_at, (a).id) = 1 AS first
  FROM (SELECT a, false AS fresh FROM held UNION ALL SELECT a, true FROM claimed) AS both_kinds
)
SELECT (a).id, (a).lease_epoch AS epoch, rfc3339((a).lease_expires_at) AS lease_expires_at, (a).attempts, (a).job_id,
       encode((a).snapshot_hash, 'hex') AS snapshot_hash, (a).custom_fields_sealed, s.content AS snapshot, j.closed_at,
       r.id AS resume_id, r.content_type AS resume_content_type, encode(r.sha256, 'hex') AS resume_sha256, r.name_sealed AS resume_name_sealed,
       CASE WHEN first THEN (SELECT sealed FROM profiles WHERE user_id = $1) END AS profile_sealed,
       CASE WHEN first THEN (SELECT array_agg(encode(sealed, 'hex') ORDER BY updated_at DESC, question_key) FROM answers WHERE user_id = $1)
         END AS answers_sealed,
       CASE WHEN first THEN (SELECT array_agg(rfc3339(updated_at) ORDER BY updated_at DESC, question_key) FROM answers WHERE user_id = $1)
         END AS answers_updated_at,
       CASE WHEN first THEN manners_json(settings_of($1)) END AS manners,
       CASE WHEN fresh THEN append_event($1, (a).id, 'application.claimed', jsonb_build_object('status', 'CLAIMED',
         'epoch', (a).lease_epoch, 'attempt', (a).attempts, 'deviceId', $2::uuid), 'desktop', false) END AS seq
FROM given JOIN job_snapshots s ON s.hash = (a).snapshot_hash JOIN jobs j ON j.id = (a).job_id
  LEFT JOIN resumes r ON r.user_id = (a).user_id AND r.id = (a).resume_id
ORDER BY (a).rank_at, (a).id
