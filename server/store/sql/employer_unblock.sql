-- $1 user, $2 company
WITH removed AS (
  DELETE FROM blocked_employers WHERE user_id = $1 AND company_key = company_key($2) RETURNING company_key
)
SELECT append_event($1, NULL, 'blocked_employers.updated', '{}', 'person', false) AS seq FROM removed
