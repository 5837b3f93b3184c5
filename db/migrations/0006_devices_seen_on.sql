-- The day on which a desktop was last seen, in UTC. The sweep finds connected desktops by it: an index on last_seen_at itself would
-- have to be written at every heartbeat, this one once a day.
ALTER TABLE devices ADD COLUMN seen_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date;
UPDATE devices SET seen_on = (coalesce(last_seen_at, created_at) AT TIME ZONE 'UTC')::date;
CREATE INDEX devices_seen_on ON devices (seen_on, user_id) WHERE revoked_at IS NULL;
