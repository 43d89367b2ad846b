-- What lets the words of an order of erasure out of the rows that no role may change. Run at every `found`, so that an
-- older server learns it; statements end in a line of their own.
--
-- The guards give way to the two functions below alone: no role has the right to change these rows otherwise.
CREATE OR REPLACE FUNCTION minqing.refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('minqing.restating', true) = 'on' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
;
-- The words of an order of the role's own office, the longest first. It has to be waiting still, and two operators, or
-- one with the sheet that was signed, have to stand for it.
CREATE OR REPLACE FUNCTION minqing.ordered_words(asked TEXT) RETURNS TEXT[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = minqing, pg_temp AS $$
DECLARE
    found TEXT[];
BEGIN
    SELECT array_agg(span.words ORDER BY length(span.words) DESC, span.position) INTO found
    FROM minqing.erasure AS wanted
    JOIN minqing.erasure_span AS span ON span.township_id = wanted.township_id AND span.erasure_uuid = wanted.uuid
    WHERE wanted.township_id = minqing.my_office() AND wanted.uuid = asked AND wanted.state = 'open'
    AND ((wanted.settled_by <> '' AND wanted.settled_by <> wanted.asked_by)
        OR (wanted.signed_by <> '' AND wanted.sheet <> ''));
    IF found IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody consented to this order of erasure';
    END IF;
    RETURN found;
END
$$
;
CREATE OR REPLACE FUNCTION minqing.without_words(gone TEXT[], told TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    word TEXT;
BEGIN
    FOREACH word IN ARRAY gone LOOP
        told := replace(told, word, '〔已删除〕');
    END LOOP;
    RETURN told;
END
$$
;
-- Rows of the history without the words of an order. The reason may lose these and nothing else, and so may the name of
-- a setting; who did what when, and the chain itself, stay as they are.
CREATE OR REPLACE FUNCTION minqing.restate_history(asked TEXT, fresh JSONB) RETURNS VOID LANGUAGE plpgsql
SECURITY DEFINER SET search_path = minqing, pg_temp AS $$
DECLARE
    own CONSTANT BIGINT := minqing.my_office();
    gone CONSTANT TEXT[] := minqing.ordered_words(asked);
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(fresh) AS line (seq BIGINT, digest TEXT, reason TEXT, uuid TEXT)
        LEFT JOIN minqing.audit AS kept ON kept.township_id = own AND kept.seq = line.seq
        WHERE kept.seq IS NULL OR line.digest !~ '^[0-9a-f]{64}$'
        OR line.reason IS DISTINCT FROM minqing.without_words(gone, kept.reason)
        OR line.uuid IS DISTINCT FROM CASE WHEN kept.ledger = 'settings' AND line.uuid <> kept.uuid
            THEN split_part(kept.uuid, ':', 1) || ':'
                || minqing.without_words(gone, substr(kept.uuid, strpos(kept.uuid, ':') + 1))
            ELSE kept.uuid END
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the order does not ask for this';
    END IF;
    PERFORM set_config('minqing.restating', 'on', true);
    UPDATE minqing.audit AS kept SET digest = line.digest, reason = line.reason, uuid = line.uuid
    FROM jsonb_to_recordset(fresh) AS line (seq BIGINT, digest TEXT, reason TEXT, uuid TEXT)
    WHERE kept.township_id = own AND kept.seq = line.seq;
    PERFORM set_config('minqing.restating', 'off', true);
END
$$
;
-- The records behind frozen figures without the words of an order: the same records under the same numbers, and only
-- what is said of those in which a word stood may differ.
CREATE OR REPLACE FUNCTION minqing.restate_frozen(asked TEXT, report TEXT, book TEXT, fresh TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = minqing, pg_temp AS $$
DECLARE
    own CONSTANT BIGINT := minqing.my_office();
    gone CONSTANT TEXT[] := minqing.ordered_words(asked);
    standing TEXT;
BEGIN
    SELECT kept.rows INTO standing FROM minqing.frozen_rows AS kept
    WHERE kept.township_id = own AND kept.report_uuid = report AND kept.ledger = book;
    IF standing IS NULL OR EXISTS (
        SELECT FROM jsonb_array_elements(standing::JSONB) WITH ORDINALITY AS before (said, place)
        FULL JOIN jsonb_array_elements(fresh::JSONB) WITH ORDINALITY AS after (said, place) USING (place)
        WHERE before.said IS DISTINCT FROM after.said
        AND (before.said -> 0 IS DISTINCT FROM after.said -> 0 OR before.said -> 1 IS DISTINCT FROM after.said -> 1
            OR NOT EXISTS (
                SELECT FROM unnest(gone) AS one (word)
                WHERE strpos((before.said -> 2)::TEXT, trim(BOTH '"' FROM to_jsonb(word)::TEXT)) > 0
            ))
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the order does not ask for this';
    END IF;
    PERFORM set_config('minqing.restating', 'on', true);
    UPDATE minqing.frozen_rows AS kept SET rows = fresh
    WHERE kept.township_id = own AND kept.report_uuid = report AND kept.ledger = book;
    PERFORM set_config('minqing.restating', 'off', true);
END
$$
;
REVOKE ALL ON FUNCTION minqing.ordered_words, minqing.without_words, minqing.restate_history, minqing.restate_frozen
FROM PUBLIC
;
GRANT EXECUTE ON FUNCTION minqing.restate_history, minqing.restate_frozen TO minqing_township
