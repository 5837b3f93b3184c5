-- $1 user, $2 application, $3 max attempts
SELECT application_json(a, $3::int) AS application, a.status, a.job_id, encode(a.snapshot_hash, 'hex') AS snapshot_hash,
       s.content AS snapshot, j.closed_at, a.resume_id, a.custom_fields_sealed, a.answers_sent_sealed, a.submit_granted_epoch,
       a.failure_kind, a.updated_at::text AS version,
       (SELECT coalesce(json_agg(json_build_object('n', e.n, 'kind', e.kind, 'contentType', e.content_type, 'bytes', e.bytes,
          'sha256', encode(e.sha256, 'hex'), 'url', '/api/applications/' || a.id || '/evidence/' || e.n,
          'createdAt', rfc3339(e.created_at)) ORDER BY e.n), '[]')
        FROM evidence e WHERE e.user_id = a.user_id AND e.application_id = a.id) AS evidence
FROM application_queue a JOIN job_snapshots s ON s.hash = a.snapshot_hash JOIN jobs j ON j.id = a.job_id
WHERE a.user_id = $1 AND a.id = $2
