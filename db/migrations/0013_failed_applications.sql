-- What the sweep reads when Redis has lost its dead letters: without it, all that anybody ever applied for.
CREATE INDEX application_queue_failed ON application_queue (user_id, id) WHERE status = 'FAILED';
