"""数据安全事件 in the window: written down with whom it concerns in sight, then its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui import dialogs
from app.ui.incidents_dialog import IncidentPreview, IncidentsDialog, NewIncidentDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


def test_an_incident_is_written_down_and_its_list_shown_on_paper(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    one = factories.add(day_desk, "petitions", "来访时间=2014-03-01", "信访人姓名=赵某甲", "联系电话=13800000001")
    factories.add(day_desk, "opinions", "姓名=钱某乙")
    host = QWidget()
    qtbot.addWidget(host)
    dialog = IncidentsDialog(operation, host)
    dialog.show()
    settled()
    dialog.new_button.click()
    (new,) = dialog.findChildren(NewIncidentDialog)
    settled()
    assert "涉及 2 人" in new.count.text()
    new.keep_button.click()
    settled()
    assert "经过" in new.said.text()
    new.account.setPlainText("表格发到了别的群里")
    new.measures.setPlainText("已撤回")
    new.ledger.setCurrentIndex(new.ledger.findData("petitions"))
    settled()
    assert [new.people.texts(row)[0] for row in range(new.people.rowCount())] == ["赵某甲"]
    led: list[tuple[str, int]] = []
    dialog.open_record.connect(lambda *where: led.append(where))
    new.keep_button.click()
    settled()
    assert "涉及 1 人" in dialog.said.text()
    assert dialog.table.texts(0)[0] == "安〔2014〕1号"
    dialog.people_button.click()
    (preview,) = dialog.findChildren(IncidentPreview)
    qtbot.waitUntil(lambda: preview.buttons[0].isEnabled())
    preview.reject()
    dialog.new_button.click()
    settled()
    again = dialog.findChildren(NewIncidentDialog)[-1]
    again.people.activated.emit(again.people.model().index(0, 0))
    settled()
    assert led in ([("petitions", one.ids[0])], [("opinions", 1)])


def test_what_is_written_is_not_left_without_asking(
    operation: Operation, settled: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, day_desk: Desk
) -> None:
    one = factories.add(day_desk, "petitions", "来访时间=2014-03-01", "信访人姓名=赵某甲")
    asked: list[str] = []
    answers = [False, False, True]
    monkeypatch.setattr(dialogs, "confirm", lambda _dialog, _title, words, **_: asked.append(words) or answers.pop(0))
    host = QWidget()
    qtbot.addWidget(host)
    dialog = NewIncidentDialog(operation, host)
    dialog.show()
    settled()
    led: list[tuple[str, int]] = []
    dialog.open_record.connect(lambda *where: led.append(where))
    dialog.account.insertPlainText("表格发到了别的群里")
    dialog.close()
    dialog.people.activated.emit(dialog.people.model().index(0, 0))
    assert (len(asked), dialog.isVisible(), led) == (2, True, [])
    assert dialog.account.toPlainText() == "表格发到了别的群里"
    dialog.people.activated.emit(dialog.people.model().index(0, 0))
    assert (len(asked), dialog.isVisible(), led) == (3, False, [("petitions", one.ids[0])])


def test_whom_a_filter_concerns_that_is_no_filter_is_not_those_of_before(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    factories.add(day_desk, "petitions", "来访时间=2014-03-01", "信访人姓名=赵某甲")
    dialog = NewIncidentDialog(operation)
    qtbot.addWidget(dialog)
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("petitions"))
    settled()
    assert dialog.people.rowCount() == 1
    dialog.where.setText("没有的列=1")
    dialog.look()
    settled()
    assert (dialog.people.rowCount(), dialog.count.text()) == (0, "")
    assert "没有「没有的列」这一列" in dialog.said.text()
