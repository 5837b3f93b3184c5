-- :jobs postings with a description of 5 to 10 kB each, as snapshots of their own.
CREATE TEMP TABLE posting AS
SELECT n, ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id, 'Engineer ' || n AS title, 'Company ' || n % 800 AS company,
       (SELECT string_agg(md5((n * 7919 + w)::text), ' ') FROM generate_series(1, 150 + n % 150) w) AS description
FROM generate_series(0, :jobs - 1) n;
INSERT INTO job_snapshots (hash, content)
SELECT sha256(convert_to(id::text, 'UTF8')), jsonb_build_object(
  'title', title, 'company', company, 'locations', '["Berlin"]'::jsonb, 'workMode', 'hybrid', 'applyUrl', 'https://jobs.example.com/apply/' || n,
  'postedAt', '2026-01-01T00:00:00.000Z', 'descriptionText', description, 'descriptionHtml', '<p>' || description || '</p>',
  'questions', '[]'::jsonb) FROM posting;
INSERT INTO jobs (id, source, board, external_id, snapshot_hash, title, company, locations, work_mode, apply_url, apply_url_key, summary, posted_at, search)
SELECT id, 'greenhouse', 'bench', n::text, sha256(convert_to(id::text, 'UTF8')), title, company, '{Berlin}', 'hybrid',
       'https://jobs.example.com/apply/' || n, n::text, left(description, 200), now() - make_interval(secs => n),
       setweight(to_tsvector('simple', title), 'A')
FROM posting;
