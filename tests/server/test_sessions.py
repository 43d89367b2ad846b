"""What a connection asks for itself, whatever an administrator or the environment has set for others."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psycopg

from app.services import county
from db.postgres import address, engine

if TYPE_CHECKING:
    import pytest

    from tests.server.offices import County


def test_what_is_set_for_a_role_changes_nothing_of_what_a_save_needs(county_server: County) -> None:
    url = county_server.new_office()
    place = address.read(url)
    told = {"default_transaction_isolation": "repeatable read", "statement_timeout": "1ms"}
    with closing(psycopg.connect(county_server.administrator, autocommit=True)) as connection:
        for name, value in told.items():
            connection.execute(f"ALTER ROLE {place.role} SET {name} = '{value}'")
    with closing(engine.connect(place)) as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in told]
    assert shown == [("read committed",), ("0",)]
    with closing(county.open_desk(url)) as desk:
        assert not desk.read_only


def test_a_server_is_the_one_that_is_named_not_one_of_the_environment(
    county_server: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = address.read(county_server.new_office())
    monkeypatch.setenv("PGHOSTADDR", "203.0.113.1")
    with closing(engine.connect(place)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
