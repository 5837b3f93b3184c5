-- $1 user, $2 `Settings` as they shall be, $3 the version that they were made from, $4 the request's address. No row when they
-- have changed since. Whether a person looks at what is sent in their name is audited.
WITH given AS (
  SELECT g.*, g.desktop ->> 'from' AS desktop_from, g.desktop ->> 'until' AS desktop_until,
         g.notification ->> 'from' AS notification_from, g.notification ->> 'until' AS notification_until,
         (SELECT coalesce(array_agg(k.key ORDER BY k.key), '{}') FROM jsonb_each(g.notifications) k WHERE k.value = 'false') AS muted
  FROM (SELECT $2::jsonb AS s) AS whole CROSS JOIN LATERAL (
    SELECT s ->> 'confirmSwipe' AS confirm_swipe, (s ->> 'defaultPriority')::smallint AS default_priority,
           (s ->> 'dailyLimit')::integer AS daily_limit, s ->> 'timeZone' AS time_zone, s -> 'desktopQuietHours' AS desktop,
           s -> 'notificationQuietHours' AS notification, s -> 'notifications' AS notifications,
           s ->> 'reviewBeforeSubmit' AS review_before_submit, (s ->> 'portalPauseSeconds')::integer AS portal_pause_seconds) AS g
), before AS (
  SELECT (settings_of($1)).review_before_submit AS review
), saved AS (
  INSERT INTO user_settings AS u (user_id, confirm_swipe, default_priority, daily_limit, time_zone, desktop_quiet_from, desktop_quiet_until,
    notification_quiet_from, notification_quiet_until, muted, review_before_submit, portal_pause_seconds, version, updated_at)
  SELECT $1, confirm_swipe, default_priority, daily_limit, time_zone, desktop_from::time, desktop_until::time,
         notification_from::time, notification_until::time, muted, review_before_submit, portal_pause_seconds, 1, now()
  FROM given WHERE $3::bigint = 0 OR EXISTS (SELECT FROM user_settings WHERE user_id = $1)
  ON CONFLICT (user_id) DO UPDATE SET
    confirm_swipe = excluded.confirm_swipe, default_priority = excluded.default_priority, daily_limit = excluded.daily_limit,
    time_zone = excluded.time_zone, desktop_quiet_from = excluded.desktop_quiet_from, desktop_quiet_until = excluded.desktop_quiet_until,
    notification_quiet_from = excluded.notification_quiet_from, notification_quiet_until = excluded.notification_quiet_until,
    muted = excluded.muted, review_before_submit = excluded.review_before_submit, portal_pause_seconds = excluded.portal_pause_seconds,
    version = u.version + 1, updated_at = now()
  WHERE u.version = $3::bigint
  RETURNING u
)
SELECT settings_json(u) AS settings,
       append_event($1, NULL, 'settings.updated', jsonb_build_object('version', (u).version), 'person', false) AS seq,
       CASE WHEN (u).review_before_submit <> before.review THEN
         append_audit($1, 'person', 'settings.review_before_submit', '', 'medium', NULL, $4,
                      jsonb_build_object('from', before.review, 'to', (u).review_before_submit)) END AS audited
FROM saved, before
