-- Where a posting is: the points, (longitude, latitude) in degrees, of the places that its location texts name; none when they name no
-- place that is known. `places_version` is the version of the places and rules (server/jobs/places) that it was read by.
ALTER TABLE jobs ADD COLUMN points point[] NOT NULL DEFAULT '{}';
ALTER TABLE jobs ADD COLUMN places_version int NOT NULL DEFAULT 0;

-- What is to be read anew after the places or the rules have changed.
CREATE INDEX jobs_places_version ON jobs (places_version) WHERE closed_at IS NULL;

-- The way along the earth, taken as a ball of 6371 km, between two points: (longitude, latitude) in degrees.
CREATE FUNCTION km_between(a point, b point) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 12742 * asin(least(1, sqrt(sind((b[1] - a[1]) / 2) ^ 2 + cosd(a[1]) * cosd(b[1]) * sind((b[0] - a[0]) / 2) ^ 2)));

-- Whether a posting (its places as text and as points, work mode, yearly pay and currency, age, seniority) passes a person's filters; those
-- that are NULL let all through. `centre` and `radius_km` go together; `or_unplaced` lets those without points through them. Not a part of
-- the statements themselves, so that the planner takes each for as likely as the next and goes along the deck's index until a page is full.
-- Another function than the one without points, which nodes of the version before still call.
CREATE FUNCTION deck_fits(of_places text[], of_points point[], of_mode text, of_pay numeric, of_currency text, posted timestamptz,
                          of_seniority text, place text, work_modes text[], yearly numeric, days int, or_remote boolean, currency text,
                          seniorities text[], centre point, radius_km int, or_unplaced boolean)
RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
DECLARE
  each point;
BEGIN
  IF NOT ((work_modes IS NULL OR coalesce(of_mode = ANY (work_modes), false))
          AND (seniorities IS NULL OR of_seniority = ANY (seniorities))
          AND (days IS NULL OR posted > now() - make_interval(days => days))
          AND (yearly IS NULL OR coalesce(of_pay >= yearly, false))
          AND (currency IS NULL OR coalesce(of_currency = currency, false))) THEN
    RETURN false;
  END IF;
  IF (place IS NULL AND centre IS NULL) OR coalesce(or_remote AND of_mode = 'remote', false) THEN
    RETURN true;
  END IF;
  IF place IS NOT NULL AND strpos(lower(array_to_string(of_places, '; ')), lower(place)) = 0 THEN
    RETURN false;
  END IF;
  IF centre IS NULL THEN
    RETURN true;
  END IF;
  IF cardinality(of_points) = 0 THEN
    RETURN coalesce(or_unplaced, false);
  END IF;
  FOREACH each IN ARRAY of_points LOOP
    -- A degree of latitude is 111.19 km: most of what is far is known by that.
    IF abs(each[1] - centre[1]) * 111.19 <= radius_km + 1 AND km_between(each, centre) <= radius_km THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;
