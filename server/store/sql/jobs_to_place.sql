-- $1 version of the places, $2 count: open postings that an earlier version placed
SELECT id, locations FROM jobs WHERE closed_at IS NULL AND places_version < $1 ORDER BY places_version LIMIT $2
