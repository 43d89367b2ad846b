from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog

from app.rules.refusal import BUG
from app.services import logbook
from app.ui.bug_report import NOTHING, BugReport, show_log
from app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation

NAME = "欧阳倩茜"


@pytest.fixture
def window(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Iterator[MainWindow]:
    """The window on a fresh file."""
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    yield made
    made.close()


def _fail(_unit: object) -> None:
    raise ValueError(NAME)


def test_a_fault_in_the_work_shows_a_report_and_writes_no_file(
    window: MainWindow, operation: Operation, settled: Callable[[], None]
) -> None:
    operation.read(_fail, lambda _answer: None, owner=window)
    settled()
    report = window.findChild(BugReport)
    assert report is not None
    assert report.isVisible()
    assert "ValueError" in report.text.toPlainText()
    assert NAME not in report.text.toPlainText()
    assert window.message.words.text() == BUG


def test_a_second_fault_opens_no_second_report(
    window: MainWindow, operation: Operation, settled: Callable[[], None]
) -> None:
    for _ in range(2):
        operation.read(_fail, lambda _answer: None, owner=window)
        settled()
    assert len(window.findChildren(BugReport)) == 1


def test_the_report_is_saved_as_it_was_read(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    out = tmp_path / "报告.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    dialog = BugReport("民情台账 故障报告\n第二行")
    qtbot.addWidget(dialog)
    assert not out.exists()
    dialog.save.click()
    assert out.read_text("utf-8") == "民情台账 故障报告\n第二行"
    assert dialog.said.text() == "已存为 报告.txt。"


def test_without_a_log_the_menu_says_that_nothing_happened(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logbook, "folder", lambda: tmp_path)
    show_log(window)
    dialog = window.findChild(BugReport)
    assert dialog is not None
    assert dialog.text.toPlainText() == NOTHING
