-- $1 user, $2 job. `SimilarApplication`s of the contract, newest first: the person's other applications to the same employer.
SELECT coalesce(json_agg(json_build_object(
  'id', s.id, 'jobId', s.job_id, 'title', s.title, 'company', s.company, 'status', s.status, 'sameTitle', s.same_title,
  'outcome', outcome_json(s.outcome, s.outcome_on), 'createdAt', rfc3339(s.created_at)) ORDER BY s.created_at DESC, s.id DESC), '[]') AS similar
FROM (
  SELECT a.id, a.job_id, j.title, j.company, a.status, a.outcome, a.outcome_on, a.created_at,
         lower(btrim(j.title)) = lower(btrim(this.title)) AS same_title
  FROM jobs this, application_queue a JOIN jobs j ON j.id = a.job_id
  WHERE this.id = $2 AND a.user_id = $1 AND a.job_id <> $2 AND a.status <> 'CANCELLED'
    AND a.created_at > now() - interval '180 days' AND j.company_key = this.company_key
  ORDER BY a.created_at DESC, a.id DESC LIMIT 20) AS s
