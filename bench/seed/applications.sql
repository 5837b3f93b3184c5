-- :each QUEUED applications for each of the first :people, made through the columns that a swipe fills, with their events. The relay
-- has taken them. Other people are left alone.
INSERT INTO application_queue (user_id, id, job_id, snapshot_hash, resume_id, status, priority, rank_at, created_at, updated_at)
SELECT ('20000000-0000-4000-8000-' || lpad(to_hex(u), 12, '0'))::uuid, gen_random_uuid(), j.id, j.snapshot_hash,
       ('30000000-0000-4000-8000-' || lpad(to_hex(u), 12, '0'))::uuid, 'QUEUED', 1 + k % 3,
       application_rank(now() - make_interval(secs => k * 60), 1 + k % 3, false), now() - make_interval(secs => k * 60),
       now() - make_interval(secs => k * 60)
FROM generate_series(0, :people - 1) u, generate_series(0, :each - 1) k
JOIN LATERAL (SELECT id, snapshot_hash FROM jobs
              WHERE id = ('10000000-0000-4000-8000-' || lpad(to_hex((u * 13 + k * 7919) % :jobs), 12, '0'))::uuid) j ON true;
INSERT INTO application_events (user_id, seq, application_id, type, data, actor)
SELECT a.user_id, row_number() OVER (PARTITION BY a.user_id ORDER BY a.created_at, a.id), a.id, 'application.swiped',
       jsonb_build_object('status', 'PENDING', 'jobId', a.job_id, 'title', j.title, 'company', j.company, 'epoch', 0), 'person'
FROM application_queue a JOIN jobs j ON j.id = a.job_id
WHERE a.user_id >= '20000000-0000-4000-8000-000000000000' AND a.user_id < '30000000-0000-4000-8000-000000000000';
UPDATE user_streams s SET last_seq = (SELECT count(*) FROM application_events e WHERE e.user_id = s.user_id)
WHERE s.user_id >= '20000000-0000-4000-8000-000000000000' AND s.user_id < '30000000-0000-4000-8000-000000000000';
