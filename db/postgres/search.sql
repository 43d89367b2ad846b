-- The search rows of the office in which every term occurs, a term of Latin letters also in the initials.
CREATE FUNCTION minqing.search(terms TEXT[], wanted TEXT[]) RETURNS SETOF BIGINT LANGUAGE sql STABLE SECURITY DEFINER
ROWS 50 SET search_path = minqing, pg_temp AS $$
    SELECT found.id FROM minqing.search_text AS found
    WHERE found.township_id = CASE
        WHEN pg_has_role(session_user, 'minqing_county', 'MEMBER') THEN minqing.chosen_office() ELSE minqing.my_office()
    END
    AND found.grams @> wanted
    AND NOT EXISTS (
        SELECT FROM unnest(terms) AS one (term)
        WHERE strpos(found.text, term) = 0 AND NOT (term ~ '^[ -~]+$' AND strpos(found.initials, term) > 0)
    )
$$
;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA minqing FROM PUBLIC
;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA minqing TO minqing_township, minqing_county, minqing_every_office
