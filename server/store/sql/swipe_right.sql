-- $1 user, $2 new application id, $3 job, $4 résumé or NULL for the default, $5 priority, $6 sealed custom fields
WITH posting AS (
  SELECT id, snapshot_hash, title, company, closed_at IS NOT NULL OR coalesce(expires_at <= now(), false) AS closed
  FROM jobs WHERE id = $3
), resume AS (
  SELECT id FROM resumes
  WHERE user_id = $1 AND deleted_at IS NULL AND CASE WHEN $4::uuid IS NULL THEN is_default ELSE id = $4 END
), existing AS (
  SELECT id, status, rank_at FROM application_queue WHERE user_id = $1 AND job_id = $3 AND status <> 'CANCELLED'
), created AS (
  INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, priority, premium, rank_at, custom_fields_sealed)
  SELECT $1, $2, posting.id, posting.snapshot_hash, resume.id, $5::smallint, users.plan = 'premium',
         application_rank(now(), $5::int, users.plan = 'premium'), $6
  FROM posting, resume, users
  WHERE NOT posting.closed AND users.id = $1 AND NOT EXISTS (SELECT FROM existing)
  ON CONFLICT (user_id, job_id) WHERE status <> 'CANCELLED' DO NOTHING
  RETURNING id, status, rank_at
), unpassed AS (
  DELETE FROM passes WHERE user_id = $1 AND job_id = $3 AND EXISTS (SELECT FROM created)
), swiped AS (
  SELECT id, status, rank_at, true AS is_new FROM created UNION ALL SELECT id, status, rank_at, false FROM existing
)
SELECT swiped.id, swiped.status, coalesce(swiped.is_new, false) AS created,
       (SELECT count(*) FROM posting) AS postings, coalesce((SELECT closed FROM posting), false) AS closed,
       (SELECT count(*) FROM resume) AS resumes,
       CASE WHEN swiped.status IN ('PENDING', 'QUEUED') THEN (
         SELECT count(*) + CASE WHEN swiped.is_new THEN 1 ELSE 0 END FROM application_queue w
         WHERE w.user_id = $1 AND w.status IN ('PENDING', 'QUEUED')
           AND CASE WHEN swiped.is_new THEN w.rank_at <= swiped.rank_at ELSE (w.rank_at, w.id) <= (swiped.rank_at, swiped.id) END)
       END AS position,
       CASE WHEN swiped.is_new THEN append_event($1, swiped.id, 'application.swiped',
         jsonb_build_object('status', 'PENDING', 'jobId', $3::uuid, 'title', (SELECT title FROM posting),
                            'company', (SELECT company FROM posting), 'epoch', 0), 'person', true) END AS seq
FROM (SELECT 1) AS always LEFT JOIN swiped ON true
