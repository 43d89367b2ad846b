-- What stands in the namespace of a server before any table of a ledger: whose rows a role may see, and what every
-- save begins with. Statements end in a line of their own.
CREATE SCHEMA minqing
;
CREATE EXTENSION IF NOT EXISTS btree_gin
;
CREATE COLLATION minqing.pinyin (provider = icu, locale = 'zh-u-co-pinyin-kn-true')
;
CREATE TABLE minqing.server (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    schema INTEGER NOT NULL,
    partitions INTEGER NOT NULL
)
;
CREATE TABLE minqing.office (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role NAME NOT NULL UNIQUE
)
;
CREATE SEQUENCE minqing.arrival
;
GRANT USAGE ON SEQUENCE minqing.arrival TO minqing_township
;
GRANT USAGE ON SCHEMA minqing TO minqing_township, minqing_county, minqing_every_office
;
GRANT SELECT ON minqing.server TO minqing_township, minqing_county, minqing_every_office
;
GRANT SELECT ON minqing.office TO minqing_county, minqing_every_office
;
-- The office of the role that signed in. One who reads for the county chooses it; nobody else can.
CREATE FUNCTION minqing.my_office() RETURNS BIGINT LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = minqing, pg_temp AS $$
    SELECT id FROM minqing.office WHERE role = session_user
$$
;
CREATE FUNCTION minqing.chosen_office() RETURNS BIGINT LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = minqing, pg_temp AS $$
    SELECT nullif(current_setting('minqing.office', true), '')::BIGINT
$$
;
-- One save of an office at a time, as a file has it: numbers without gaps, one chain of history, no check that
-- another save makes untrue. Tells the schema, the transaction by which a lost answer is asked for again, and whether
-- the office's ledgers were carried elsewhere.
CREATE FUNCTION minqing.begin_save(OUT schema INTEGER, OUT save XID8, OUT moved BOOLEAN) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = minqing, pg_temp AS $$
BEGIN
    PERFORM 1 FROM minqing.office WHERE role = session_user FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'this role writes for no office';
    END IF;
    SELECT server.schema INTO schema FROM minqing.server;
    save := pg_current_xact_id();
    moved := EXISTS (SELECT FROM minqing.settings WHERE township_id = minqing.my_office() AND key = 'moved_to');
END
$$
;
-- The next id of a table within the office, as a file counts it; only one save of an office runs at a time.
CREATE FUNCTION minqing.next_id(counted TEXT) RETURNS BIGINT LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = minqing, pg_temp AS $$
DECLARE
    following BIGINT;
BEGIN
    EXECUTE format('SELECT coalesce(max(id), 0) + 1 FROM minqing.%I WHERE township_id = minqing.my_office()', counted)
    INTO following;
    RETURN following;
END
$$
;
CREATE FUNCTION minqing.refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
