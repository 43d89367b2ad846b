from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services import attachments, inspection_outlines, table_page, views
from app.services.changes import Actor
from app.services.inspection_outlines import ALL, CHOSEN, Heading
from app.services.office import TableLayout
from app.ui import dialogs
from app.ui.inspection_dialog import InspectionDialog
from app.ui.inspection_files_dialog import FilesDialog
from app.ui.inspection_preview import InspectionPreview
from db.ask import Filter
from tests import factories
from tests.paper.test_pdf_pages import made as pdf_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.services.inspection_outlines import Outline
    from app.ui.operation import Operation


@pytest.fixture
def host(day_desk: Desk, qtbot: QtBot) -> QWidget:
    """Two sessions, one with two files, and a saved view of the ledger."""
    made = factories.add(day_desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "主题=学党章")
    factories.add(day_desk, "learning_sessions", "日期=2014-03-06", "学习形式=观看影片", "主题=看影片")

    def more(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for name in ("签到.pdf", "记录.pdf"):
            attachments.attach(
                unit, actor=day_desk.actor, ledger="learning_sessions", record_id=made.ids[0], name=name,
                data=pdf_of(name.encode().hex()),
            )  # fmt: skip
        ledger = day_desk.ledgers["learning_sessions"]
        layout = TableLayout(table_page.usual_columns(ledger), {}, 1, 0)
        view = views.View("只看集中学习", layout, (Filter("form", value="集中学习"),))
        views.keep(unit, actor=day_desk.actor, ledger="learning_sessions", view=view)

    day_desk.write(more)
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def dialog(host: QWidget, operation: Operation, settled: Callable[[], None]) -> InspectionDialog:
    made = InspectionDialog(operation, host)
    made.show()
    settled()
    return made


@pytest.fixture
def begun(dialog: InspectionDialog, settled: Callable[[], None], qtbot: QtBot) -> InspectionDialog:
    """The dialog with an outline begun from the look-back preset."""
    assert "还没有迎检包" in dialog.said.text()
    assert not dialog.buttons["打印"].isEnabled()
    dialog.start_from("回头看自查迎检材料")
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 20)
    settled()
    settled()
    return dialog


def _titles(dialog: InspectionDialog) -> list[str]:
    return [dialog.table.texts(row)[0].strip() for row in range(dialog.table.rowCount())]


def _kept(desk: Desk) -> Outline:
    return desk.read(inspection_outlines.listed)[0]


def _go(dialog: InspectionDialog, title: str) -> int:
    row = [one.title for one in dialog.headings].index(title)
    dialog.table.setCurrentCell(row, 0)
    return row


def _keep(dialog: InspectionDialog, settled: Callable[[], None], qtbot: QtBot) -> None:
    dialog.keep()
    qtbot.waitUntil(lambda: dialog.said.text().startswith("已保存迎检包"))
    settled()
    settled()


def test_the_outline_of_a_preset_stands_with_what_it_holds_now(begun: InspectionDialog) -> None:
    assert _titles(begun)[:3] == ["一看学习教育", "1. 学习计划", "2. 集中学习"]
    row = _go(begun, "集中学习")
    assert begun.table.texts(row)[1:] == ("学习活动", "2", "2")
    assert begun.panel.ledger.currentText() == "学习活动"
    assert begun.panel.files_of.currentData() == ALL


