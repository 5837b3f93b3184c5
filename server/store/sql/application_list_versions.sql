-- $1 users. For each, in their order, what changes whenever their list would: every change of an application is in the log.
SELECT concat_ws(' ', s.last_seq, d.last_seen_at, d.paired, d.online) AS version
FROM unnest((SELECT $1::uuid[])) WITH ORDINALITY AS u (user_id, n) LEFT JOIN user_streams s ON s.user_id = u.user_id
  CROSS JOIN LATERAL (
    SELECT max(last_seen_at) AS last_seen_at, count(*) > 0 AS paired,
           coalesce(max(last_seen_at) > now() - interval '90 seconds', false) AS online
    FROM devices WHERE user_id = u.user_id AND revoked_at IS NULL) AS d
ORDER BY u.n
