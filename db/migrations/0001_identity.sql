-- Who a person is, what they say of themselves, and how they prove it. What is personal is sealed under the person's own
-- key (users.data_key_sealed, itself sealed by the master key), so it ends with that row.
CREATE TABLE users (
  id              uuid        PRIMARY KEY,
  email_lookup    bytea       NOT NULL CONSTRAINT users_email_key UNIQUE,  -- keyed BLAKE2b of the lower-cased address
  email_sealed    bytea       NOT NULL,
  password_hash   text        NOT NULL,
  data_key_sealed bytea       NOT NULL,
  plan            text        NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'premium')),
  created_at      timestamptz NOT NULL DEFAULT now()
);

-- The head of each person's event log. Its row lock orders the log; half-empty pages keep its updates on their page.
CREATE TABLE user_streams (
  user_id    uuid   PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  last_seq   bigint NOT NULL DEFAULT 0,
  pruned_seq bigint NOT NULL DEFAULT 0 CHECK (pruned_seq <= last_seq)
) WITH (fillfactor = 50);

CREATE TABLE profiles (
  user_id    uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  sealed     bytea       NOT NULL,
  version    integer     NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE answers (
  user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  question_key bytea       NOT NULL,  -- keyed BLAKE2b of the normalised question
  sealed       bytea       NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, question_key)
);

-- A deleted résumé leaves its row, emptied, for the applications that went out with it.
CREATE TABLE resumes (
  user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id           uuid        NOT NULL,
  name_sealed  bytea       NOT NULL,
  sealed       bytea       NOT NULL,
  content_type text        NOT NULL,
  bytes        integer     NOT NULL CHECK (bytes >= 0),
  sha256       bytea       NOT NULL,
  is_default   boolean     NOT NULL DEFAULT false,
  created_at   timestamptz NOT NULL DEFAULT now(),
  deleted_at   timestamptz,
  PRIMARY KEY (user_id, id),
  CHECK (NOT is_default OR deleted_at IS NULL)
);
CREATE UNIQUE INDEX resumes_default ON resumes (user_id) WHERE is_default;

CREATE TABLE devices (
  user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id           uuid        NOT NULL,
  name         text        NOT NULL,
  platform     text        NOT NULL DEFAULT '',
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz,
  revoked_at   timestamptz,
  PRIMARY KEY (user_id, id)
) WITH (fillfactor = 70);

