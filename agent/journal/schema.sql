CREATE TABLE attempts (
  application_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  url TEXT NOT NULL,
  phase INTEGER NOT NULL,
  intent_key TEXT,
  outcome TEXT,
  claim TEXT,
  resumes INTEGER NOT NULL DEFAULT 0,
  settled TEXT,
  started_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (application_id, epoch)
) STRICT;

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  application_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  key TEXT NOT NULL,
  number INTEGER,
  FOREIGN KEY (application_id, epoch) REFERENCES attempts ON DELETE CASCADE
) STRICT;

CREATE TABLE logs (
  id INTEGER PRIMARY KEY,
  application_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  at TEXT NOT NULL,
  level TEXT NOT NULL,
  step TEXT NOT NULL,
  message TEXT NOT NULL,
  FOREIGN KEY (application_id, epoch) REFERENCES attempts ON DELETE CASCADE
) STRICT;

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
