from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import founding
from app.services.founding import Wanted
from app.ui import application
from app.ui.application import last_place

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.session import Session


def test_a_file_is_opened_and_remembered(session: Session, ledger_file: Path) -> None:
    assert session.open(ledger_file)
    assert session.window is not None
    assert session.window.isVisible()
    assert last_place() == str(ledger_file)


def test_a_missing_file_is_told_on_the_start_page_and_nothing_is_made(session: Session, tmp_path: Path) -> None:
    assert not session.open(tmp_path / "没有.minqing")
    assert session.start is not None
    assert "没有找到台账文件" in session.start.message.words.text()
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_made_and_opened(session: Session, tmp_path: Path) -> None:
    session.show_start()
    session.show_founded(founding.found(Wanted(tmp_path / "新.minqing", "清河镇人民政府")))
    assert session.window is not None
    assert session.start is None


def test_a_second_file_takes_the_place_of_the_first(session: Session, ledger_file: Path, tmp_path: Path) -> None:
    session.open(ledger_file)
    first = session.window
    session.show_founded(founding.found(Wanted(tmp_path / "另.minqing", "清河镇人民政府")))
    assert session.window is not None
    assert session.window is not first
    assert session.window.operation.desk.path == tmp_path / "另.minqing"


def test_a_file_that_is_gone_is_not_the_last_one(tmp_path: Path) -> None:
    application.settings().setValue("file/last", str(tmp_path / "gone.minqing"))
    assert last_place() == ""
