-- One row per right swipe; the state machine is core/domain/state_machine.hpp, tested against the CHECK below.
CREATE TABLE application_queue (
  user_id              uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id                   uuid        NOT NULL,
  job_id               uuid        NOT NULL REFERENCES jobs (id),
  snapshot_hash        bytea       NOT NULL REFERENCES job_snapshots (hash),
  resume_id            uuid        NOT NULL,
  status               text        NOT NULL DEFAULT 'PENDING' CONSTRAINT application_queue_status_check CHECK (status IN
    ('PENDING', 'QUEUED', 'CLAIMED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED', 'NEEDS_REVIEW')),
  priority             smallint    NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 10),
  premium              boolean     NOT NULL DEFAULT false,
  -- Earlier goes first: each step of priority is a head start of six hours, premium of two days, so nobody starves.
  rank_at              timestamptz NOT NULL,
  custom_fields_sealed bytea,
  attempts             smallint    NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  lease_epoch          integer     NOT NULL DEFAULT 0 CHECK (lease_epoch >= 0),
  lease_device_id      uuid,
  lease_expires_at     timestamptz,
  lease_claim_key      text,  -- of the request that was given the lease: the same request is answered with it again
  submit_granted_epoch integer,
  submit_granted_at    timestamptz,
  submit_granted_key   text,
  cancel_requested_at  timestamptz,
  available_at         timestamptz NOT NULL DEFAULT now(),
  failure_kind         text        CONSTRAINT application_queue_failure_kind_check CHECK (failure_kind IN
    ('network', 'timeout', 'portal_error', 'rate_limited', 'browser_crashed', 'posting_closed', 'already_applied',
     'invalid_profile', 'captcha', 'login_required', 'email_code', 'question_unanswered', 'outcome_unknown',
     'form_not_understood')),
  failure_detail       text,
  questions            jsonb       NOT NULL DEFAULT '[]',
  progress             jsonb,
  answers_sent_sealed  bytea,
  confirmation         text,
  created_at           timestamptz NOT NULL DEFAULT now(),
  updated_at           timestamptz NOT NULL DEFAULT now(),
  finished_at          timestamptz,
  PRIMARY KEY (user_id, id),
  FOREIGN KEY (user_id, resume_id) REFERENCES resumes (user_id, id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT application_queue_lease_check CHECK (
    (status IN ('CLAIMED', 'PROCESSING')) = (lease_device_id IS NOT NULL AND lease_expires_at IS NOT NULL)),
  CONSTRAINT application_queue_grant_check CHECK (submit_granted_epoch <= lease_epoch)
) WITH (fillfactor = 80);

-- A person applies to a posting once; one that was cancelled before it was sent may be swiped again.
CREATE UNIQUE INDEX application_queue_user_job_key ON application_queue (user_id, job_id) WHERE status <> 'CANCELLED';
CREATE INDEX application_queue_waiting ON application_queue (user_id, rank_at) WHERE status IN ('PENDING', 'QUEUED');
CREATE INDEX application_queue_updated ON application_queue (user_id, updated_at DESC, id DESC);
CREATE INDEX application_queue_leases ON application_queue (lease_expires_at) WHERE status IN ('CLAIMED', 'PROCESSING');
CREATE INDEX application_queue_due ON application_queue (available_at) WHERE status IN ('PENDING', 'QUEUED');

-- Left swipes, and jobs whose application was cancelled on purpose.
CREATE TABLE passes (
  user_id uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id  uuid        NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  reason  text,
  at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, job_id)
);

-- The event log: the live stream, the transactional outbox and each application's history are the same rows.
CREATE TABLE application_events (
  user_id        uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seq            bigint      NOT NULL CHECK (seq > 0),
  application_id uuid,
  type           text        NOT NULL,
  data           jsonb       NOT NULL DEFAULT '{}',
  actor          text        NOT NULL CHECK (actor IN ('person', 'desktop', 'server')),
  at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  outbox         boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (user_id, seq)
) WITH (fillfactor = 90);
CREATE INDEX application_events_outbox ON application_events (at) WHERE outbox;
CREATE INDEX application_events_application ON application_events (user_id, application_id, seq) WHERE application_id IS NOT NULL;

