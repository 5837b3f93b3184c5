-- $1 user, $2 actor, $3 action, $4 entity, $5 risk, $6 device, $7 address, $8 detail
SELECT append_audit($1, $2, $3, $4, $5, $6, $7, $8) AS n
