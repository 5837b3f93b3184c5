-- $1 user, $2 and $3 posted_at and id to go on after (NULL for the first page), $4 count, $5 place, $6 work mode,
-- $7 yearly salary, $8 days of age
SELECT j.id, j.title, j.company, j.locations, j.work_mode, j.employment_type, j.department, j.salary_min, j.salary_max,
       j.salary_currency, j.salary_period, j.summary, j.apply_url, j.source, j.posted_at, j.expires_at
FROM jobs j
WHERE j.closed_at IS NULL
  AND (j.posted_at, j.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  AND (j.expires_at IS NULL OR j.expires_at > now())
  AND ($5::text IS NULL OR strpos(lower(array_to_string(j.locations, '; ')), lower($5)) > 0)
  AND ($6::text IS NULL OR j.work_mode = $6)
  AND ($7::numeric IS NULL OR j.salary_yearly >= $7)
  AND ($8::int IS NULL OR j.posted_at > now() - make_interval(days => $8))
  AND NOT EXISTS (SELECT FROM passes p WHERE p.user_id = $1 AND p.job_id = j.id)
  AND NOT EXISTS (SELECT FROM application_queue a WHERE a.user_id = $1 AND a.job_id = j.id AND a.status <> 'CANCELLED')
ORDER BY j.posted_at DESC, j.id DESC
LIMIT $4
