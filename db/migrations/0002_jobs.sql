-- A posting's content as a person saw it, named by its SHA-256; never changed, shared by all who swipe it.
CREATE TABLE job_snapshots (
  hash       bytea       PRIMARY KEY,
  content    jsonb       NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One row per posting of a board, as it is now. What a card shows stands here; the description is in the snapshot.
CREATE TABLE jobs (
  id              uuid        PRIMARY KEY,
  source          text        NOT NULL,
  board           text        NOT NULL,
  external_id     text        NOT NULL,
  snapshot_hash   bytea       NOT NULL REFERENCES job_snapshots (hash),
  title           text        NOT NULL,
  company         text        NOT NULL,
  locations       text[]      NOT NULL DEFAULT '{}',
  work_mode       text        CHECK (work_mode IN ('remote', 'hybrid', 'onsite')),
  employment_type text,
  department      text,
  salary_min      numeric,
  salary_max      numeric,
  salary_currency text,
  salary_period   text        CHECK (salary_period IN ('year', 'month', 'week', 'day', 'hour')),
  salary_yearly   numeric,
  apply_url       text        NOT NULL,
  -- The same for all addresses of one application form; finds a posting that two feeds bring.
  apply_url_key   text        NOT NULL DEFAULT '',
  summary         text        NOT NULL DEFAULT '',
  posted_at       timestamptz NOT NULL,
  expires_at      timestamptz,
  closed_at       timestamptz,
  first_seen_at   timestamptz NOT NULL DEFAULT now(),
  last_seen_at    timestamptz NOT NULL DEFAULT now(),
  -- Written with the row, since the description's words come from the snapshot.
  search          tsvector    NOT NULL DEFAULT '',
  UNIQUE (source, board, external_id),
  CHECK ((salary_min IS NULL AND salary_max IS NULL) = (salary_currency IS NULL)),
  CHECK ((salary_currency IS NULL) = (salary_period IS NULL))
);

CREATE INDEX jobs_deck ON jobs (posted_at DESC, id DESC) WHERE closed_at IS NULL;
CREATE INDEX jobs_apply_url ON jobs (apply_url_key) WHERE closed_at IS NULL;
CREATE INDEX jobs_search ON jobs USING gin (search);
CREATE INDEX jobs_snapshot ON jobs (snapshot_hash);
