-- $1 users, $2 applications, $3 devices, $4 epochs, $5 lease seconds, $6 progress or '' of each; no two rows of one application. A verdict
-- for each row, in their order, whatever the others are. Applications first, then the heads of the logs, both in the order of users.
WITH given AS MATERIALIZED (
  SELECT g.user_id, g.id, g.device, g.epoch, nullif(g.progress, '')::jsonb AS progress, g.n
  FROM unnest((SELECT $1::uuid[]), (SELECT $2::uuid[]), (SELECT $3::uuid[]), (SELECT $4::bigint[]), (SELECT $6::text[]))
    WITH ORDINALITY AS g (user_id, id, device, epoch, progress, n)
), before AS MATERIALIZED (
  SELECT g.n, a.status, a.lease_epoch, a.progress FROM given g JOIN application_queue a ON a.user_id = g.user_id AND a.id = g.id
), held AS (
  SELECT g.* FROM application_queue a JOIN given g ON a.user_id = g.user_id AND a.id = g.id
  WHERE a.lease_epoch = g.epoch AND a.lease_device_id = g.device AND CASE WHEN a.status IN ('CLAIMED', 'PROCESSING') THEN true END
  ORDER BY a.user_id, a.id FOR UPDATE OF a
), changed AS (
  UPDATE application_queue a
  SET lease_expires_at = now() + make_interval(secs => $5::int), progress = coalesce(h.progress, a.progress)
  FROM held h WHERE a.user_id = h.user_id AND a.id = h.id
  RETURNING a.user_id, h.n, h.epoch, h.progress AS told, a
), speaking AS (
  SELECT c.user_id, c.n, c.epoch, c.told, (c.a).id, (c.a).status FROM changed c JOIN before b ON b.n = c.n
  WHERE c.told IS NOT NULL AND c.told IS DISTINCT FROM b.progress
), people AS (
  SELECT user_id, count(*) AS events FROM speaking GROUP BY user_id
), heads AS (
  SELECT s.user_id, p.events FROM user_streams s JOIN people p ON p.user_id = s.user_id ORDER BY s.user_id FOR UPDATE OF s
), taken AS (
  UPDATE user_streams s SET last_seq = s.last_seq + h.events FROM heads h WHERE s.user_id = h.user_id
  RETURNING s.user_id, s.last_seq - h.events AS before
), appended AS (
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor)
  SELECT p.user_id, t.before + row_number() OVER (PARTITION BY p.user_id ORDER BY p.n), p.id, 'application.progress',
         jsonb_build_object('status', p.status, 'epoch', p.epoch, 'progress', p.told), 'desktop'
  FROM speaking p JOIN taken t ON t.user_id = p.user_id
)
SELECT g.n, b.status, b.lease_epoch AS epoch, CASE WHEN c.n IS NOT NULL THEN lease_json(c.a) END AS lease
FROM given g LEFT JOIN before b ON b.n = g.n LEFT JOIN changed c ON c.n = g.n
ORDER BY g.n
