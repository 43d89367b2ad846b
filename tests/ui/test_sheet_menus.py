from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.services import import_files, records
from app.services.listing import Ask
from app.sheets import html_table, text_table
from app.ui import copying, dialogs, saving
from app.ui.batches_dialog import STATE, BatchesDialog
from app.ui.export_dialog import ExportDialog
from app.ui.import_wizard import MAPPING, PREVIEW, RESULT, ImportWizard
from app.ui.main_window import MainWindow
from app.ui.template_dialog import TemplateDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.ledger_page import LedgerPage
    from app.ui.operation import Operation
    from db.ask import Record

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]

Dialog = TypeVar("Dialog", bound=QWidget)
BLOCK = "2014-03-02\t路灯不亮\r\n2014-03-03\t沟堵\r\n去年\t井盖破损\r\n"


@pytest.fixture
def page(window: MainWindow, settled: Settled) -> LedgerPage:
    found = window.ledger_page("rectifications")
    settled()
    return found


def shown(parent: QWidget, kind: type[Dialog]) -> Dialog:
    (found,) = [one for one in parent.findChildren(kind) if one.isVisible()]
    return found


def entry(window: MainWindow, menu: str, words: str) -> QAction:
    (found,) = [one for one in window.menuBar().findChildren(QMenu) if one.title().startswith(menu)]
    return next(action for action in found.actions() if action.text() == words)


def count(desk: Desk, ledger: str = "rectifications") -> int:
    return desk.read(lambda unit: unit.reading.count(Ask(ledger)))


def first_three(desk: Desk) -> list[Record]:
    return desk.read(lambda unit: [records.get(unit, ledger="rectifications", record_id=one) for one in (1, 2, 3)])


def press_paste(page: LedgerPage, text: str, qtbot: QtBot, settled: Settled) -> ImportWizard:
    QGuiApplication.clipboard().setText(text)
    page.take_focus()
    widget = page.window().focusWidget()
    qtbot.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled()
    return shown(page, ImportWizard)


# ---- paste -------------------------------------------------------------------------------------------------------


