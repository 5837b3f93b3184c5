-- $1 people: where each one's event log ends.
SELECT user_id, last_seq FROM user_streams WHERE user_id = ANY($1::uuid[])
