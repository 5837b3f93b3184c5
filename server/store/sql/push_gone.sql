-- $1 user, $2 subscription that the push service does not know any more.
WITH forgotten AS (
  DELETE FROM push_outbox WHERE user_id = $1 AND subscription_id = $2
)
DELETE FROM push_subscriptions WHERE user_id = $1 AND id = $2 RETURNING id
