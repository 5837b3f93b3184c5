-- $1 source, $2 board, $3 external ids that the board still has
UPDATE jobs SET closed_at = now()
WHERE source = $1 AND board = $2 AND closed_at IS NULL AND NOT external_id = ANY ($3::text[])
