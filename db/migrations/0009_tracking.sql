-- What came of an application after it was sent, and what the person keeps beside it. Notes and reminders are sealed.
ALTER TABLE application_queue ADD COLUMN outcome text CONSTRAINT application_queue_outcome_check
  CHECK (outcome IN ('no_answer', 'interview', 'offer', 'accepted', 'rejected', 'withdrawn'));
ALTER TABLE application_queue ADD COLUMN outcome_on date;
ALTER TABLE application_queue ADD CONSTRAINT application_queue_outcome_on_check CHECK ((outcome IS NULL) = (outcome_on IS NULL));

CREATE TABLE application_notes (
  user_id        uuid        NOT NULL,
  application_id uuid        NOT NULL,
  sealed         bytea       NOT NULL,
  version        integer     NOT NULL DEFAULT 1,
  updated_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, application_id),
  FOREIGN KEY (user_id, application_id) REFERENCES application_queue (user_id, id) ON DELETE CASCADE
);

CREATE TABLE reminders (
  user_id        uuid        NOT NULL,
  application_id uuid        NOT NULL,
  id             uuid        NOT NULL,
  sealed         bytea       NOT NULL,
  text_digest    bytea       NOT NULL,  -- keyed BLAKE2b: tells whether the text is the same
  due_at         timestamptz NOT NULL,
  done_at        timestamptz,
  notified_at    timestamptz,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, application_id, id),
  FOREIGN KEY (user_id, application_id) REFERENCES application_queue (user_id, id) ON DELETE CASCADE
);
CREATE INDEX reminders_due ON reminders (due_at) WHERE done_at IS NULL AND notified_at IS NULL;
CREATE INDEX reminders_open ON reminders (user_id, due_at) WHERE done_at IS NULL;

-- `Outcome` of api/openapi.yaml.
CREATE FUNCTION outcome_json(kind text, happened_on date) RETURNS json LANGUAGE sql IMMUTABLE
RETURN CASE WHEN kind IS NOT NULL THEN json_build_object('kind', kind, 'on', to_char(happened_on, 'YYYY-MM-DD')) END;

-- `Application` of api/openapi.yaml.
CREATE OR REPLACE FUNCTION application_json(a application_queue, max_attempts int) RETURNS json LANGUAGE sql STABLE
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
  'createdAt', rfc3339(a.created_at), 'updatedAt', rfc3339(a.updated_at), 'finishedAt', rfc3339(a.finished_at),
  'outcome', outcome_json(a.outcome, a.outcome_on))
  FROM jobs j WHERE j.id = a.job_id);
