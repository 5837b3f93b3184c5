-- The peer's own data for its list and claims: :each applications for each of its 5,000 people.
INSERT INTO application_queue (id, user_id, job_id, resume_id, priority, created_at)
SELECT gen_random_uuid(), ('20000000-0000-4000-8000-' || lpad(to_hex(u), 12, '0'))::uuid,
       ('10000000-0000-4000-8000-' || lpad(to_hex((u * 13 + k * 7919) % 10000), 12, '0'))::uuid,
       ('30000000-0000-4000-8000-' || lpad(to_hex(u), 12, '0'))::uuid, k % 3, now() - make_interval(secs => k * 60 + u * 0.001)
FROM generate_series(0, 4999) u, generate_series(0, :each - 1) k;
VACUUM ANALYZE application_queue;
CHECKPOINT;
