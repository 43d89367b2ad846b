from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog

from app.services import backups
from app.ui import saving
from app.ui.main_window import MainWindow
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation


def answer(monkeypatch: pytest.MonkeyPatch, path: str) -> list[str]:
    asked: list[str] = []

    def chosen(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(start)
        return path, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    return asked


@pytest.fixture
def window(operation: Operation, qtbot: QtBot) -> MainWindow:
    made = MainWindow(operation)
    qtbot.addWidget(made)
    at_rest(qtbot, operation)
    return made


def test_a_backup_is_written_checked_and_told(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, str(tmp_path / "台账"))
    saving.back_up(window)
    qtbot.waitUntil(lambda: "备份完成" in window.status.messages[0])
    assert Path(asked[0]).name == "台账备份20140331.mqbak"
    assert backups.inside(tmp_path / "台账.mqbak").office == "清河镇"


def test_a_backup_that_cannot_be_written_is_told_in_a_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, str(tmp_path / "没有这个文件夹" / "台账.mqbak"))
    with qtbot.waitSignal(window.operation.refused) as heard:
        saving.back_up(window)
    assert "没有新建任何文件" in heard.args[0]


def test_giving_up_the_place_writes_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(tmp_path.iterdir())
    answer(monkeypatch, "")
    saving.back_up(window)
    assert set(tmp_path.iterdir()) == before
    assert not window.status.messages
