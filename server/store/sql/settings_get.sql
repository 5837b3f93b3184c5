-- $1 user
SELECT settings_json(settings_of($1)) AS settings
