-- $1 user, $2 job, $3 reason; `known` is false for a posting that does not exist
WITH passed AS (
  INSERT INTO passes (user_id, job_id, reason) SELECT $1, id, $3 FROM jobs WHERE id = $2
  ON CONFLICT (user_id, job_id) DO UPDATE SET reason = coalesce(excluded.reason, passes.reason)
  RETURNING 1
)
SELECT EXISTS (SELECT FROM passed) AS known,
       EXISTS (SELECT FROM application_queue WHERE user_id = $1 AND job_id = $2 AND status <> 'CANCELLED') AS applied
