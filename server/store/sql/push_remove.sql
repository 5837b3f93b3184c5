-- $1 user, $2 id
DELETE FROM push_subscriptions WHERE user_id = $1 AND id = $2 RETURNING id
