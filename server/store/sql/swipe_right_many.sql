-- $1 users, $2 new application ids, $3 jobs, $4 résumés or '' for the default, which is not written for who has rules: `rules_decide`, $5 priorities or 0 for the person's default, $6 sealed custom fields in hex or ''; no two
-- rows of one user and job. A verdict for each row, whatever the others are. Applications come first and then the heads of the logs, both
-- in the order of users, as everywhere, so that no two statements wait for each other in a circle; a person's events stand in the order of
-- the rows. Arrays behind a SELECT hide their lengths from the planner, so that it keeps one plan and does not make one for every
-- statement of few rows, which takes longer than to run it.
WITH given AS MATERIALIZED (
  SELECT g.user_id, g.id, g.job_id, nullif(g.resume, '')::uuid AS resume_id, g.priority,
         CASE WHEN g.fields <> '' THEN decode(g.fields, 'hex') END AS fields, g.n
  FROM unnest((SELECT $1::uuid[]), (SELECT $2::uuid[]), (SELECT $3::uuid[]), (SELECT $4::text[]), (SELECT $5::bigint[]), (SELECT $6::text[]))
    WITH ORDINALITY
    AS g (user_id, id, job_id, resume, priority, fields, n)
), known AS MATERIALIZED (
  SELECT g.user_id, g.id, g.job_id, g.fields, g.n, coalesce(nullif(g.priority, 0), s.default_priority, 5) AS priority, j.id AS posting, j.snapshot_hash, j.title, j.company,
         coalesce(j.closed_at IS NOT NULL OR j.expires_at <= now(), false) AS closed,
         g.resume_id IS NULL AND EXISTS (SELECT FROM resume_rules w WHERE w.user_id = g.user_id) AS rules_decide,
         r.id AS resume, u.plan = 'premium' AS premium, a.id AS old_id, a.status AS old_status, a.rank_at AS old_rank
  FROM given g
    LEFT JOIN jobs j ON j.id = g.job_id
    LEFT JOIN users u ON u.id = g.user_id
    LEFT JOIN user_settings s ON s.user_id = g.user_id
    LEFT JOIN resumes r ON r.user_id = g.user_id AND r.deleted_at IS NULL
      AND CASE WHEN g.resume_id IS NULL THEN r.is_default ELSE r.id = g.resume_id END
    LEFT JOIN application_queue a ON a.user_id = g.user_id AND a.job_id = g.job_id AND a.status <> 'CANCELLED'
), created AS (
  INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, priority, premium, rank_at, custom_fields_sealed)
  SELECT user_id, id, posting, snapshot_hash, resume, priority, premium, application_rank(now(), priority::int, premium), fields
  FROM known
  WHERE posting IS NOT NULL AND NOT closed AND NOT rules_decide AND resume IS NOT NULL AND premium IS NOT NULL AND old_id IS NULL
  ORDER BY user_id, job_id
  ON CONFLICT (user_id, job_id) WHERE status <> 'CANCELLED' DO NOTHING
  RETURNING user_id, id, job_id, status, rank_at
), unpassed AS (
  DELETE FROM passes p USING created c WHERE p.user_id = c.user_id AND p.job_id = c.job_id
), people AS (
  SELECT user_id, count(*) AS events FROM created GROUP BY user_id
), heads AS (
  SELECT s.user_id, p.events FROM user_streams s JOIN people p ON p.user_id = s.user_id ORDER BY s.user_id FOR UPDATE OF s
), taken AS (
  UPDATE user_streams s SET last_seq = s.last_seq + h.events FROM heads h WHERE s.user_id = h.user_id
  RETURNING s.user_id, s.last_seq - h.events AS before
), appended AS (
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor, outbox)
  SELECT t.user_id, t.before + row_number() OVER (PARTITION BY t.user_id ORDER BY k.n), c.id, 'application.swiped',
         jsonb_build_object('status', 'PENDING', 'jobId', k.job_id, 'title', k.title, 'company', k.company, 'epoch', 0), 'person', true
  FROM created c JOIN known k ON k.id = c.id JOIN taken t ON t.user_id = c.user_id
), swiped AS (
  SELECT k.n, k.user_id, k.posting IS NOT NULL AS known_job, k.closed, k.rules_decide, k.resume IS NOT NULL AS has_resume, c.id IS NOT NULL AS created,
         coalesce(c.id, k.old_id) AS id, coalesce(c.status, k.old_status) AS status, coalesce(c.rank_at, k.old_rank) AS rank_at
  FROM known k LEFT JOIN created c ON c.id = k.id
)
SELECT s.n, s.id, s.status, s.created, s.known_job, s.closed, s.rules_decide, s.has_resume,
       CASE WHEN s.status IN ('PENDING', 'QUEUED') THEN (
         SELECT count(*) FROM application_queue w
         WHERE w.user_id = s.user_id AND w.status IN ('PENDING', 'QUEUED') AND (w.rank_at, w.id) <= (s.rank_at, s.id)
       ) + (
         SELECT count(*) FROM created c WHERE c.user_id = s.user_id AND (c.rank_at, c.id) <= (s.rank_at, s.id)
       ) END AS position
FROM swiped s ORDER BY s.n
