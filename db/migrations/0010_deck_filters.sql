-- One spelling of an employer's name: case and spaces do not matter.
CREATE FUNCTION company_key(name text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN lower(btrim(regexp_replace(name, '\s+', ' ', 'g')));

-- How high a position stands, as its title names it; 'mid' when it names nothing. The first that fits decides.
CREATE FUNCTION seniority_of(title text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN title ~* '\m(interns?|internships?|trainee|apprentice(ship)?|working student|werkstudent(in)?|praktikum|praktikant(in)?|ausbildung|auszubildende[rn]?|azubi|stagiaire|becari[oa])\M' THEN 'intern'
  WHEN title ~* '\m(assistant|assistenz|assistentin?)\M.*\m(ceo|cto|cfo|coo|chief|president|director|vorstand|geschäftsführ)' THEN 'mid'
  WHEN title ~* '\m(ceo|cto|cfo|coo|cmo|ciso|cio|chief|[se]?vp|vice president|president|vorstand|geschäftsführer(in)?)\M' THEN 'executive'
  WHEN title ~* '\m(director|direktor(in)?|head of|bereichsleit(er|erin|ung)|directeur|directrice)\M' OR title ~* '^\s*head\M\s*[,:–-]' THEN 'director'
  WHEN title ~* '\m(engineering|team|general|regional|area|district|store|shift|plant|people) manager(in)?\M'
    OR title ~* '\m(manager(in)? of|supervisor|teamleit(er|erin|ung)|abteilungsleit(er|erin|ung)|schichtleit(er|erin|ung))\M' THEN 'manager'
  WHEN title ~* '\m(lead(?! gen)|principal|leitende[rn]?|tech-?lead|team-?lead)\M'
    OR title ~* '\mstaff\M.*\m(engineer|developer|scientist|designer|architect|researcher)' THEN 'lead'
  WHEN title ~* '\m(senior|sénior|sr|snr)\M' THEN 'senior'
  WHEN title ~* '\m(junior|jr|entry[- ]level|graduate|associate|berufseinsteiger(in)?|débutante?)\M' THEN 'junior'
  ELSE 'mid' END;

ALTER TABLE jobs ADD COLUMN company_key text NOT NULL GENERATED ALWAYS AS (company_key(company)) STORED;
ALTER TABLE jobs ADD COLUMN seniority text NOT NULL GENERATED ALWAYS AS (seniority_of(title)) STORED;

-- Employers whose postings a person does not want in the deck.
CREATE TABLE blocked_employers (
  user_id     uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  company_key text        NOT NULL,
  company     text        NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, company_key)
);

-- Whether a posting passes a person's filters; those that are NULL let all through. Not a part of the statements themselves, so that the
-- planner takes each for as likely as the next and goes along the deck's index until a page is full.
CREATE FUNCTION deck_fits(j jobs, place text, work_modes text[], yearly numeric, days int, or_remote boolean, currency text, seniorities text[])
RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
  RETURN (place IS NULL OR strpos(lower(array_to_string(j.locations, '; ')), lower(place)) > 0 OR coalesce(or_remote AND j.work_mode = 'remote', false))
    AND (work_modes IS NULL OR coalesce(j.work_mode = ANY (work_modes), false))
    AND (yearly IS NULL OR coalesce(j.salary_yearly >= yearly, false))
    AND (days IS NULL OR j.posted_at > now() - make_interval(days => days))
    AND (currency IS NULL OR coalesce(j.salary_currency = currency, false))
    AND (seniorities IS NULL OR j.seniority = ANY (seniorities));
END $$;
