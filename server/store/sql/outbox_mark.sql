-- $1 users, $2 seqs of relayed events. Marks them and lets fresh swipes become QUEUED, each with its own event. Everything is
-- locked in the order of users, so that relays and swipes of many people never wait for each other in a circle; what another
-- relay is marking is left to it. A person's applications travel as arrays, which keeps every join a look-up by key;
-- arrays behind a SELECT hide their lengths, so that one plan is kept, and a condition in a CASE is
-- no reason to walk an index of all that waits instead.
WITH given AS (
  SELECT e.user_id, e.seq FROM application_events e
    JOIN unnest((SELECT $1::uuid[]), (SELECT $2::bigint[])) AS t (user_id, seq) ON t.user_id = e.user_id AND t.seq = e.seq
  WHERE CASE WHEN e.outbox THEN true END ORDER BY e.user_id, e.seq FOR UPDATE OF e SKIP LOCKED
), marked AS (
  UPDATE application_events e SET outbox = false FROM given g WHERE e.user_id = g.user_id AND e.seq = g.seq AND CASE WHEN e.outbox THEN true END
  RETURNING e.user_id, e.application_id, e.type
), waiting AS (
  SELECT a.user_id, a.id FROM application_queue a JOIN marked m ON m.user_id = a.user_id AND m.application_id = a.id
  WHERE m.type = 'application.swiped' AND CASE WHEN a.status = 'PENDING' THEN true END ORDER BY a.user_id, a.id FOR UPDATE OF a
), queued AS (
  UPDATE application_queue a SET status = 'QUEUED', updated_at = now()
  FROM waiting w WHERE a.user_id = w.user_id AND a.id = w.id AND CASE WHEN a.status = 'PENDING' THEN true END
  RETURNING a.user_id, a.id, a.lease_epoch, a.rank_at
), people AS (
  SELECT user_id, count(*) AS events, array_agg(id ORDER BY rank_at, id) AS ids,
         array_agg(lease_epoch ORDER BY rank_at, id) AS epochs
  FROM queued GROUP BY user_id
), heads AS (
  SELECT s.user_id, p.events, p.ids, p.epochs FROM user_streams s JOIN people p ON p.user_id = s.user_id
  ORDER BY s.user_id FOR UPDATE OF s
), taken AS (
  UPDATE user_streams s SET last_seq = s.last_seq + h.events FROM heads h WHERE s.user_id = h.user_id
  RETURNING s.user_id, s.last_seq - h.events AS before, h.ids, h.epochs
), appended AS (
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor)
  SELECT t.user_id, t.before + e.n, e.id, 'application.queued', jsonb_build_object('status', 'QUEUED', 'epoch', e.epoch), 'server'
  FROM taken t CROSS JOIN LATERAL unnest(t.ids, t.epochs) WITH ORDINALITY AS e (id, epoch, n)
  RETURNING user_id
)
SELECT (SELECT count(*) FROM marked) AS marked, (SELECT count(*) FROM appended) AS queued,
       ARRAY(SELECT DISTINCT user_id FROM appended) AS users
