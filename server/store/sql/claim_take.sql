-- $1 users, $2 devices, $3 at most of each, $4 lease seconds, $5 the requests' keys or ''; no two rows of one person. What each is given,
-- in their order. The epoch and the attempt grow; rows locked by another claim are skipped. What the same request was given before and
-- the device has not begun is given again, so that a lost answer costs neither an attempt nor a lease; who does not know of a claim can't
-- keep its lease, so that one is never an hour old, and the person's past is not read. What the desktop needs to know of
-- the person stands in their first row. Applications first, then the heads of the logs, both in the order of users. A condition in a
-- CASE is no reason for the planner to walk an index of all that waits.
WITH asked AS MATERIALIZED (
  SELECT g.user_id, g.device, g.most, nullif(g.key, '') AS key, g.n
  FROM unnest((SELECT $1::uuid[]), (SELECT $2::uuid[]), (SELECT $3::bigint[]), (SELECT $5::text[]))
    WITH ORDINALITY AS g (user_id, device, most, key, n)
  ORDER BY g.user_id
), held AS MATERIALIZED (
  SELECT g.n, h.a FROM asked g CROSS JOIN LATERAL (
    SELECT a FROM application_queue a
    WHERE a.user_id = g.user_id AND a.lease_device_id = g.device AND a.lease_claim_key = g.key
      AND CASE WHEN a.status = 'CLAIMED' THEN true END AND a.lease_expires_at > now() AND a.updated_at > now() - interval '1 hour'
    ORDER BY a.rank_at, a.id LIMIT g.most) AS h
), candidates AS MATERIALIZED (
  SELECT g.n, g.device, g.key, c.user_id, c.id FROM asked g CROSS JOIN LATERAL (
    SELECT user_id, id FROM application_queue
    WHERE user_id = g.user_id AND status IN ('PENDING', 'QUEUED') AND available_at <= now() AND cancel_requested_at IS NULL
      AND EXISTS (SELECT FROM devices d WHERE d.user_id = g.user_id AND d.id = g.device AND d.revoked_at IS NULL)
    ORDER BY rank_at, id LIMIT greatest(g.most - (SELECT count(*) FROM held WHERE held.n = g.n), 0) FOR UPDATE SKIP LOCKED) AS c
), claimed AS (
  UPDATE application_queue a
  SET status = 'CLAIMED', lease_epoch = lease_epoch + 1, attempts = attempts + 1, lease_device_id = c.device, lease_claim_key = c.key,
      lease_expires_at = now() + make_interval(secs => $4::int), progress = NULL, failure_kind = NULL, failure_detail = NULL,
      updated_at = now()
  FROM candidates c WHERE a.user_id = c.user_id AND a.id = c.id AND CASE WHEN a.status IN ('PENDING', 'QUEUED') THEN true END
  RETURNING c.n, a
), people AS (
  SELECT (a).user_id, count(*) AS events FROM claimed GROUP BY (a).user_id
), heads AS (
  SELECT s.user_id, p.events FROM user_streams s JOIN people p ON p.user_id = s.user_id ORDER BY s.user_id FOR UPDATE OF s
), taken AS (
  UPDATE user_streams s SET last_seq = s.last_seq + h.events FROM heads h WHERE s.user_id = h.user_id
  RETURNING s.user_id, s.last_seq - h.events AS before
), appended AS (
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor)
  SELECT t.user_id, t.before + row_number() OVER (PARTITION BY t.user_id ORDER BY (c.a).rank_at, (c.a).id), (c.a).id, 'application.claimed',
         jsonb_build_object('status', 'CLAIMED', 'epoch', (c.a).lease_epoch, 'attempt', (c.a).attempts, 'deviceId', (c.a).lease_device_id),
         'desktop'
  FROM claimed c JOIN taken t ON t.user_id = (c.a).user_id
), given AS (
  SELECT n, a, row_number() OVER (PARTITION BY n ORDER BY (a).rank_at, (a).id) = 1 AS first
  FROM (SELECT n, a FROM held UNION ALL SELECT n, a FROM claimed) AS both_kinds
)
SELECT g.n, (g.a).id, (g.a).lease_epoch AS epoch, rfc3339((g.a).lease_expires_at) AS lease_expires_at, (g.a).attempts, (g.a).job_id,
       encode((g.a).snapshot_hash, 'hex') AS snapshot_hash, (g.a).custom_fields_sealed, j.closed_at,
       r.id AS resume_id, r.content_type AS resume_content_type, encode(r.sha256, 'hex') AS resume_sha256, r.name_sealed AS resume_name_sealed,
       CASE WHEN g.first THEN manners_json(m.settings) END AS manners,
       CASE WHEN first THEN (SELECT sealed FROM profiles WHERE user_id = (g.a).user_id) END AS profile_sealed,
       CASE WHEN first THEN (SELECT array_agg(encode(sealed, 'hex') ORDER BY updated_at DESC, question_key) FROM answers
         WHERE user_id = (g.a).user_id) END AS answers_sealed,
       CASE WHEN first THEN (SELECT array_agg(rfc3339(updated_at) ORDER BY updated_at DESC, question_key) FROM answers
         WHERE user_id = (g.a).user_id) END AS answers_updated_at
FROM given g JOIN jobs j ON j.id = (g.a).job_id
  LEFT JOIN resumes r ON r.user_id = (g.a).user_id AND r.id = (g.a).resume_id
  LEFT JOIN LATERAL (SELECT settings_of((g.a).user_id) AS settings OFFSET 0) AS m ON g.first
ORDER BY g.n, (g.a).rank_at, (g.a).id
