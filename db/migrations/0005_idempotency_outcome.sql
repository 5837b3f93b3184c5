-- What a request has committed is noted at its key in the same transaction, so that a repeat after a lost reply or a dead server never
-- does it twice; and who works on it, so that a repeat need not wait for a request that died.
ALTER TABLE idempotency_keys ADD COLUMN outcome jsonb;        -- ids and statuses only
ALTER TABLE idempotency_keys ADD COLUMN backend_pid integer;  -- of the session that took the key; NULL: nobody works on it
