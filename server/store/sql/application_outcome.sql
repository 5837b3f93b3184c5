-- $1 user, $2 application, $3 max attempts, $4 outcome and $5 its day, or NULL both. No row when nothing changes.
WITH changed AS (
  UPDATE application_queue a SET outcome = $4, outcome_on = $5::date, updated_at = now()
  WHERE user_id = $1 AND id = $2 AND status IN ('COMPLETED', 'FAILED') AND (outcome, outcome_on) IS DISTINCT FROM ($4, $5::date)
  RETURNING a
)
SELECT application_json(a, $3::int) AS application, append_event($1, $2, 'application.outcome_changed',
  jsonb_build_object('status', (a).status, 'outcome', outcome_json((a).outcome, (a).outcome_on), 'epoch', (a).lease_epoch), 'person', false) AS seq
FROM changed
