-- News that a person's browsers are still to be told of (Web Push): one row per subscription and kind, so that whatever happened
-- during a pause is one message. Whoever takes a row moves its due_at ahead, for others to leave it; after a crash it comes due
-- again. No key on push_subscriptions: news must never wait for a subscription that is being removed, and rows without one are pruned.
CREATE TABLE push_outbox (
  user_id         uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subscription_id uuid        NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('applied', 'failed', 'review', 'desktop_silent', 'reminder')),
  application_id  uuid,
  version         bigint      NOT NULL,  -- of the newest news in it; drawn anew by each
  news_at         timestamptz NOT NULL,
  due_at          timestamptz NOT NULL,
  attempts        smallint    NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  PRIMARY KEY (user_id, subscription_id, kind)
) WITH (fillfactor = 80);
CREATE INDEX push_outbox_due ON push_outbox (due_at);
CREATE SEQUENCE push_outbox_version;

-- For which silence of their desktops a person was told.
CREATE TABLE push_silences (
  user_id uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  seen_at timestamptz NOT NULL
);

-- A few seconds' wait gathers what happens together into one message. News that a row already has keep its due_at: it may be backing off.
CREATE FUNCTION push_enqueue(of_user uuid, of_kind text, of_application uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO push_outbox (user_id, subscription_id, kind, application_id, version, news_at, due_at)
  SELECT s.user_id, s.id, of_kind, of_application, nextval('push_outbox_version'), clock_timestamp(), clock_timestamp() + interval '3 seconds'
  FROM push_subscriptions s WHERE s.user_id = of_user ORDER BY s.id
  ON CONFLICT (user_id, subscription_id, kind) DO UPDATE
    SET application_id = excluded.application_id, version = excluded.version, news_at = excluded.news_at
$$;

-- In the transaction of the change itself, as the event is.
CREATE FUNCTION push_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM push_enqueue(NEW.user_id, CASE NEW.type
    WHEN 'application.completed' THEN 'applied' WHEN 'application.failed' THEN 'failed'
    WHEN 'application.needs_review' THEN 'review' ELSE 'reminder' END, NEW.application_id);
  RETURN NULL;
END $$;
CREATE TRIGGER application_events_push AFTER INSERT ON application_events FOR EACH ROW
  WHEN (NEW.type IN ('application.completed', 'application.failed', 'application.needs_review', 'application.reminder_due'))
  EXECUTE FUNCTION push_news();