CREATE TABLE automation_logs (
  user_id        uuid        NOT NULL,
  application_id uuid        NOT NULL,
  n              bigint      GENERATED ALWAYS AS IDENTITY,
  epoch          integer     NOT NULL,
  level          text        NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error')),
  step           text        NOT NULL,
  message        text        NOT NULL,
  at             timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, application_id, n),
  FOREIGN KEY (user_id, application_id) REFERENCES application_queue (user_id, id) ON DELETE CASCADE
);

CREATE TABLE evidence (
  user_id        uuid        NOT NULL,
  application_id uuid        NOT NULL,
  n              integer     NOT NULL CHECK (n > 0),
  epoch          integer     NOT NULL,
  kind           text        NOT NULL CHECK (kind IN ('before_submit', 'confirmation', 'failure', 'page')),
  content_type   text        NOT NULL,
  bytes          integer     NOT NULL,
  sha256         bytea       NOT NULL,
  sealed         bytea       NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, application_id, n),
  UNIQUE (user_id, application_id, epoch, sha256),
  FOREIGN KEY (user_id, application_id) REFERENCES application_queue (user_id, id) ON DELETE CASCADE
);

CREATE FUNCTION rfc3339(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Appends one event under the lock of the user's stream row, so that a cursor never skips one that commits late.
CREATE FUNCTION append_event(of_user uuid, of_application uuid, of_type text, of_data jsonb, of_actor text, to_outbox boolean)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  next_seq bigint;
BEGIN
  UPDATE user_streams SET last_seq = last_seq + 1 WHERE user_id = of_user RETURNING last_seq INTO STRICT next_seq;
  INSERT INTO application_events (user_id, seq, application_id, type, data, actor, outbox)
  VALUES (of_user, next_seq, of_application, of_type, of_data, of_actor, to_outbox);
  RETURN next_seq;
END $$;

-- The order in which a person's applications are taken: each step of priority is a head start of six hours.
CREATE FUNCTION application_rank(swiped_at timestamptz, with_priority int, is_premium boolean) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN swiped_at - make_interval(hours => with_priority * 6 + CASE WHEN is_premium THEN 48 ELSE 0 END);

-- `Application` of api/openapi.yaml.
CREATE FUNCTION application_json(a application_queue, max_attempts int) RETURNS json LANGUAGE sql STABLE
RETURN (SELECT json_build_object(
  'id', a.id, 'jobId', a.job_id, 'title', j.title, 'company', j.company, 'applyUrl', j.apply_url, 'status', a.status,
  'position', CASE WHEN a.status IN ('PENDING', 'QUEUED') THEN (
    SELECT count(*) FROM application_queue w
    WHERE w.user_id = a.user_id AND w.status IN ('PENDING', 'QUEUED') AND (w.rank_at, w.id) <= (a.rank_at, a.id)) END,
  'priority', a.priority, 'attempts', a.attempts, 'maxAttempts', max_attempts, 'epoch', a.lease_epoch,
  'progress', a.progress,
  'failure', CASE WHEN a.failure_kind IS NOT NULL THEN
    json_build_object('kind', a.failure_kind, 'detail', coalesce(a.failure_detail, '')) END,
  'questions', a.questions, 'cancelRequested', a.cancel_requested_at IS NOT NULL,
  'submitGrantedAt', rfc3339(a.submit_granted_at), 'availableAt', rfc3339(a.available_at),
  'createdAt', rfc3339(a.created_at), 'updatedAt', rfc3339(a.updated_at), 'finishedAt', rfc3339(a.finished_at))
  FROM jobs j WHERE j.id = a.job_id);

-- `LeaseState` of api/openapi.yaml.
CREATE FUNCTION lease_json(a application_queue) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object(
  'applicationId', a.id, 'epoch', a.lease_epoch, 'status', a.status, 'leaseExpiresAt', rfc3339(a.lease_expires_at),
  'cancelRequested', a.cancel_requested_at IS NOT NULL, 'submitGranted', a.submit_granted_epoch IS NOT NULL);
