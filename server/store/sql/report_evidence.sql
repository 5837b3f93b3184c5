-- $1 user, $2 application, $3 epoch, $4 kind, $5 content type, $6 bytes, $7 sha-256, $8 sealed image
WITH owner AS (  -- locked: its status is the one that the event follows in the log
  SELECT user_id, id, status FROM application_queue WHERE user_id = $1 AND id = $2 FOR UPDATE
), existing AS (
  SELECT e.* FROM evidence e WHERE e.user_id = $1 AND e.application_id = $2 AND e.epoch = $3::int AND e.sha256 = $7
), added AS (
  INSERT INTO evidence (user_id, application_id, n, epoch, kind, content_type, bytes, sha256, sealed)
  SELECT owner.user_id, owner.id,
         (SELECT coalesce(max(n), 0) + 1 FROM evidence WHERE user_id = $1 AND application_id = $2),
         $3::int, $4, $5, $6::int, $7, $8
  FROM owner WHERE NOT EXISTS (SELECT FROM existing)
  RETURNING *
)
SELECT e.n, e.kind, e.content_type, e.bytes, encode(e.sha256, 'hex') AS sha256, rfc3339(e.created_at) AS created_at,
       CASE WHEN e.fresh THEN append_event($1, $2, 'application.evidence_added',
         jsonb_build_object('status', (SELECT status FROM owner),
                            'epoch', $3::int, 'n', e.n, 'kind', e.kind), 'desktop', false) END AS seq
FROM (SELECT n, kind, content_type, bytes, sha256, created_at, true AS fresh FROM added
      UNION ALL SELECT n, kind, content_type, bytes, sha256, created_at, false FROM existing) AS e
