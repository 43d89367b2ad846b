from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.services import columns
from app.services.changes import Actor
from app.ui import dialogs
from app.ui.columns_dialog import NAME, PAPER, SCREEN, WIDTH, ColumnsDialog
from app.ui.own_column_dialog import OwnColumnDialog
from db.declare import Kind
from tests.services.test_columns import add, labels, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]

LEDGER = "rectifications"


@pytest.fixture(autouse=True)
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog that a test leaves with changes closes without a question."""
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_words: dialogs.Leave.DISCARD)


@pytest.fixture
def dialog(operation: Operation, qtbot: QtBot, settled: Settled) -> ColumnsDialog:
    return opened(operation, qtbot, settled)


def opened(operation: Operation, qtbot: QtBot, settled: Settled) -> ColumnsDialog:
    made = ColumnsDialog(operation, LEDGER)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def go_to(dialog: ColumnsDialog, label: str, place: int = NAME) -> int:
    """Stand on the row of a column."""
    rows = [dialog.table.item(row, NAME).text() for row in range(dialog.table.rowCount())]
    dialog.table.setCurrentCell(rows.index(label), place)
    return rows.index(label)


def cell(dialog: ColumnsDialog, label: str, place: int) -> str | bool:
    item = dialog.table.item(go_to(dialog, label, place), place)
    return item.checkState() is Qt.CheckState.Checked if place in (SCREEN, PAPER) else item.text()


def press(qtbot: QtBot, dialog: ColumnsDialog, key: Qt.Key, *, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(dialog.table, key, modifier)


def fill(own: OwnColumnDialog, name: str, kind: Kind, choices: str = "") -> None:
    own.name.setText(name)
    own.kind.setCurrentIndex(own.kind.findData(kind.value))
    own.choices.setText(choices)
    own.choose()


def asked(dialog: ColumnsDialog) -> OwnColumnDialog:
    found = dialog.findChildren(OwnColumnDialog)
    return found[-1]


def test_a_column_is_renamed_moved_hidden_and_kept_off_paper_by_keys(
    dialog: ColumnsDialog, day_desk: Desk, qtbot: QtBot, settled: Settled
) -> None:
    go_to(dialog, "配合单位")
    press(qtbot, dialog, Qt.Key.Key_F2)
    editor = dialog.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("协同科室")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # the table takes what was typed once the key is dealt with
    assert cell(dialog, "协同科室", 1) == "原名 配合单位"
    go_to(dialog, "协同科室", SCREEN)
    press(qtbot, dialog, Qt.Key.Key_Space)
    assert cell(dialog, "协同科室", SCREEN) is False
    go_to(dialog, "备注", PAPER)
    press(qtbot, dialog, Qt.Key.Key_Space)
    row = go_to(dialog, "责任人")
    press(qtbot, dialog, Qt.Key.Key_Up, alt=True)
    assert dialog.table.currentRow() == row - 1
    assert told(day_desk) == []
    dialog.save_button.click()
    settled()
    settled()
    assert dialog.said.text().startswith("已保存。列设置 整改台账：「配合单位」改名为「协同科室」")
    ledger = day_desk.ledgers[LEDGER]
    assert (ledger.column("co_orgs").label, ledger.column("co_orgs").hidden) == ("协同科室", True)
    assert ledger.column("remark").width == 0
    assert labels(day_desk).index("责任人") == row - 1


def test_a_column_is_added_changed_taken_away_and_brought_back(
    dialog: ColumnsDialog, day_desk: Desk, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "confirm", lambda *_words, **_more: True)
    qtbot.keyClick(dialog.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    fill(asked(dialog), "安装年份", Kind.NUMBER)
    assert cell(dialog, "安装年份", 1) == "自设，数字"
    assert cell(dialog, "安装年份", WIDTH) == "20"
    assert "安装年份" in [label for label, _width in dialog.preview.cells]
    dialog.moves["change"].click()
    fill(asked(dialog), "等级", Kind.CHOICE, "甲、乙")
    assert cell(dialog, "等级", 1) == "自设，选项"
    dialog.save()
    settled()
    settled()
    assert day_desk.ledgers[LEDGER].column("own_1").choices == ("甲", "乙")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    go_to(dialog, "等级")
    press(qtbot, dialog, Qt.Key.Key_Delete)
    assert cell(dialog, "等级", 1) == "已停用（自设，选项），内容保留"
    assert dialog.moves["remove"].text() == "恢复这一列"
    dialog.save()
    settled()
    settled()
    assert day_desk.ledgers[LEDGER].column("own_1").retired
    go_to(dialog, "等级")
    dialog.moves["remove"].click()
    dialog.save()
    settled()
    settled()
    assert told(day_desk)[0] == "列设置 整改台账：恢复「等级」"


def test_a_refusal_is_said_at_once_and_nothing_changes(
    dialog: ColumnsDialog, day_desk: Desk, qtbot: QtBot, settled: Settled
) -> None:
    go_to(dialog, "问题描述", SCREEN)
    press(qtbot, dialog, Qt.Key.Key_Space)
    assert dialog.said.text().startswith("「问题描述」不能从屏幕上隐藏：不填它，记录就存不上；没有改动。")
    assert cell(dialog, "问题描述", SCREEN) is True
    dialog.table.item(go_to(dialog, "责任人", WIDTH), WIDTH).setText("三")
    assert dialog.said.text() == "“三”不是毫米数，没有改动。请写数字，如 20；不印就空着。"
    assert cell(dialog, "责任人", WIDTH) == "14"
    dialog.add_column()
    own = asked(dialog)
    fill(own, "责任单位", Kind.TEXT)
    assert own.isVisible()
    assert "已经有「责任单位」这一列" in own.said.text()
    fill(own, "等级", Kind.CHOICE)
    assert "还没有写可选的内容" in own.said.text()
    own.reject()
    dialog.save()
    settled()
    assert dialog.said.text() == "没有改动。"
    assert told(day_desk) == []


def test_the_twenty_first_column_is_not_offered(
    operation: Operation, day_desk: Desk, qtbot: QtBot, settled: Settled
) -> None:
    add(day_desk, *(f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'一二'[n // 10]}:文字" for n in range(20)))
    dialog = opened(operation, qtbot, settled)
    dialog.add_column()
    assert dialog.said.text() == "已经有20个自设的列，不能再加。请先停用不再用的列，内容会保留。"
    assert dialog.findChildren(OwnColumnDialog) == []


def test_names_go_back_to_what_they_were(operation: Operation, day_desk: Desk, qtbot: QtBot, settled: Settled) -> None:
    from tests.services.test_columns import arrange

    arrange(
        day_desk, lambda one: columns.renamed(one, "责任单位", "牵头科室"), lambda one: columns.added(one, "门牌:文字")
    )
    dialog = opened(operation, qtbot, settled)
    go_to(dialog, "牵头科室")
    dialog.moves["declared"].click()
    assert cell(dialog, "责任单位", 1) == "★ "
    dialog.moves["usual"].click()
    dialog.save()
    settled()
    settled()
    assert day_desk.ledgers[LEDGER].column("responsible_org").label == "责任单位"
    assert day_desk.ledgers[LEDGER].column("own_1").label == "门牌"


def test_closing_asks_what_becomes_of_changes(
    operation: Operation, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ColumnsDialog(operation, LEDGER)
    dialog.show()
    settled()
    answers = [dialogs.Leave.STAY, dialogs.Leave.DISCARD]
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_words: answers.pop(0))
    go_to(dialog, "备注", PAPER)
    press(qtbot, dialog, Qt.Key.Key_Space)
    dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert answers == []


def test_it_refuses_one_who_may_not(
    operation: Operation, dialog: ColumnsDialog, qtbot: QtBot, settled: Settled
) -> None:
    operation.desk.actor = Actor("小李", role="录入")
    go_to(dialog, "备注", PAPER)
    press(qtbot, dialog, Qt.Key.Key_Space)
    dialog.save()
    settled()
    assert "不能调整台账的列，没有改动" in dialog.said.text()
    assert QApplication.activeModalWidget() is None
