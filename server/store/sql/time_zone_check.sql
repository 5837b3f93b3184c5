-- $1 name of a time zone; an error (22023) when PostgreSQL does not know it
SELECT now() AT TIME ZONE $1::text AS local