def test_headings_are_added_indented_moved_and_taken_away(
    begun: InspectionDialog,
    day_desk: Desk,
    settled: Callable[[], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _go(begun, "集中学习")
    begun.add(deeper=True)
    assert begun.headings[begun.table.currentRow()] == Heading("新标题", 3)
    begun.panel.title.setText("党课")
    begun.panel.title.textEdited.emit("党课")
    assert _titles(begun)[3] == "(1) 党课"
    begun.indent(-1)
    assert _titles(begun)[2:4] == ["2. 集中学习", "3. 党课"]
    begun.shift(-1)
    assert _titles(begun)[2:4] == ["2. 党课", "3. 集中学习"]
    begun.shift(1)
    begun.indent(1)
    assert _titles(begun)[3] == "(1) 党课"
    _go(begun, "二看听取意见")
    begun.shift(1)
    firsts = [one.title for one in begun.headings if one.level == 1]
    assert firsts[1:3] == ["三看专项行动", "二看听取意见"]
    monkeypatch.setattr(dialogs, "confirm", lambda *_args, **_more: True)
    _go(begun, "四看惠民实事")
    begun.remove()
    assert "欠账清退" not in [one.title for one in begun.headings]
    _keep(begun, settled, qtbot)
    assert [one.title for one in _kept(day_desk).headings] == [one.title for one in begun.headings]


def test_a_heading_gets_a_saved_view_a_form_and_chosen_files(
    begun: InspectionDialog, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot, tmp_path: Path
) -> None:
    _go(begun, "集中学习")
    settled()
    panel = begun.panel
    labels = [panel.view.itemText(place) for place in range(panel.view.count())]
    assert labels == ["全部记录", "2014年度", "视图：只看集中学习"]
    panel.view.setCurrentIndex(2)
    panel.view.activated.emit(2)
    assert panel.where.text() == "学习形式=集中学习"
    panel.files_of.setCurrentIndex(panel.files_of.findData(CHOSEN))
    panel.files_of.activated.emit(panel.files_of.currentIndex())
    settled()
    files = panel.findChild(FilesDialog)
    assert [files.list.item(row).text()[:13] for row in range(2)] == ["学习〔2014〕1号　签到", "学习〔2014〕1号　记录"]
    files.list.item(1).setCheckState(Qt.CheckState.Checked)
    files._accept()
    panel.forms.boxes["attendance_sheet"].setChecked(True)
    panel.forms._closed()
    plan = pdf_of("plan")
    (tmp_path / "方案.pdf").write_bytes(plan)
    panel.add_file(tmp_path / "方案.pdf")
    _keep(begun, settled, qtbot)
    kept = next(one for one in _kept(day_desk).headings if one.title == "集中学习")
    assert (kept.where, kept.forms, kept.attachments) == (("学习形式=集中学习",), ("attendance_sheet",), CHOSEN)
    assert len(kept.picked) == 1
    assert day_desk.read(lambda unit: inspection_outlines.file_of(unit, kept.files[0])) == plan
    row = _go(begun, "集中学习")
    assert begun.table.texts(row)[2:] == ("1", "2")


def test_what_cannot_be_kept_is_told_and_stays_in_the_window(
    begun: InspectionDialog, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _go(begun, "集中学习")
    begun.panel.where.setText("没有的列=1")
    begun.panel.where.textEdited.emit("没有的列=1")
    begun.keep()
    qtbot.waitUntil(lambda: "没有「没有的列」这一列" in begun.said.text())
    settled()
    assert next(one for one in begun.headings if one.title == "集中学习").where == ("没有的列=1",)
    assert next(one for one in _kept(day_desk).headings if one.title == "集中学习").where == ()


def test_a_pack_is_seen_before_it_is_printed(
    begun: InspectionDialog, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    begun.print_out()
    preview = begun.findChild(InspectionPreview)
    qtbot.waitUntil(lambda: preview.pdf.startswith(b"%PDF"), timeout=20_000)
    settled()
    assert preview.document.pageCount() == preview.bound.printed.pages > 10
    assert "装入附件2件" in preview.face.text()
    preview._write_history()
    settled()
    event = day_desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "print"))[0].entry
    assert event.description.startswith("打印 迎检包「回头看自查迎检材料」")
    assert event.reason == "检查考核"
    preview.close()


def test_changes_are_not_lost_unasked(begun: InspectionDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    _go(begun, "集中学习")
    begun.add(deeper=False)
    asked: list[str] = []

    def stay(_parent: QWidget, what: str) -> dialogs.Leave:
        asked.append(what)
        return dialogs.Leave.STAY

    monkeypatch.setattr(dialogs, "ask_leave", stay)
    begun.reject()
    assert asked == ["迎检包“回头看自查迎检材料”的提纲"]
    assert begun.isVisible()
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: dialogs.Leave.DISCARD)
    begun.reject()
    assert not begun.isVisible()


def test_one_who_only_reads_changes_and_prints_nothing(
    host: QWidget, operation: Operation, day_desk: Desk, settled: Callable[[], None]
) -> None:
    day_desk.write(
        lambda unit: inspection_outlines.start(unit, actor=day_desk.actor, preset_name="petitions", name="信访")
    )
    day_desk.actor = Actor("孙查看", "查看")
    dialog = InspectionDialog(operation, host)
    dialog.show()
    settled()
    assert [name for name, button in dialog.buttons.items() if button.isEnabled()] == ["关闭"]
    assert "「管理」" in dialog.buttons["打印"].toolTip()
    assert not dialog.panel.isEnabled()


def test_saving_stays_at_the_heading_and_takes_nothing_that_would_be_lost(
    begun: InspectionDialog, settled: Callable[[], None]
) -> None:
    row = _go(begun, "集中学习")
    begun.panel.note.setFocus()
    begun.panel.note.insert("看签到表")
    begun.keep()
    assert not begun.panel.note.isEnabled()  # until it is kept
    settled()
    assert (begun.table.currentRow(), begun.panel.note.text()) == (row, "看签到表")
    assert begun.focusWidget() is begun.panel.note


def test_a_pasted_title_that_is_too_long_is_told_and_not_cut(
    begun: InspectionDialog, settled: Callable[[], None], day_desk: Desk
) -> None:
    row = _go(begun, "集中学习")
    begun.panel.title.selectAll()
    begun.panel.title.insert("长" * 80)
    begun.panel.title.textEdited.emit(begun.panel.title.text())
    begun.keep()
    settled()
    assert "最多60个字" in begun.said.text()
    assert begun.headings[row].title == begun.panel.title.text() == "长" * 80
    assert any(one.title == "集中学习" for one in _kept(day_desk).headings)
