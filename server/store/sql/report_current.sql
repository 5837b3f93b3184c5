-- $1 user, $2 application
SELECT status, lease_epoch AS epoch, lease_device_id, attempts, submit_granted_epoch, submit_released_epoch,
       cancel_requested_at IS NOT NULL AS cancel_requested, failure_kind, lease_json(a) AS lease
FROM application_queue a WHERE user_id = $1 AND id = $2
