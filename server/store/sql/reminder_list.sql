-- $1 user, $2 application or NULL for all, $3 whether those that are done are left out, $4 at most
SELECT application_id, id, sealed, due_at, done_at IS NOT NULL AS done, notified_at, created_at, updated_at
FROM reminders
WHERE user_id = $1 AND ($2::uuid IS NULL OR application_id = $2) AND (NOT $3::boolean OR done_at IS NULL)
ORDER BY due_at, id LIMIT $4::bigint
