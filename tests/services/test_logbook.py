from __future__ import annotations

import logging
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.services import logbook, records
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.services.desk import Desk

NAME, PHONE, IDENTITY = "欧阳倩茜", "13812345678", "110101199003074514"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log of a program that was just started, in a folder of its own."""
    monkeypatch.setattr(logbook, "folder", lambda: tmp_path / "log")
    handler = logbook.SafeHandler(tmp_path / "log" / logbook.NAME)
    logging.getLogger().addHandler(handler)
    yield tmp_path / "log" / logbook.NAME
    logging.getLogger().removeHandler(handler)
    handler.close()


def _fail(words: str) -> None:
    raise ValueError(words)


def test_an_error_is_told_by_class_and_place_and_not_by_its_words(log: Path) -> None:
    try:
        try:
            _fail(NAME)
        except ValueError as error:
            raise RuntimeError(PHONE) from error
    except RuntimeError as error:
        told = logbook.bug(error)
    line = log.read_text("utf-8")
    for text in (told, line):
        assert "RuntimeError" in text
        assert "ValueError" in text
        assert NAME not in text
        assert PHONE not in text


def test_the_places_are_those_of_our_own_code(desk: Desk, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_number", lambda *_: _fail(NAME))
    with pytest.raises(ValueError, match=NAME) as caught:
        factories.add(desk, "opinions", f"原始意见={NAME}")
    told = logbook.bug(caught.value)
    assert "app/services/records.py:" in told
    assert ":add" in told
    assert "sqlalchemy" not in told
    assert NAME not in told


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("app/services/records.py", "ValueError app/services/records.py:1:work"),  # as the installed program is built
        ("sqlalchemy/engine/base.py", "ValueError"),
        ("__main__.py", "ValueError"),
        ("/home/somebody/app/services/records.py", "ValueError"),
    ],
)
def test_the_places_in_the_installed_program_are_told_as_here(place: str, told: str) -> None:
    known: dict[str, Callable[[], None]] = {}
    exec(compile("def work(): raise ValueError(1)", place, "exec"), known)
    with pytest.raises(ValueError, match="1") as caught:
        known["work"]()
    assert logbook.describe(caught.value) == told


@pytest.mark.parametrize("name", ["minqing", "reportlab", "py.warnings", "sqlalchemy.engine"])
def test_no_message_is_kept_whoever_logs(log: Path, name: str) -> None:
    logging.getLogger(name).error("words %s of %s", NAME, IDENTITY)
    logging.getLogger(name).error(PHONE, exc_info=ValueError(NAME))
    lines = log.read_text("utf-8")
    assert len(lines.splitlines()) == 2
    for planted in (NAME, IDENTITY, PHONE):
        assert planted not in lines


@pytest.mark.parametrize(
    ("text", "kept"),
    [(IDENTITY, "***"), (PHONE, "***"), ("11010119900307451x", "***"), ("records.py:1440", "records.py:1440")],
)
def test_numbers_of_people_are_masked_as_a_second_wall(text: str, kept: str) -> None:
    assert logbook.masked(text) == kept


def test_the_log_is_its_owners_alone_and_turns_over(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "LARGEST", 200)
    for _ in range(100):
        logging.getLogger("minqing").error("x")
    files = sorted(log.parent.iterdir())
    assert len(files) == logbook.KEPT
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert all(file.stat().st_size < 400 for file in files)


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler = logbook.SafeHandler(tmp_path / "log" / logbook.NAME)
    record = logging.LogRecord("minqing", logging.ERROR, __file__, 1, NAME, (), None)
    handler.handle(record)
    assert capfd.readouterr() == ("", "")


SCRIPT = """
import sys, threading
from app.services import logbook
logbook.set_up()
logbook.set_up()
def fail(): raise ValueError("欧阳倩茜 13812345678")
thread = threading.Thread(target=fail); thread.start(); thread.join()
fail()
"""


def test_what_nobody_caught_goes_to_the_log_once_and_says_no_words(tmp_path: Path) -> None:
    env = {"PATH": "", "PYTHONPATH": ":".join(sys.path), "XDG_STATE_HOME": str(tmp_path), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False)
    (log,) = tmp_path.rglob(logbook.NAME)
    assert done.returncode == 1
    assert len(log.read_text("utf-8").splitlines()) == 2
    assert "ValueError" in done.stderr
    for text in (done.stderr, done.stdout, log.read_text("utf-8")):
        assert NAME not in text
        assert PHONE not in text
