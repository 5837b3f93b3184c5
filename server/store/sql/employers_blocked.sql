-- $1 user
SELECT company, created_at FROM blocked_employers WHERE user_id = $1 ORDER BY company_key
