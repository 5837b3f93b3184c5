-- Everything that the measured work has written; people and postings stay.
TRUNCATE application_queue, application_events, automation_logs, evidence, passes, idempotency_keys CASCADE;
UPDATE user_streams SET last_seq = 0, pruned_seq = 0 WHERE last_seq > 0;
UPDATE devices SET last_seen_at = NULL WHERE last_seen_at IS NOT NULL;
VACUUM ANALYZE devices, user_streams;
CHECKPOINT;
