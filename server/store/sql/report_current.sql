-- $1 users, $2 applications: a row for each, in their order, with NULL for what there is not.
SELECT g.n, a.status, a.lease_epoch AS epoch, a.lease_device_id, a.attempts, a.submit_granted_epoch, a.submit_released_epoch,
       a.cancel_requested_at IS NOT NULL AS cancel_requested, a.failure_kind, CASE WHEN a.id IS NOT NULL THEN lease_json(a) END AS lease
FROM unnest((SELECT $1::uuid[]), (SELECT $2::uuid[])) WITH ORDINALITY AS g (user_id, id, n)
  LEFT JOIN application_queue a ON a.user_id = g.user_id AND a.id = g.id
ORDER BY g.n
