-- $1 postings as a list of objects, at most one per source, board and external id
WITH incoming AS MATERIALIZED (
  SELECT p.*, decode(p.snapshot_hash, 'hex') AS hash
  FROM jsonb_to_recordset($1::jsonb) AS p (
    id uuid, source text, board text, external_id text, snapshot_hash text, content jsonb, title text, company text, locations text[],
    points point[], places_version int, work_mode text, employment_type text, department text, salary_min numeric, salary_max numeric, salary_currency text,
    salary_period text, salary_yearly numeric, apply_url text, apply_url_key text, summary text, description text,
    posted_at timestamptz, expires_at timestamptz)
), known AS MATERIALIZED (
  SELECT j.source, j.board, j.external_id, j.snapshot_hash, j.closed_at
  FROM jobs j JOIN incoming i USING (source, board, external_id)
), duplicate AS MATERIALIZED (
  -- Another feed, or another board, brought the same application form first.
  SELECT i.source, i.board, i.external_id
  FROM incoming i
  WHERE EXISTS (SELECT FROM jobs j WHERE j.apply_url_key = i.apply_url_key AND j.closed_at IS NULL
                  AND (j.source, j.board) <> (i.source, i.board))
    AND NOT EXISTS (SELECT FROM known k WHERE (k.source, k.board, k.external_id) = (i.source, i.board, i.external_id)
                      AND k.closed_at IS NULL)
), wanted AS MATERIALIZED (
  SELECT i.* FROM incoming i WHERE NOT EXISTS (
    SELECT FROM duplicate d WHERE (d.source, d.board, d.external_id) = (i.source, i.board, i.external_id))
), snapshots AS (
  INSERT INTO job_snapshots (hash, content) SELECT DISTINCT ON (hash) hash, content FROM wanted ORDER BY hash
  ON CONFLICT (hash) DO NOTHING
), written AS (
  INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, locations, points, places_version, work_mode,
                    employment_type, department, salary_min, salary_max, salary_currency, salary_period, salary_yearly, apply_url, apply_url_key, summary,
                    posted_at, expires_at, search)
  SELECT id, source, board, external_id, hash, title, company, locations, points, places_version, work_mode, employment_type, department,
         salary_min, salary_max, salary_currency, salary_period, salary_yearly, apply_url, apply_url_key, summary, posted_at, expires_at,
         setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', company), 'A')
           || setweight(to_tsvector('simple', coalesce(department, '') || ' ' || array_to_string(locations, ' ')), 'B')
           || setweight(to_tsvector('simple', left(description, 50000)), 'C')
  FROM wanted ORDER BY source, board, external_id
  ON CONFLICT (source, board, external_id) DO UPDATE SET
    snapshot_hash = excluded.snapshot_hash, title = excluded.title, company = excluded.company, locations = excluded.locations,
    points = excluded.points, places_version = excluded.places_version,
    work_mode = excluded.work_mode, employment_type = excluded.employment_type, department = excluded.department,
    salary_min = excluded.salary_min, salary_max = excluded.salary_max, salary_currency = excluded.salary_currency,
    salary_period = excluded.salary_period, salary_yearly = excluded.salary_yearly, apply_url = excluded.apply_url,
    apply_url_key = excluded.apply_url_key, summary = excluded.summary, search = excluded.search, expires_at = excluded.expires_at,
    -- A posting keeps its place in the deck while it is open, whatever its source does to the date.
    posted_at = CASE WHEN jobs.closed_at IS NULL THEN least(jobs.posted_at, excluded.posted_at) ELSE excluded.posted_at END,
    closed_at = NULL, last_seen_at = now()
  RETURNING source, board, external_id
)
SELECT (SELECT count(*) FROM written) - (SELECT count(*) FROM known) + (SELECT count(*) FROM known k JOIN duplicate USING (source, board, external_id)) AS added,
       (SELECT count(*) FROM known k JOIN wanted w USING (source, board, external_id)
        WHERE k.closed_at IS NULL AND k.snapshot_hash <> w.hash) AS changed,
       (SELECT count(*) FROM known k JOIN wanted w USING (source, board, external_id) WHERE k.closed_at IS NOT NULL) AS reopened,
       (SELECT count(*) FROM known k JOIN wanted w USING (source, board, external_id)
        WHERE k.closed_at IS NULL AND k.snapshot_hash = w.hash) AS unchanged,
       (SELECT count(*) FROM duplicate) AS duplicates
