-- $1 reports as JSON, in the order of users, no two of one application; $2 lease seconds. The new lease of each, in their order, or NULL
-- where its guard refused it. Of a report: `delay` in ms before the next attempt, `outbox` says whether its event goes there, `gives_back`
-- an attempt, `granted` whether the intent was granted when this was decided (NULL does not matter), `confirms` a grant that was given up
-- for unsent, `releases` the grant, having sent nothing. Applications first, then the heads of the logs, then those of the audit logs, all in
-- the order of users. The holder of the lease may report anything; a granted epoch may settle its own outcome (core/domain/report.hpp).
WITH given AS MATERIALIZED (
  SELECT t.n, r.* FROM unnest((SELECT $1::text[])) WITH ORDINALITY AS t (report, n) CROSS JOIN LATERAL jsonb_to_record(t.report::jsonb)
    AS r (user_id uuid, id uuid, device uuid, epoch int, status text, failure text, detail text, questions jsonb, progress jsonb,
          answers text, confirmation text, delay bigint, event text, outbox boolean, gives_back boolean, granted boolean, confirms boolean,
          address text, releases boolean)
), allowed AS (
  SELECT g.* FROM application_queue a JOIN given g ON a.user_id = g.user_id AND a.id = g.id
  WHERE CASE WHEN g.confirms THEN
          a.submit_released_epoch = g.epoch AND a.submit_granted_epoch IS NULL AND a.status NOT IN ('PENDING', 'COMPLETED', 'CANCELLED')
          AND g.status = CASE WHEN a.status = 'FAILED' THEN 'FAILED' ELSE 'COMPLETED' END
        ELSE a.lease_epoch = g.epoch
          AND (a.status IN ('CLAIMED', 'PROCESSING') AND a.lease_device_id = g.device
               OR a.status = 'NEEDS_REVIEW' AND a.submit_granted_epoch = g.epoch
                  AND (g.status = 'COMPLETED' OR g.status IN ('FAILED', 'NEEDS_REVIEW') AND a.failure_kind = 'outcome_unknown'))
          AND (g.status <> 'COMPLETED' OR a.submit_granted_epoch = g.epoch)
          AND (g.status NOT IN ('QUEUED', 'CANCELLED') OR a.submit_granted_epoch IS NULL)
          AND (g.status NOT IN ('QUEUED', 'FAILED', 'NEEDS_REVIEW') OR a.submit_granted_epoch IS NOT NULL OR a.cancel_requested_at IS NULL)
          AND (g.granted IS NULL OR g.granted = (a.submit_granted_epoch IS NOT NULL))
        END
  ORDER BY a.user_id, a.id FOR UPDATE OF a
), changed AS (
  UPDATE application_queue a
  SET status = g.status, attempts = greatest(a.attempts - CASE WHEN g.gives_back THEN 1 ELSE 0 END, 0),
      lease_device_id = CASE WHEN g.status IN ('CLAIMED', 'PROCESSING') THEN a.lease_device_id END,
      lease_expires_at = CASE WHEN g.status IN ('CLAIMED', 'PROCESSING') THEN now() + make_interval(secs => $2::int) END,
      failure_kind = g.failure, failure_detail = g.detail, questions = coalesce(g.questions, '[]'), progress = g.progress,
      submit_granted_epoch = CASE WHEN g.confirms THEN g.epoch WHEN NOT g.releases THEN a.submit_granted_epoch END,
      submit_released_epoch = CASE WHEN g.confirms THEN NULL WHEN g.releases THEN coalesce(a.submit_granted_epoch, a.submit_released_epoch)
                              ELSE a.submit_released_epoch END,
      submit_granted_at = CASE WHEN NOT g.releases THEN a.submit_granted_at END,
      submit_granted_key = CASE WHEN NOT g.releases THEN a.submit_granted_key END,
      answers_sent_sealed = coalesce(decode(g.answers, 'hex'), a.answers_sent_sealed), confirmation = coalesce(g.confirmation, a.confirmation),
      available_at = CASE WHEN g.status = 'QUEUED' THEN now() + make_interval(secs => g.delay::float8 / 1000) ELSE a.available_at END,
      finished_at = CASE WHEN g.status IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN now() END, updated_at = now()
  FROM allowed g WHERE a.user_id = g.user_id AND a.id = g.id
  RETURNING a.user_id, g.n, a
), people AS (
  SELECT user_id, count(*) AS events FROM changed GROUP BY user_id
), heads AS (
  SELECT s.user_id, p.events FROM user_streams s JOIN people p ON p.user_id = s.user_id ORDER BY s.user_id FOR UPDATE OF s
), taken AS (
  UPDATE user_streams s SET last_seq = s.last_seq + h.events FROM heads h WHERE s.user_id = h.user_id
  RETURNING s.user_id, s.last_seq - h.events AS before
), appended AS (
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor, outbox)
  SELECT c.user_id, t.before + row_number() OVER (PARTITION BY c.user_id ORDER BY c.n), g.id, g.event,
         jsonb_strip_nulls(jsonb_build_object('status', (c.a).status, 'epoch', g.epoch, 'attempts', (c.a).attempts,
           'failure', CASE WHEN g.failure IS NOT NULL THEN jsonb_build_object('kind', g.failure, 'detail', coalesce(g.detail, '')) END,
           'progress', g.progress, 'questions', CASE WHEN jsonb_array_length(coalesce(g.questions, '[]')) > 0 THEN g.questions END,
           'availableAt', CASE WHEN g.status = 'QUEUED' THEN rfc3339((c.a).available_at) END, 'confirmation', g.confirmation)),
         'desktop', g.outbox
  FROM changed c JOIN given g ON g.n = c.n JOIN taken t ON t.user_id = c.user_id
)
SELECT g.n, CASE WHEN c.n IS NOT NULL THEN lease_json(c.a) END AS lease,
       CASE WHEN c.n IS NOT NULL AND g.status = 'COMPLETED' THEN append_audit(g.user_id, 'desktop', g.event, g.id::text, 'medium', g.device,
         g.address, jsonb_build_object('epoch', g.epoch)) END AS audited
FROM given g LEFT JOIN changed c ON c.n = g.n
ORDER BY g.n
