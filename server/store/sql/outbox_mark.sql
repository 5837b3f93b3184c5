-- $1 users, $2 seqs of relayed events. Marks them and lets fresh swipes become QUEUED, each with its own event. Everything is
-- locked in the order of users, so that relays and swipes of many people never wait for each other in a circle; what another
-- relay is marking is left to it.
WITH given AS (
  SELECT e.user_id, e.seq FROM application_events e
    JOIN unnest($1::uuid[], $2::bigint[]) AS t (user_id, seq) ON t.user_id = e.user_id AND t.seq = e.seq
  WHERE e.outbox ORDER BY e.user_id, e.seq FOR UPDATE OF e SKIP LOCKED
), marked AS (
  UPDATE application_events e SET outbox = false FROM given g WHERE e.user_id = g.user_id AND e.seq = g.seq AND e.outbox
  RETURNING e.user_id, e.application_id, e.type
), waiting AS (
  SELECT a.user_id, a.id FROM application_queue a JOIN marked m ON m.user_id = a.user_id AND m.application_id = a.id
  WHERE m.type = 'application.swiped' AND a.status = 'PENDING' ORDER BY a.user_id, a.id FOR UPDATE OF a
), queued AS (
  UPDATE application_queue a SET status = 'QUEUED', updated_at = now()
  FROM waiting w WHERE a.user_id = w.user_id AND a.id = w.id AND a.status = 'PENDING'
  RETURNING a.user_id, a.id, a.lease_epoch, a.rank_at
), counted AS (
  SELECT user_id, count(*) AS events FROM queued GROUP BY user_id
), heads AS (
  SELECT s.user_id FROM user_streams s JOIN counted c ON c.user_id = s.user_id ORDER BY s.user_id FOR UPDATE OF s
), taken AS (
  UPDATE user_streams s SET last_seq = s.last_seq + c.events FROM heads h JOIN counted c ON c.user_id = h.user_id
  WHERE s.user_id = h.user_id RETURNING s.user_id, s.last_seq - c.events AS before
), appended AS (
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor)
  SELECT q.user_id, t.before + row_number() OVER (PARTITION BY q.user_id ORDER BY q.rank_at, q.id), q.id, 'application.queued',
         jsonb_build_object('status', 'QUEUED', 'epoch', q.lease_epoch), 'server'
  FROM queued q JOIN taken t ON t.user_id = q.user_id
  RETURNING user_id
)
SELECT (SELECT count(*) FROM marked) AS marked, (SELECT count(*) FROM appended) AS queued,
       ARRAY(SELECT DISTINCT user_id FROM appended) AS users
