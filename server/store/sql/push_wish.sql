-- $1 user, $2 kind of news; `quiet_seconds` until they may be sent
SELECT NOT $2::text = ANY (s.muted) AS wanted,
       coalesce(ceil(extract(epoch FROM
         quiet_until(s.time_zone, s.notification_quiet_from, s.notification_quiet_until, now()) - now())), 0)::bigint AS quiet_seconds
FROM settings_of($1) AS s
