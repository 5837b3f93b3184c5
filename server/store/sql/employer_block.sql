-- $1 user, $2 company, $3 at most so many; `blocked` is false when there are as many already
WITH put AS (
  INSERT INTO blocked_employers (user_id, company_key, company)
  SELECT $1, company_key($2), btrim($2) WHERE (SELECT count(*) FROM blocked_employers WHERE user_id = $1) < $3::bigint
  ON CONFLICT DO NOTHING RETURNING company_key
)
SELECT EXISTS (SELECT FROM put) OR EXISTS (SELECT FROM blocked_employers WHERE user_id = $1 AND company_key = company_key($2)) AS blocked,
       (SELECT append_event($1, NULL, 'blocked_employers.updated', '{}', 'person', false) FROM put) AS seq
