"""The tables of a server are those of a file, made by the same migrations, each row kept to its office."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import county
from db import migrate, sqlite, tables
from db.postgres import ddl
from tests import factories
from tests.server import offices, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server.offices import County

VERSIONS = Path(__file__).parents[2] / "db/migrations/versions"
ALL = registry.LEDGERS + registry.BASE


def _statements() -> list[str]:
    found: list[str] = []
    for path in sorted(VERSIONS.glob("[0-9]*.py")):
        sql = path.with_suffix(".sql")
        if sql.is_file():
            found += [one for one in sql.read_text("utf-8").split("\n;\n") if one.strip()]
        else:
            found += import_module(f"db.migrations.versions.{path.stem}").STATEMENTS
    return found


def test_every_statement_of_every_migration_has_words_for_a_server() -> None:
    translator = ddl.Translator()
    told = [one for text in _statements() for one in translator.statements(text)] + translator.rest()
    made = [one for one in told if one.startswith("CREATE TABLE")]
    assert len(made) > 110
    assert all("township_id BIGINT NOT NULL DEFAULT" in one for one in made)
    assert all(f"PRIMARY KEY ({ddl.OFFICE}, " in one for one in made)
    assert all(f"UNIQUE ({ddl.OFFICE}, " in one for one in made if "UNIQUE" in one)
    assert all(f"FOREIGN KEY ({ddl.OFFICE}, " in one for one in told if "FOREIGN KEY" in one)
    assert all(f"({ddl.OFFICE}, " in one for one in told if "INDEX" in one.split("(")[0])


@pytest.mark.parametrize(
    "text",
    [
        "DROP TABLE opinions",
        "INSERT INTO settings SELECT key, value FROM settings",
        "CREATE TABLE more (\n    id INTEGER NOT NULL,\n    size DOUBLE,\n    CONSTRAINT pk_more PRIMARY KEY (id)\n)",
        "CREATE TRIGGER t AFTER INSERT ON audit BEGIN SELECT 1; END",
    ],
)
def test_what_has_no_words_for_a_server_is_said_and_not_guessed(text: str) -> None:
    with pytest.raises(ddl.UnknownStatementError):
        ddl.Translator().statements(text)


def test_a_long_name_stays_apart_from_its_like() -> None:
    long = "fk_" + "rectifications__close_out_rounds_" * 2
    assert len({ddl.short(f"{long}a"), ddl.short(f"{long}b")}) == 2
    assert len(ddl.short(f"{long}a").encode()) <= ddl.LONGEST_NAME
    assert ddl.short("pk_audit") == "pk_audit"


def test_the_columns_at_a_server_are_the_declared_ones(county_server: County) -> None:
    schema = tables.build(ALL)
    with county_server.server.superuser(offices.DATABASE) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'minqing'"
        ).fetchall()
        number = connection.execute("SELECT schema FROM minqing.server").fetchone()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(str(table), set()).add(str(column))
    for table in schema.everything():
        own = {ddl.OFFICE} if "id" in table.c else {ddl.OFFICE, "rowid"}
        assert found[table.name] == {column.name for column in table.c} | own
    assert number == (sqlite.SCHEMA,)


@pytest.mark.parametrize("partitions", [0, 2])
def test_an_older_server_is_brought_up_to_date_with_its_rows(
    county_server: County, monkeypatch: pytest.MonkeyPatch, partitions: int
) -> None:
    database = f"older_{partitions}"
    with county_server.server.superuser() as connection:
        connection.execute(f"CREATE DATABASE {database} OWNER {running.ADMINISTRATOR} TEMPLATE template0")
    at = county_server.server.url(running.ADMINISTRATOR, database, password=running.PASSWORD)
    with monkeypatch.context() as older:
        older.setattr(migrate, "run", partial(migrate.run, to="0002"))
        older.setattr(sqlite, "SCHEMA", 2)
        county.found(at, partitions=partitions)
    with county_server.server.superuser(database) as connection:
        connection.execute(
            "INSERT INTO minqing.campaigns (township_id, id, uuid, number, year, serial, version, created_at, "
            "created_by, updated_at, updated_by, missing_count, name) "
            "SELECT 7, 1, 'a', '1', 2014, 1, 1, now(), '', now(), '', 0, '大干一百天攻坚'"
        )
    county.found(at)
    with county_server.server.superuser(database) as connection:
        kept = connection.execute("SELECT township_id, name, kind FROM minqing.campaigns").fetchall()
        standing = [_standing(connection)]
    with county_server.server.superuser(offices.DATABASE) as connection:
        standing.append(_standing(connection))
    assert kept == [(7, "大干一百天攻坚", "专项攻坚")]  # and what a migration fills in was filled in
    assert standing[0] == standing[1]


def test_tables_of_an_upgrade_belong_to_whom_the_others_do(
    county_server: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = county_server.server
    with server.superuser() as connection:
        connection.execute(f"CREATE DATABASE upgraded OWNER {running.ADMINISTRATOR} TEMPLATE template0")
    with monkeypatch.context() as older:
        older.setattr(migrate, "run", partial(migrate.run, to="0002"))
        older.setattr(sqlite, "SCHEMA", 2)
        county.found(server.url(running.ADMINISTRATOR, "upgraded", password=running.PASSWORD))
    county.found(f"postgresql://postgres@:{server.port}/upgraded?host={server.folder}")  # as the server's superuser
    with server.superuser("upgraded") as connection:
        owners = connection.execute(
            "SELECT DISTINCT relowner::regrole::TEXT FROM pg_class WHERE relnamespace = 'minqing'::regnamespace "
            "AND relkind = 'r'"
        ).fetchall()
    assert owners == [(running.ADMINISTRATOR,)]


def _standing(connection: psycopg.Connection[tuple[object, ...]]) -> list[list[tuple[object, ...]]]:
    """The schema number, columns, guards and policies of a server, but for its parts."""
    return [
        sorted(connection.execute(question).fetchall(), key=str)
        for question in (
            "SELECT schema FROM minqing.server",
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
            "WHERE table_schema = 'minqing' AND table_name NOT LIKE '%\\_\\_part\\_%'",
            "SELECT tablename, policyname, qual FROM pg_policies",
            "SELECT conname, contype FROM pg_constraint WHERE connamespace = 'minqing'::regnamespace "
            "AND conparentid = 0 AND contype IN ('p', 'u', 'f') "
            "AND conrelid::regclass::TEXT NOT LIKE '%\\_\\_part\\_%'",
            "SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT table_name, privilege_type, grantee FROM information_schema.role_table_grants "
            "WHERE table_schema = 'minqing' AND grantee LIKE 'minqing%'",
        )
    ]


def test_every_table_of_an_office_has_its_guard(county_server: County) -> None:
    with county_server.server.superuser(offices.DATABASE) as connection:
        open_tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'minqing'::regnamespace AND relkind IN ('r', 'p') "
            "AND NOT relrowsecurity ORDER BY 1"
        ).fetchall()
    assert open_tables == [("alembic_version",), ("office",), ("server",)]


def test_founding_again_changes_nothing(county_server: County) -> None:
    county.found(county_server.administrator)
    with pytest.raises(Refused, match="已经登记过"):
        county.add_office(county_server.administrator, name=offices.OFFICE, role="another", role_password="x")


@pytest.fixture
def split() -> Iterator[County]:
    """A county whose tables are split by the hash of the office."""
    with running.server() as server:
        made = offices.make(server, partitions=3)
        yield made
        made.close()


def test_tables_split_by_office_serve_every_office_alike(split: County) -> None:
    desks = [county.open_desk(split.new_office()) for _ in range(3)]
    numbers = [factories.add(desk, "rectifications", "登记日期=2014-03-09").number for desk in desks]
    for desk in desks:
        desk.close()
    assert numbers == ["整改〔2014〕1号"] * 3
    with split.server.superuser(offices.DATABASE) as connection:
        held = connection.execute("SELECT count(DISTINCT tableoid), count(*) FROM minqing.rectifications").fetchone()
        plan = connection.execute(
            "EXPLAIN SELECT * FROM minqing.rectifications WHERE township_id = 3 AND voided_at IS NULL"
        ).fetchall()
    assert held is not None
    assert (int(str(held[0])) > 1, held[1]) == (True, 3)
    assert len({line for (line,) in plan if "rectifications__part" in str(line)}) == 1  # the others are not looked at


# ---- whose rows a role may see ---------------------------------------------------------------------------------------


def test_a_township_sees_and_writes_its_own_rows_only(county_server: County) -> None:
    mine, theirs = (county.open_desk(county_server.new_office()) for _ in range(2))
    factories.add(mine, "rectifications", "问题描述=只在本镇看得到")
    with theirs.store.read() as unit:
        table = unit.schema.table("rectifications")
        assert unit.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
        assert unit.connection.exec_driver_sql("SELECT minqing.search(ARRAY['本镇'], ARRAY['本镇'])").all() == []
    with pytest.raises(Refused, match="没有这项权限"), theirs_writing(theirs) as connection:
        connection.exec_driver_sql("INSERT INTO settings (township_id, key, value) VALUES (2, 'a', 'b')")
    with theirs_writing(theirs) as connection:
        connection.exec_driver_sql("SET minqing.office = '2'")  # what only the county may choose
        assert connection.exec_driver_sql("SELECT count(*) FROM rectifications").scalar_one() == 0
    for desk in (mine, theirs):
        desk.close()


def test_a_role_of_no_office_finds_nothing_of_any(county_server: County) -> None:
    made = county.open_desk(county_server.new_office())
    factories.add(made, "rectifications", "问题描述=只在本镇看得到")
    made.close()
    with county_server.server.superuser(offices.DATABASE) as connection:
        connection.execute(f"CREATE ROLE nosy LOGIN IN ROLE minqing_township PASSWORD '{offices.ROLE_PASSWORD}'")
        connection.execute(f"GRANT CONNECT ON DATABASE {offices.DATABASE} TO nosy")
        row = connection.execute("SELECT max(id) FROM minqing.office").fetchone()
        assert row is not None
    with psycopg.connect(
        county_server.url("nosy"), options=f"-c search_path=minqing -c minqing.office={row[0]}"
    ) as nosy:
        assert nosy.execute("SELECT minqing.search(ARRAY['本镇'], ARRAY['本镇'])").fetchall() == []
        assert nosy.execute("SELECT count(*) FROM rectifications").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            nosy.execute("SELECT minqing.begin_save()")


def theirs_writing(desk: object):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """A bare connection of an office in one of its saves, with the sentences of the services."""
    from contextlib import contextmanager

    from app.services import faults
    from db.errors import StoreError

    @contextmanager
    def writing() -> Iterator[sa.Connection]:
        try:
            with desk.store.write() as unit:  # type: ignore[attr-defined]
                yield unit.connection
        except StoreError as error:
            raise faults.refusal(error) from error

    return writing()


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"])
def test_the_history_is_not_changed_by_a_township_nor_by_the_owner_of_the_tables(
    county_server: County, statement: str
) -> None:
    desk = county.open_desk(county_server.new_office())
    factories.add(desk, "rectifications")
    with pytest.raises(Refused, match="没有这项权限"), theirs_writing(desk) as connection:
        connection.exec_driver_sql(statement)
    desk.close()
    with (
        psycopg.connect(
            county_server.server.url(running.ADMINISTRATOR, offices.DATABASE, password=running.PASSWORD),
            options="-c search_path=minqing",
        ) as owner,
        pytest.raises(psycopg.IntegrityError, match="append-only"),
    ):
        owner.execute(statement)


def test_who_reads_for_another_county_of_the_same_server_does_not_get_in(county_server: County) -> None:
    with county_server.server.superuser() as connection:
        connection.execute(f"CREATE DATABASE neighbour OWNER {running.ADMINISTRATOR} TEMPLATE template0")
    at = county_server.server.url(running.ADMINISTRATOR, "neighbour", password=running.PASSWORD)
    county.found(at)
    county.add_reader(at, role="neighbours_reader", role_password=offices.ROLE_PASSWORD)
    county.add_office(at, name="邻镇", role="neighbours_office", role_password=offices.ROLE_PASSWORD)
    for role in ("neighbours_reader", "neighbours_office"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(county_server.url(role))
        with pytest.raises(Refused, match="没有这项权限"):
            county.open_desk(county_server.url(role, f"&office={offices.OFFICE}"))
        psycopg.connect(county_server.server.url(role, "neighbour", password=offices.ROLE_PASSWORD)).close()


def test_the_county_reads_the_office_it_chose_or_all_and_writes_none(county_server: County) -> None:
    county.add_reader(county_server.administrator, role="county_reader", role_password=offices.ROLE_PASSWORD)
    made = county_server.new_office()
    desk = county.open_desk(made)
    factories.add(desk, "rectifications", "登记日期=2014-03-09")
    desk.close()
    chosen = county_server.names()[-1]
    reader = county.open_desk(county_server.url("county_reader", f"&office={chosen}"))
    assert reader.read_only
    assert "县里的登录名" in reader.band
    assert factories.read(reader, "rectifications", 1).number == "整改〔2014〕1号"
    with pytest.raises(Refused, match="只能查看"):
        factories.add(reader, "rectifications")
    with pytest.raises(Refused, match="没有登记"):
        county.open_desk(county_server.url("county_reader", "&office=没有这个镇"))
    with reader.store.read() as unit:  # not even the owner of this connection's other groups
        assert unit.connection.exec_driver_sql("SELECT count(DISTINCT township_id) FROM settings").scalar_one() == 1
    reader.close()
    with psycopg.connect(county_server.url("county_reader"), options="-c search_path=minqing") as everyone:
        everyone.execute("SET ROLE minqing_every_office")
        row = everyone.execute("SELECT count(DISTINCT township_id) FROM settings").fetchone()
        assert row is not None
        assert row[0] > 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            everyone.execute("DELETE FROM settings")
