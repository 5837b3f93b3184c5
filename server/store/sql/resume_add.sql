-- $1 user, $2 id, $3 sealed name, $4 sealed content, $5 content type, $6 bytes, $7 sha-256, $8 most résumés a person may keep, $9 Idempotency-Key or empty.
-- The first one becomes the default.
WITH person AS (
  SELECT id FROM users WHERE id = $1 FOR UPDATE
), kept AS (
  SELECT count(*) AS n, coalesce(bool_or(is_default), false) AS has_default FROM resumes WHERE user_id = $1 AND deleted_at IS NULL
), added AS (
  INSERT INTO resumes (user_id, id, name_sealed, sealed, content_type, bytes, sha256, is_default)
  SELECT person.id, $2, $3, $4, $5, $6::int, $7, NOT kept.has_default FROM person, kept WHERE kept.n < $8::bigint
  RETURNING id, content_type, bytes, sha256, is_default, created_at
), noted AS (
  UPDATE idempotency_keys k SET outcome = jsonb_build_object('id', added.id) FROM added WHERE k.user_id = $1 AND k.key = $9
)
SELECT added.*, append_event($1, NULL, 'resume.added', jsonb_build_object('resumeId', id), 'person', false) AS seq FROM added
