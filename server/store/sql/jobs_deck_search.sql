-- $1 user, $2 and $3 posted_at and id to go on after (NULL for the first page), $4 count, at most 101, $5 place, $6 work modes,
-- $7 yearly salary, $8 days of age, $9 whether remote postings are in every place, $10 currency of the salary, $11 seniorities,
-- $12 to $14 longitude, latitude and the most km away from there, $15 whether postings without a known place are let through that,
-- $16 words as a text search query
SELECT * FROM (
  SELECT j.id, j.title, j.company, j.locations, j.work_mode, j.employment_type, j.department, j.seniority, j.language, j.salary_min, j.salary_max,
         j.salary_currency, j.salary_period, j.summary, j.apply_url, j.source, j.posted_at, j.expires_at
  FROM jobs j
  WHERE j.closed_at IS NULL
    AND j.search @@ to_tsquery('simple', $16)
    AND (j.posted_at, j.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    AND (j.expires_at IS NULL OR j.expires_at > now())
    AND deck_fits(j.locations, j.points, j.work_mode, j.salary_yearly, j.salary_currency, j.posted_at, j.seniority, $5, $6::text[], $7::numeric,
                  $8::int, $9::boolean, $10, $11::text[], point($12::float8, $13::float8), $14::int, $15::boolean)
    AND NOT EXISTS (SELECT FROM passes p WHERE p.user_id = $1 AND p.job_id = j.id)
    AND NOT EXISTS (SELECT FROM application_queue a WHERE a.user_id = $1 AND a.job_id = j.id AND a.status <> 'CANCELLED')
    AND NOT EXISTS (SELECT FROM blocked_employers b WHERE b.user_id = $1 AND b.company_key = j.company_key)
  ORDER BY j.posted_at DESC, j.id DESC
  LIMIT 101
) AS page LIMIT $4
