-- $1 hashes in hex
SELECT h.hash, s.content FROM unnest((SELECT $1::text[])) AS h (hash) JOIN job_snapshots s ON s.hash = decode(h.hash, 'hex')
