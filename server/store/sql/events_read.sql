-- $1 user, $2 after seq, $3 limit. One row at least: the bounds of the log, with the events beside them.
SELECT s.last_seq, s.pruned_seq, e.seq, e.application_id, e.type, e.data, e.actor, e.at
FROM user_streams s LEFT JOIN LATERAL (
  SELECT * FROM application_events WHERE user_id = $1 AND seq > $2::bigint ORDER BY seq LIMIT $3::bigint) AS e ON true
WHERE s.user_id = $1 ORDER BY e.seq