-- One family of tokens: a browser's login or a paired desktop.
CREATE TABLE sessions (
  user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id         uuid        NOT NULL,
  audience   text        NOT NULL CHECK (audience IN ('web', 'device')),
  device_id  uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (user_id, id),
  FOREIGN KEY (user_id, device_id) REFERENCES devices (user_id, id) ON DELETE CASCADE,
  CHECK ((audience = 'device') = (device_id IS NOT NULL))
);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Sessions that ended before their access tokens ran out. Every node reads the new rows each second and refuses their tokens from
-- memory. No foreign key: an erased person's tokens are refused too.
CREATE TABLE revoked_sessions (
  id         uuid        PRIMARY KEY,
  revoked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX revoked_sessions_age ON revoked_sessions (revoked_at);

CREATE TABLE refresh_tokens (
  user_id        uuid        NOT NULL,
  token_hash     bytea       NOT NULL,
  family_id      uuid        NOT NULL,
  issued_at      timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL,
  used_at        timestamptz,
  successor_hash bytea,
  PRIMARY KEY (user_id, token_hash),
  FOREIGN KEY (user_id, family_id) REFERENCES sessions (user_id, id) ON DELETE CASCADE,
  CHECK ((used_at IS NULL) = (successor_hash IS NULL))
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (user_id, family_id);

-- Pairing (RFC 8628). Codes are kept as hashes.
CREATE TABLE device_codes (
  device_code_hash bytea       PRIMARY KEY,
  user_code_hash   bytea       NOT NULL CONSTRAINT device_codes_user_code_key UNIQUE,
  name             text        NOT NULL,
  platform         text        NOT NULL DEFAULT '',
  interval_seconds integer     NOT NULL DEFAULT 5,
  created_at       timestamptz NOT NULL DEFAULT now(),
  expires_at       timestamptz NOT NULL,
  polled_at        timestamptz,
  decided_at       timestamptz,
  approved         boolean,
  user_id          uuid        REFERENCES users (id) ON DELETE CASCADE,
  redeemed_at      timestamptz
);
CREATE INDEX device_codes_expiry ON device_codes (expires_at);

-- Wrong pairing codes typed by a person, to stop guessing.
CREATE TABLE pairing_guesses (
  user_id uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  wrong   integer     NOT NULL DEFAULT 0,
  since   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE idempotency_keys (
  user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key          text        NOT NULL,
  operation    text        NOT NULL,
  request_hash bytea       NOT NULL,
  status       integer,                -- NULL while the first request is at work
  content_type text,
  body         bytea,                  -- sealed
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE push_subscriptions (
  user_id       uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id            uuid        NOT NULL,
  endpoint_hash bytea       NOT NULL,
  sealed        bytea       NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id),
  CONSTRAINT push_subscriptions_endpoint_key UNIQUE (user_id, endpoint_hash)
);

CREATE TABLE server_settings (
  key   text PRIMARY KEY,
  value text NOT NULL
);
-- Names this database's event logs; a restore from a backup must draw a new one (ops/).
INSERT INTO server_settings (key, value) VALUES ('stream_epoch', left(replace(gen_random_uuid()::text, '-', ''), 12));

-- What was done in whose name. Each entry holds the hash of the one before it, so an edit or a hole shows. No foreign key:
-- the log outlives the person's erasure and holds nothing that was sealed.
CREATE TABLE audit_logs (
  user_id       uuid        NOT NULL,
  n             bigint      NOT NULL CHECK (n > 0),
  at            timestamptz NOT NULL,
  actor         text        NOT NULL CHECK (actor IN ('person', 'desktop', 'server')),
  action        text        NOT NULL,
  entity        text        NOT NULL DEFAULT '',
  risk          text        NOT NULL CHECK (risk IN ('low', 'medium', 'high')),
  device_id     uuid,
  address       text        NOT NULL DEFAULT '',
  detail        jsonb       NOT NULL DEFAULT '{}',
  previous_hash bytea       NOT NULL,
  hash          bytea       NOT NULL,
  PRIMARY KEY (user_id, n)
);

-- The newest entry of each chain, so that a cut-off end shows too.
CREATE TABLE audit_heads (
  user_id uuid   PRIMARY KEY,
  n       bigint NOT NULL DEFAULT 0,
  hash    bytea  NOT NULL DEFAULT '\x'
) WITH (fillfactor = 50);

CREATE FUNCTION audit_hash(entry audit_logs) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(entry.previous_hash || convert_to(jsonb_build_array(
  entry.user_id, entry.n, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor, entry.action, entry.entity, entry.risk,
  entry.device_id, entry.address, entry.detail)::text, 'UTF8'));

-- Appends one entry to the person's chain and returns its number.
CREATE FUNCTION append_audit(of_user uuid, of_actor text, of_action text, of_entity text, of_risk text, of_device uuid,
                             of_address text, of_detail jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  head  audit_heads;
  entry audit_logs;
BEGIN
  INSERT INTO audit_heads AS h (user_id) VALUES (of_user) ON CONFLICT (user_id) DO UPDATE SET n = h.n RETURNING * INTO head;
  entry := ROW(of_user, head.n + 1, clock_timestamp(), of_actor, of_action, coalesce(of_entity, ''), of_risk, of_device,
               coalesce(of_address, ''), coalesce(of_detail, '{}'), head.hash, '\x'::bytea);
  entry.hash := audit_hash(entry);
  INSERT INTO audit_logs VALUES (entry.*);
  UPDATE audit_heads SET n = entry.n, hash = entry.hash WHERE user_id = of_user;
  RETURN entry.n;
END $$;

-- The number of the first entry of the person's chain that was edited, is missing, or does not follow; NULL when all is well.
CREATE FUNCTION audit_break(of_user uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT min(n) FROM (
    SELECT n FROM (
      SELECT a.n, a.hash, a.previous_hash, audit_hash(a) AS computed, row_number() OVER (ORDER BY a.n) AS place,
             lag(a.hash, 1, '\x'::bytea) OVER (ORDER BY a.n) AS before
      FROM audit_logs a WHERE a.user_id = of_user) AS chain
    WHERE hash <> computed OR previous_hash <> before OR n <> place
    UNION ALL
    SELECT h.n FROM audit_heads h
    WHERE h.user_id = of_user AND h.n > 0
      AND NOT EXISTS (SELECT FROM audit_logs a WHERE a.user_id = of_user AND a.n = h.n AND a.hash = h.hash)
    UNION ALL
    SELECT a.n FROM audit_logs a
    WHERE a.user_id = of_user AND a.n > coalesce((SELECT h.n FROM audit_heads h WHERE h.user_id = of_user), 0)
  ) AS broken
$$;