def test_a_pasted_block_is_shown_before_it_is_entered(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    wizard = press_paste(page, BLOCK, qtbot, settled)
    assert wizard.stack.currentIndex() == PREVIEW
    assert "读到 3 行：可以新增 2 条" in wizard.preview.words.text()
    assert wizard.preview.problems.texts(0)[:2] == ("第3行", "登记日期")
    assert count(day_desk) == 0
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    settled()
    assert (wizard.stack.currentIndex(), count(day_desk)) == (RESULT, 2)
    assert wizard.outcome.failed.texts(0)[2] == "去年"


def test_a_paste_is_undone_in_one_step_and_comes_back(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    wizard = press_paste(page, BLOCK, qtbot, settled)
    wizard.next_button.click()
    settled()
    wizard.reject()
    settled()
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    assert page.model.total == 2
    page.take_focus()
    qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert (count(day_desk), page.stack.currentIndex()) == (0, 1)
    page.take_focus()
    qtbot.keyClick(page.empty.button, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert count(day_desk) == 2


def test_a_paste_writes_over_no_row_seen_or_hidden(
    page: LedgerPage, day_desk: Desk, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    enter(3)
    page.refresh()
    settled()
    before = [
        day_desk.read(lambda unit, one=one: records.get(unit, ledger="rectifications", record_id=one))
        for one in (1, 2, 3)
    ]
    page.filters.box.setText("第1件")
    qtbot.keyClick(page.filters.box, Qt.Key.Key_Return)
    settled()
    page.table.selectAll()
    QGuiApplication.clipboard().setText(BLOCK)
    page.actions_by_name["paste_new"].trigger()
    settled()
    wizard = shown(page, ImportWizard)
    choices = [wizard.preview.duplicates.itemText(n) for n in range(wizard.preview.duplicates.count())]
    assert not any("更新" in choice for choice in choices)
    wizard.next_button.click()
    settled()
    after = [
        day_desk.read(lambda unit, one=one: records.get(unit, ledger="rectifications", record_id=one))
        for one in (1, 2, 3)
    ]
    assert (after, count(day_desk)) == (before, 5)


def test_a_block_begins_at_the_current_column_as_the_columns_stand(
    page: LedgerPage, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    enter(1)
    page.refresh()
    settled()
    place = page.model.columns.index("description")
    page.table.setCurrentIndex(page.model.index(0, place))
    heads = page.table.horizontalHeader()
    heads.moveSection(heads.visualIndex(page.model.columns.index("registered_on")), heads.visualIndex(place))
    QGuiApplication.clipboard().setText("路灯不亮\t2014-03-02\n")
    page.actions_by_name["paste_new"].trigger()
    settled()
    wizard = shown(page, ImportWizard)
    assert wizard.plan is not None
    assert [target.key for target in wizard.plan.targets] == ["description", "registered_on"]


def test_a_block_whose_days_lack_the_year_asks_for_it_first(page: LedgerPage, settled: Settled, qtbot: QtBot) -> None:
    wizard = press_paste(page, "登记日期\t问题描述\n3月5日\t路灯不亮\n", qtbot, settled)
    assert wizard.stack.currentIndex() == MAPPING
    assert not wizard.next_button.isEnabled()
    qtbot.keyClicks(wizard.mapping.year, "2013")
    wizard.next_button.click()
    settled()
    assert wizard.preview.model.index(0, 1).data() == "2013-03-05"


def test_an_empty_clipboard_is_said_and_nothing_opens(
    page: LedgerPage, window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("")
    page.actions_by_name["paste"].trigger()
    settled()
    assert [one for one in page.findChildren(ImportWizard) if one.isVisible()] == []
    assert "没有表格内容" in window.message.words.text()


def test_the_find_box_pastes_for_itself(page: LedgerPage, settled: Settled, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("路灯")
    page.filters.box.setFocus()
    qtbot.keyClick(page.filters.box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert page.filters.box.text() == "路灯"
    assert [one for one in page.findChildren(ImportWizard) if one.isVisible()] == []


# ---- copy --------------------------------------------------------------------------------------------------------


def test_cells_are_copied_with_and_without_heads(
    page: LedgerPage, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    enter(2)
    page.refresh()
    settled()
    place = page.model.columns.index("description")
    page.table.setCurrentIndex(page.model.index(0, place))
    page.take_focus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    words = page.model.index(0, place).data()
    qtbot.keyClick(page.table, Qt.Key.Key_C, control)
    assert QGuiApplication.clipboard().text() == words
    qtbot.keyClick(page.table, Qt.Key.Key_C, control | shift)
    assert QGuiApplication.clipboard().text() == f"问题描述\n{words}"


def test_rows_that_are_not_in_sight_are_copied_too(
    page: LedgerPage, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    enter(300)
    page.refresh()
    settled()
    assert len(page.model.held_pages()) < 3
    place = page.model.columns.index("description")
    page.table.selectAll()
    page.table.copy(with_heads=False)
    settled()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 300
    assert {line.split("\t")[place] for line in lines} == {f"第{n}件：通组道路坑洼不平" for n in range(300)}


@pytest.mark.parametrize(
    ("cell", "text"),
    [("路灯", "路灯"), ('说"好"', '说"好"'), ('"好"', '"""好"""'), ("两\n行", '"两\n行"'), ("a\tb", '"a\tb"')],
)
def test_a_copied_cell_is_pasted_as_one(cell: str, text: str) -> None:
    assert copying.as_text([[cell, "二"]]) == f"{text}\t二"
    assert text_table.paste(copying.as_text([[cell, "二"]])) == [[cell, "二"]]
    html = copying.as_html(["甲", "乙"], [[cell, "3"]], [True, False])
    sheet = html_table.read(html, "x")
    assert sheet is not None
    assert sheet.rows == [["甲", "乙"], [cell.replace("\t", " "), "3"]]


def test_what_is_copied_stays_text_in_a_spreadsheet() -> None:
    html = copying.as_html([], [["=1+1", "0012", "3"]], [True, True, False])
    assert html.count('mso-number-format:"\\@"') == 2
    assert "<td>3</td>" in html


# ---- doors -------------------------------------------------------------------------------------------------------


def test_an_empty_ledger_offers_to_import(page: LedgerPage, settled: Settled, qtbot: QtBot) -> None:
    assert (page.empty.import_button.isVisible(), page.empty.import_button.text()) == (True, "导入已有的表格…")
    qtbot.mouseClick(page.empty.import_button, Qt.MouseButton.LeftButton)
    settled()
    assert shown(page, ImportWizard).ledger.name == "rectifications"


def test_a_filter_that_finds_nothing_offers_no_import(page: LedgerPage, settled: Settled, qtbot: QtBot) -> None:
    page.filters.box.setText("没有这样的")
    qtbot.keyClick(page.filters.box, Qt.Key.Key_Return)
    settled()
    assert (page.empty.button.isVisible(), page.empty.import_button.isVisible()) == (True, False)


@pytest.mark.parametrize(("tab", "ledger"), [("rectifications", "rectifications"), ("", "rectifications")])
def test_the_file_menu_imports_into_the_ledger_in_sight(
    window: MainWindow, settled: Settled, tab: str, ledger: str
) -> None:
    if tab:
        window.ledger_page(tab)
        settled()
    entry(window, "文件", "导入表格…").trigger()
    settled()
    assert shown(window, ImportWizard).ledger.name == ledger


def test_a_template_is_saved_from_the_tools(
    window: MainWindow, page: LedgerPage, settled: Settled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "模板.xlsx"
    monkeypatch.setattr(saving, "ask_place", lambda *_: out)

    def heads(*, for_old: bool) -> list[object]:
        entry(window, "工具", "导入模板…").trigger()
        dialog = shown(window, TemplateDialog)
        assert dialog.ledgers.currentText() == "整改台账"
        dialog.for_old.setChecked(for_old)
        dialog.save_button.click()
        settled()
        settled()
        assert "模板.xlsx" in window.status.messages[0]
        return [cell.value for cell in openpyxl.load_workbook(out).active[2]]

    plain, old = heads(for_old=False), heads(for_old=True)
    assert "问题描述" in plain
    assert "销号编号" not in plain
    assert {"销号日期", "销号编号", "销号审批人"} <= set(old)


def test_a_ledger_without_a_closing_has_no_template_of_old_business(
    window: MainWindow, page: LedgerPage, settled: Settled
) -> None:
    entry(window, "工具", "导入模板…").trigger()
    dialog = shown(window, TemplateDialog)
    dialog.for_old.setChecked(True)
    dialog.ledgers.setCurrentIndex(dialog.ledgers.findText("走访日记"))
    assert (dialog.for_old.isVisible(), dialog.for_old.isChecked()) == (False, False)


# ---- the list of imports ------------------------------------------------------------


def test_imports_are_listed_and_taken_back(
    window: MainWindow,
    page: LedgerPage,
    day_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wizard = press_paste(page, BLOCK, qtbot, settled)
    wizard.next_button.click()
    settled()
    wizard.reject()
    entry(window, "工具", "导入记录…").trigger()
    settled()
    dialog = shown(window, BatchesDialog)
    assert dialog.table.texts(0)[1:] == ("管理员", "整改台账", "剪贴板", "2", "0", "0", "0", "1", "在用")
    monkeypatch.setattr(dialogs, "confirm", lambda *_a, **_k: False)
    qtbot.mouseClick(dialog.withdraw_button, Qt.MouseButton.LeftButton)
    settled()
    assert count(day_desk) == 2
    monkeypatch.setattr(dialogs, "confirm", lambda *_a, **_k: True)
    qtbot.mouseClick(dialog.withdraw_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.said.text() != "")
    assert dialog.said.text().startswith(("正在撤回", "已撤回"))
    settled()
    assert (count(day_desk), dialog.table.texts(0)[STATE], dialog.said.text()) == (0, "已撤回", "已撤回 2 条。")
    assert not dialog.withdraw_button.isEnabled()


# ---- export ------------------------------------------------------------------------------------------------------


def cells(path: Path) -> list[list[object]]:
    (sheet,) = import_files.read(path).sheets
    return [list(row) for row in sheet.rows]


def export_dialog(page: LedgerPage, qtbot: QtBot, settled: Settled) -> ExportDialog:
    page.take_focus()
    qtbot.keyClick(page.table, Qt.Key.Key_F12)
    settled()
    return shown(page, ExportDialog)


def test_the_list_as_it_is_filtered_goes_out_in_chosen_columns(
    page: LedgerPage, enter: Enter, settled: Settled, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(3)
    page.filters.box.setText("第1件")
    qtbot.keyClick(page.filters.box, Qt.Key.Key_Return)
    settled()
    dialog = export_dialog(page, qtbot, settled)
    assert [dialog.scope.itemText(n) for n in range(dialog.scope.count())] == ["当前筛选出的", "全部"]
    assert dialog.count.text() == "1 条"
    for key, box in dialog.columns.boxes.items():
        box.setChecked(key == "description")
    out = tmp_path / "出.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "出"), ""))
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    settled()
    assert [row[1] for row in cells(out)[1:]] == ["问题描述", "第1件：通组道路坑洼不平"]
    assert dialog.said.text() == "导出了 1 条，存到了 出.xlsx。"


def test_selected_rows_and_all_of_them_can_be_chosen(
    page: LedgerPage, enter: Enter, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    enter(3)
    page.refresh()
    settled()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.table.clearSelection()
    for row in (0, 2):
        page.table.selectionModel().select(page.model.index(row, 0), flags)
    dialog = export_dialog(page, qtbot, settled)
    dialog.scope.setCurrentText("选中的 2 条")
    dialog.kind.setCurrentIndex(1)
    settled()
    assert dialog.count.text() == "2 条"
    assert not dialog.by_village.isEnabled()
    dialog.write(tmp_path / "出.csv")
    settled()
    assert len(cells(tmp_path / "出.csv")) == 3


def test_selected_rows_that_were_never_in_sight_go_out_too(
    page: LedgerPage, enter: Enter, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    enter(300)
    page.refresh()
    settled()
    page.table.selectAll()
    dialog = export_dialog(page, qtbot, settled)
    dialog.scope.setCurrentText("选中的 300 条")
    dialog.write(tmp_path / "出.csv")
    settled()
    assert dialog.said.text() == "导出了 300 条，存到了 出.csv。"


def test_one_who_only_looks_is_offered_neither_way(
    operation: Operation, settled: Settled, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation.desk, "actor", replace(operation.desk.actor, name="孙查看", role="查看"))
    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    page = window.ledger_page("rectifications")
    settled()
    names = ("import", "paste", "export")
    assert [page.actions_by_name[name].isEnabled() for name in names] == [False] * 3
    assert "查看" in page.actions_by_name["import"].toolTip()
    assert not page.empty.import_button.isEnabled()
    assert not entry(window, "文件", "导入表格…").isEnabled()
    assert not entry(window, "文件", "导出表格…").isEnabled()


def test_a_large_block_is_previewed_while_the_window_goes_on(page: LedgerPage, settled: Settled, qtbot: QtBot) -> None:
    lines = "".join(f"2014-03-{n % 28 + 1:02d}\t第{n}件：沟堵\r\n" for n in range(5_000))
    beats: list[int] = []
    timer = QTimer(page, interval=20)
    timer.timeout.connect(lambda: beats.append(1))
    timer.start()
    wizard = press_paste(page, lines, qtbot, settled)
    assert "可以新增 5000 条" in wizard.preview.words.text()
    assert wizard.preview.model.rowCount() == 1_000
    assert "没有列出其余 4000 行" in wizard.preview.words.text()
    assert len(beats) > 5, "the window's own clock went on meanwhile"


def test_an_export_is_a_row_of_the_history(
    page: LedgerPage, day_desk: Desk, enter: Enter, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    enter(2)
    page.refresh()
    settled()
    dialog = export_dialog(page, qtbot, settled)
    dialog.write(tmp_path / "出.xlsx")
    settled()
    (event,) = day_desk.read(lambda unit: unit.events(unit.schema.audit.c.seq > 0, limit=1))
    assert (event.entry.action, "2" in event.entry.description) == ("export", True)
