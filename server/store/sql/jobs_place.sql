-- $1 version of the places, $2 postings as a list of objects; one whose locations have changed since they were read is left out
UPDATE jobs j SET points = p.points, places_version = $1
FROM jsonb_to_recordset($2::jsonb) AS p (id uuid, locations text[], points point[])
WHERE j.id = p.id AND j.places_version < $1 AND j.locations = p.locations
