from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from app.services import backups, kept_backups
from app.ui.operation import Operation
from app.ui.self_check_dialog import SelfCheckDialog, SelfCheckPaper
from tests.services import tampering
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk


@pytest.fixture
def operation(desk: Desk) -> Iterator[Operation]:
    """At a file of the real day: a sample's own one lies before its history."""
    made = Operation(desk)
    yield made
    made.close()


@pytest.fixture
def make(operation: Operation, qtbot: QtBot) -> Iterator[Callable[[], SelfCheckDialog]]:
    """Opens the page and waits for it."""
    host = QWidget()
    qtbot.addWidget(host)

    def opened() -> SelfCheckDialog:
        dialog = SelfCheckDialog(operation, host)
        dialog.show()
        _wait(dialog, qtbot)
        return dialog

    yield opened
    host.close()


@pytest.fixture(autouse=True)
def _own_backups(fresh_data_folder: Path) -> None:
    """Kept backups go by the ledger, and all ledgers of the tests are copies of one."""


def _back_up(desk: Desk, out: Path) -> None:
    backups.backup(desk, out=out)
    kept_backups.noted_by_hand(backups.source(desk), out=out)


def _wait(dialog: SelfCheckDialog, qtbot: QtBot) -> None:
    """The whole file is read: on a busy machine that takes its time."""
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=60_000)


def _texts(dialog: SelfCheckDialog) -> list[str]:
    return [label.text() for label in dialog.area.widget().findChildren(QLabel)]


def test_all_well_says_so_with_a_mark_and_a_word_each(
    make: Callable[[], SelfCheckDialog], desk: Desk, tmp_path: Path
) -> None:
    _back_up(desk, tmp_path / "一.mqbak")
    dialog = make()
    texts = _texts(dialog)
    assert texts[:3] == ["✓ 正常", "文件", "文件结构完好。"]
    assert texts.count("✓ 正常") == len(dialog.report.lines if dialog.report else ())
    assert dialog.said.text().startswith("全部正常。")
    assert not dialog.bar.isVisible()
    assert dialog.out.isEnabled()


def test_what_is_wrong_stands_first_and_says_what_to_do(make: Callable[[], SelfCheckDialog], desk: Desk) -> None:
    tampering.tamper(desk.path, "UPDATE audit SET operator='别人' WHERE seq=2")
    texts = _texts(make())
    assert texts[:2] == ["<b>！ 注意</b>", "历史记录"]
    assert "第 2 条的时间、操作人" in texts[2]
    assert "请停止登记" in texts[2]


def test_checking_again_sees_what_was_mended(
    make: Callable[[], SelfCheckDialog], desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = make()
    assert "备份" in _texts(dialog)[1]
    _back_up(desk, tmp_path / "一.mqbak")
    dialog.again.click()
    _wait(dialog, qtbot)
    assert dialog.said.text().startswith("全部正常。")


def test_the_report_is_copied_as_text(make: Callable[[], SelfCheckDialog], desk: Desk) -> None:
    dialog = make()
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("故障自检单\n清河镇")
    assert "✓ 正常　文件：文件结构完好。" in copied


def test_the_sheet_is_drawn_and_its_printing_is_history(
    make: Callable[[], SelfCheckDialog], desk: Desk, operation: Operation, qtbot: QtBot
) -> None:
    dialog = make()
    assert dialog.report is not None
    paper = SelfCheckPaper(operation, dialog.report)
    qtbot.addWidget(paper)
    qtbot.waitUntil(lambda: paper.pdf.startswith(b"%PDF"), timeout=60_000)
    said = desk.write(lambda unit: paper.record(unit, 1))
    assert said.description == "打印 故障自检单 1 页"


def test_closing_gives_the_check_up_and_nothing_is_shown(operation: Operation, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    dialog = SelfCheckDialog(operation, host)
    dialog.show()
    dialog.close()
    at_rest(qtbot, operation)
