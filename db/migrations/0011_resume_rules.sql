-- The language of a posting by the commonest words of it: the first of these with at least five of its dozen, well before the others;
-- NULL when none is.
CREATE FUNCTION language_of(words tsvector) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (
  SELECT best.language FROM (
    SELECT counted.language, counted.n, lead(counted.n, 1, 0::bigint) OVER (ORDER BY counted.n DESC, counted.language) AS next
    FROM (
      SELECT known.language, (SELECT count(*) FROM unnest(known.common) w WHERE words @@ w) AS n
      FROM (VALUES
        ('de', '{und,der,die,mit,für,wir,nicht,eine,auf,von,werden,ist}'::tsquery[]),
        ('en', '{and,the,with,you,for,our,are,your,will,of,this,we}'::tsquery[]),
        ('es', '{el,los,las,con,para,una,que,del,por,nuestro,trabajo,y}'::tsquery[]),
        ('fr', '{le,les,des,et,vous,nous,pour,dans,une,avec,est,notre}'::tsquery[])) AS known (language, common)
    ) AS counted
    ORDER BY counted.n DESC, counted.language LIMIT 1
  ) AS best WHERE best.n >= 5 AND best.n >= best.next + 2);

ALTER TABLE jobs ADD COLUMN language text GENERATED ALWAYS AS (language_of(search)) STORED;

-- Which résumé goes with which posting, in the person's own words: sealed.
CREATE TABLE resume_rules (
  user_id    uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  sealed     bytea       NOT NULL,
  version    integer     NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
