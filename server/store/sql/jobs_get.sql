-- $1 job
SELECT s.content, encode(j.snapshot_hash, 'hex') AS snapshot_hash, j.closed_at, j.seniority
FROM jobs j JOIN job_snapshots s ON s.hash = j.snapshot_hash
WHERE j.id = $1
