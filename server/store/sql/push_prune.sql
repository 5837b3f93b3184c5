-- $1 age in seconds past which news are none. Also what a removed subscription left.
DELETE FROM push_outbox o USING (
  SELECT p.user_id, p.subscription_id, p.kind FROM push_outbox p
  WHERE p.news_at < clock_timestamp() - make_interval(secs => $1::int)
     OR NOT EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = p.user_id AND s.id = p.subscription_id)
  LIMIT 5000 FOR UPDATE OF p SKIP LOCKED
) old WHERE o.user_id = old.user_id AND o.subscription_id = old.subscription_id AND o.kind = old.kind
