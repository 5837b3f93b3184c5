-- A grant that the person gave up for unsent ("it was not sent"). What its desktop can still prove settles the application, until
-- a newer epoch is granted (docs/adr/0009).
ALTER TABLE application_queue ADD COLUMN submit_released_epoch integer;
ALTER TABLE application_queue ADD CONSTRAINT application_queue_released_check
  CHECK (submit_released_epoch <= lease_epoch AND (submit_granted_epoch IS NULL OR submit_released_epoch IS NULL));
