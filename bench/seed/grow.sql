-- Grows the database to :people, :jobs and :applications in all, in steps of what is missing; to be run with psql. Postings share their
-- snapshots by tens, each application has the three events of one that waits. Foreign keys are not looked up while it fills, since
-- every row is made from one that is there.
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE TEMP TABLE had AS SELECT
  (SELECT count(*) FROM users WHERE id >= '70000000-0000-4000-8000-000000000000' AND id < '80000000-0000-4000-8000-000000000000') AS people,
  (SELECT count(*) FROM jobs WHERE board = 'grown') AS jobs,
  (SELECT count(*) FROM application_queue WHERE user_id >= '70000000-0000-4000-8000-000000000000' AND user_id < '80000000-0000-4000-8000-000000000000') AS applications;
CREATE FUNCTION pg_temp.numbered(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN (kind || '0000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;
INSERT INTO users (id, email_lookup, email_sealed, password_hash, data_key_sealed)
  SELECT pg_temp.numbered(7, n), sha256(('grown' || n)::bytea), '', 'not for logging in', '' FROM had, generate_series(had.people, :people - 1) n;
INSERT INTO user_streams (user_id) SELECT pg_temp.numbered(7, n) FROM had, generate_series(had.people, :people - 1) n;
INSERT INTO resumes (user_id, id, name_sealed, sealed, content_type, bytes, sha256, is_default)
  SELECT pg_temp.numbered(7, n), pg_temp.numbered(8, n), '', '', 'application/pdf', 1, '', true FROM had, generate_series(had.people, :people - 1) n;
INSERT INTO devices (user_id, id, name) SELECT pg_temp.numbered(7, n), pg_temp.numbered(9, n), 'desktop' FROM had, generate_series(had.people, :people - 1) n;
INSERT INTO job_snapshots (hash, content)
  SELECT sha256(('grown' || n)::bytea), jsonb_build_object('title', 'Engineer', 'company', 'Company', 'descriptionText', repeat(md5(n::text) || ' ', 40))
  FROM had, generate_series(had.jobs, :jobs - 1, 10) n;
INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, apply_url, posted_at)
  SELECT pg_temp.numbered(6, n), 'greenhouse', 'grown', n::text, sha256(('grown' || n / 10 * 10)::bytea), 'Engineer', 'Company', 'https://jobs.example.com/' || n,
         now() - make_interval(days => 400) - make_interval(secs => n)
  FROM had, generate_series(had.jobs, :jobs - 1) n;
INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, status, rank_at, created_at, updated_at, finished_at)
  SELECT pg_temp.numbered(7, n % :people), gen_random_uuid(), pg_temp.numbered(6, n / :people * 7919 % :jobs),
         sha256(('grown' || n / :people * 7919 % :jobs / 10 * 10)::bytea), pg_temp.numbered(8, n % :people),
         CASE WHEN n % 20 = 0 THEN 'QUEUED' ELSE 'COMPLETED' END, now() - make_interval(days => 30), now() - make_interval(days => 30),
         now() - make_interval(secs => n % 2000000), CASE WHEN n % 20 > 0 THEN now() END
  FROM had, generate_series(had.applications, :applications - 1) n
  ON CONFLICT DO NOTHING;
INSERT INTO application_events (user_id, seq, application_id, type, data, actor)
  SELECT a.user_id, s.last_seq + 3 * (row_number() OVER (PARTITION BY a.user_id ORDER BY a.id) - 1) + k, a.id, 'application.queued', '{"status": "QUEUED"}', 'server'
  FROM application_queue a JOIN user_streams s USING (user_id), generate_series(1, 3) k
  WHERE a.user_id >= '70000000-0000-4000-8000-000000000000' AND a.user_id < '80000000-0000-4000-8000-000000000000'
    AND NOT EXISTS (SELECT FROM application_events e WHERE e.user_id = a.user_id AND e.application_id = a.id);
UPDATE user_streams s SET last_seq = coalesce((SELECT max(seq) FROM application_events e WHERE e.user_id = s.user_id), 0)
  WHERE s.user_id >= '70000000-0000-4000-8000-000000000000' AND s.user_id < '80000000-0000-4000-8000-000000000000';
RESET session_replication_role;
VACUUM ANALYZE;
CHECKPOINT;
