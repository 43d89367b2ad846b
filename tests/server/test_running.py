"""Where a machine has no PostgreSQL, the tests that need it fail and say what to run: they are not skipped."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.server import running

if TYPE_CHECKING:
    from pathlib import Path


def _installed(home: Path, *releases: str) -> None:
    for release in releases:
        (home / release / "bin").mkdir(parents=True)
        (home / release / "bin" / "initdb").touch()


def test_the_newest_release_is_taken(tmp_path: Path) -> None:
    _installed(tmp_path, "9", "15", "17")
    assert running.programs(tmp_path) == tmp_path / "17" / "bin"


@pytest.mark.parametrize("releases", [(), ("13", "14")])
def test_without_one_that_is_new_enough_the_test_fails_and_says_what_to_run(
    tmp_path: Path, releases: tuple[str, ...]
) -> None:
    _installed(tmp_path, *releases)
    with pytest.raises(pytest.fail.Exception, match=r"sh tools/system\.sh test"):
        running.programs(tmp_path)


def test_nothing_of_a_server_is_left_when_its_block_ends() -> None:
    with running.server() as one:
        with one.superuser() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        folder = one.folder
    assert not folder.exists()
    assert one.process.poll() is not None


def test_a_port_that_was_taken_meanwhile_is_left_to_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))  # on the second of its addresses a server could listen
        ports, free = [other.getsockname()[1]], running.free_port
        monkeypatch.setattr(running, "free_port", lambda: ports.pop() if ports else free())
        with running.server() as one:
            assert one.port != other.getsockname()[1]
            with psycopg.connect(one.url(running.ADMINISTRATOR, "postgres", password=running.PASSWORD)) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
