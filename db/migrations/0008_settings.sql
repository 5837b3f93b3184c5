-- How a person wants to be served. A person without a row has the defaults of settings_of.
CREATE TABLE user_settings (
  user_id                  uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  confirm_swipe            text        NOT NULL CHECK (confirm_swipe IN ('never', 'needed', 'always')),
  default_priority         smallint    NOT NULL CHECK (default_priority BETWEEN 1 AND 10),
  daily_limit              integer     CHECK (daily_limit BETWEEN 1 AND 1000),
  time_zone                text        NOT NULL,  -- IANA name
  desktop_quiet_from       time,
  desktop_quiet_until      time,
  notification_quiet_from  time,
  notification_quiet_until time,
  muted                    text[]      NOT NULL,  -- kinds of push_outbox
  review_before_submit     text        NOT NULL CHECK (review_before_submit IN ('never', 'unsure', 'always')),
  portal_pause_seconds     integer     NOT NULL CHECK (portal_pause_seconds BETWEEN 0 AND 3600),
  version                  integer     NOT NULL,
  updated_at               timestamptz,
  CHECK ((desktop_quiet_from IS NULL) = (desktop_quiet_until IS NULL)),
  CHECK ((notification_quiet_from IS NULL) = (notification_quiet_until IS NULL)),
  CHECK (desktop_quiet_from <> desktop_quiet_until AND notification_quiet_from <> notification_quiet_until)
);

CREATE FUNCTION settings_of(of_user uuid) RETURNS user_settings LANGUAGE sql STABLE
RETURN coalesce(
  (SELECT s FROM user_settings s WHERE s.user_id = of_user),
  ROW(of_user, 'never', 5, NULL, 'UTC', NULL, NULL, NULL, NULL, '{}'::text[], 'unsure', 0, 0, NULL)::user_settings);

-- When quiet hours end that it is at this time; NULL outside of them. `from_time` later than `until_time` goes over midnight.
CREATE FUNCTION quiet_until(zone text, from_time time, until_time time, at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
RETURN (
  SELECT ((l.local::date + CASE WHEN from_time > until_time AND l.local::time >= from_time THEN 1 ELSE 0 END) + until_time) AT TIME ZONE zone
  FROM (SELECT at AT TIME ZONE zone AS local) AS l
  WHERE CASE WHEN from_time < until_time THEN l.local::time >= from_time AND l.local::time < until_time
             ELSE l.local::time >= from_time OR l.local::time < until_time END);

CREATE FUNCTION quiet_hours_json(from_time time, until_time time) RETURNS json LANGUAGE sql IMMUTABLE
RETURN CASE WHEN from_time IS NOT NULL THEN
  json_build_object('from', to_char(from_time, 'HH24:MI'), 'until', to_char(until_time, 'HH24:MI')) END;

-- `Settings` of api/openapi.yaml.
CREATE FUNCTION settings_json(s user_settings) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object(
  'confirmSwipe', s.confirm_swipe, 'defaultPriority', s.default_priority, 'dailyLimit', s.daily_limit, 'timeZone', s.time_zone,
  'desktopQuietHours', quiet_hours_json(s.desktop_quiet_from, s.desktop_quiet_until),
  'notificationQuietHours', quiet_hours_json(s.notification_quiet_from, s.notification_quiet_until),
  'notifications', (
    SELECT json_object_agg(kind, NOT kind = ANY (s.muted) ORDER BY n)
    FROM unnest(ARRAY['applied', 'failed', 'review', 'desktop_silent', 'reminder']) WITH ORDINALITY AS k (kind, n)),
  'reviewBeforeSubmit', s.review_before_submit, 'portalPauseSeconds', s.portal_pause_seconds,
  'version', s.version, 'updatedAt', rfc3339(s.updated_at));

-- `DesktopManners` of api/openapi.yaml.
CREATE FUNCTION manners_json(s user_settings) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object(
  'quietHours', quiet_hours_json(s.desktop_quiet_from, s.desktop_quiet_until), 'timeZone', s.time_zone,
  'quietUntil', rfc3339(quiet_until(s.time_zone, s.desktop_quiet_from, s.desktop_quiet_until, now())),
  'dailyLimit', s.daily_limit, 'portalPauseSeconds', s.portal_pause_seconds, 'reviewBeforeSubmit', s.review_before_submit);
