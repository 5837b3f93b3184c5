-- Copies people.tsv of `jobswipe-load people`, which stands in the folder that psql was started in.
CREATE TEMP TABLE incoming (
  user_id uuid, email_lookup bytea, email_sealed bytea, data_key_sealed bytea, profile_sealed bytea, resume_id uuid,
  name_sealed bytea, content_sealed bytea, sha256 bytea, device_id uuid, web_session uuid, device_session uuid);
\copy incoming FROM 'people.tsv'
INSERT INTO users (id, email_lookup, email_sealed, password_hash, data_key_sealed)
  SELECT user_id, email_lookup, email_sealed, 'not for logging in', data_key_sealed FROM incoming;
INSERT INTO user_streams (user_id) SELECT user_id FROM incoming;
INSERT INTO profiles (user_id, sealed) SELECT user_id, profile_sealed FROM incoming;
INSERT INTO resumes (user_id, id, name_sealed, sealed, content_type, bytes, sha256, is_default)
  SELECT user_id, resume_id, name_sealed, content_sealed, 'application/pdf', 2000, sha256, true FROM incoming;
-- Never seen: the offers that a sweep makes to connected desktops are no part of what is measured.
INSERT INTO devices (user_id, id, name, platform) SELECT user_id, device_id, 'desktop', 'linux' FROM incoming;
INSERT INTO sessions (user_id, id, audience, expires_at) SELECT user_id, web_session, 'web', now() + interval '1 day' FROM incoming;
INSERT INTO sessions (user_id, id, audience, device_id, expires_at)
  SELECT user_id, device_session, 'device', device_id, now() + interval '1 day' FROM incoming;
