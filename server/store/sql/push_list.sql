-- $1 user
SELECT id, sealed FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at, id
