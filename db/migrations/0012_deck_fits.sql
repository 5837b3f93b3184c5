-- deck_fits took the whole row, for which PostgreSQL fetches the search words of each posting that it looks at; now only what it reads.
DROP FUNCTION deck_fits(jobs, text, text[], numeric, int, boolean, text, text[]);

-- Whether a posting (its places, work mode, yearly pay and currency, age, seniority) passes a person's filters; those that are NULL let all
-- through. Not a part of the statements themselves, so that the planner takes each for as likely as the next and goes along the deck's
-- index until a page is full.
CREATE FUNCTION deck_fits(of_places text[], of_mode text, of_pay numeric, of_currency text, posted timestamptz, of_seniority text,
                          place text, work_modes text[], yearly numeric, days int, or_remote boolean, currency text, seniorities text[])
RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
  RETURN (work_modes IS NULL OR coalesce(of_mode = ANY (work_modes), false))
    AND (seniorities IS NULL OR of_seniority = ANY (seniorities))
    AND (days IS NULL OR posted > now() - make_interval(days => days))
    AND (yearly IS NULL OR coalesce(of_pay >= yearly, false))
    AND (currency IS NULL OR coalesce(of_currency = currency, false))
    AND (place IS NULL OR coalesce(or_remote AND of_mode = 'remote', false)
         OR strpos(lower(array_to_string(of_places, '; ')), lower(place)) > 0);
END $$;
