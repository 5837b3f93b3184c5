-- pgbench: the rows of a swipe without any of its checks: the application, its event, and the head of the person's log.
\set i :i + 1
\set u (:i + :client_id * 150) % 5000
\set j (:client_id * 300 + (:i + :i / 5000) % 300) % 10000
WITH head AS (
  UPDATE user_streams SET last_seq = last_seq + 1 WHERE user_id = ('20000000-0000-4000-8000-' || lpad(to_hex(:u::int), 12, '0'))::uuid
  RETURNING user_id, last_seq
), application AS (
  INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, rank_at)
  SELECT head.user_id, gen_random_uuid(), j.id, j.snapshot_hash, ('30000000-0000-4000-8000-' || lpad(to_hex(:u::int), 12, '0'))::uuid, now()
  FROM head, jobs j WHERE j.id = ('10000000-0000-4000-8000-' || lpad(to_hex(:j::int), 12, '0'))::uuid
  ON CONFLICT (user_id, job_id) WHERE status <> 'CANCELLED' DO NOTHING
  RETURNING user_id, id
)
INSERT INTO application_events (user_id, seq, application_id, type, data, actor, outbox)
SELECT head.user_id, head.last_seq, application.id, 'application.swiped', '{"status":"PENDING","epoch":0}', 'person', true
FROM head JOIN application USING (user_id);
