-- $1 user
SELECT r.sealed, coalesce(r.version, 0) AS version,
       (SELECT id FROM resumes WHERE user_id = $1 AND is_default) AS default_resume,
       (SELECT coalesce(array_agg(id::text), '{}') FROM resumes WHERE user_id = $1 AND deleted_at IS NULL) AS resumes
FROM (SELECT 1) AS always LEFT JOIN resume_rules r ON r.user_id = $1
