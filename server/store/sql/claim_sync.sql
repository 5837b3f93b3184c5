-- $1 user, $2 device, $3 max attempts
SELECT
  (SELECT coalesce(json_agg(lease_json(a) ORDER BY a.updated_at), '[]') FROM application_queue a
   WHERE a.user_id = $1 AND a.lease_device_id = $2 AND a.status IN ('CLAIMED', 'PROCESSING')) AS leases,
  (SELECT coalesce(json_agg(application_json(w, $3::int) ORDER BY w.rank_at, w.id), '[]') FROM (
     SELECT * FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED') ORDER BY rank_at, id LIMIT 100) AS w) AS waiting,
  (SELECT count(*) FROM application_queue WHERE user_id = $1 AND status IN ('PENDING', 'QUEUED')) AS waiting_count,
  rfc3339(now()) AS server_time
