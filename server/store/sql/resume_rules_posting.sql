-- $1 job
SELECT title, company, coalesce(language, '') AS language, coalesce(work_mode, '') AS work_mode FROM jobs WHERE id = $1
