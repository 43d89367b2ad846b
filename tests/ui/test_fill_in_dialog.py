"""套表 in the window: matched by clicks and keys on the sheet, filled in, opened; a changed table is matched again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.services import fill_in, views
from app.services.fill_in_match import LEADER, CellPart
from app.services.office import TableLayout
from app.services.views import View
from app.ui import dialogs, saving
from app.ui.fill_in_dialog import FillInDialog
from app.ui.fill_in_match_dialog import MatchDialog
from app.ui.main_window import MainWindow
from db.ask import Filter, State
from tests import factories
from tests.sheets import superior

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return superior.by_xlsxwriter(tmp_path / "整改情况月报.xlsx")


@pytest.fixture
def dialog(operation: Operation, settled: Settled, qtbot: QtBot) -> FillInDialog:
    made = FillInDialog(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def matching(dialog: FillInDialog) -> MatchDialog:
    return next(one for one in dialog.findChildren(MatchDialog) if one.isVisible())


def added(dialog: FillInDialog, table: Path, settled: Settled) -> MatchDialog:
    dialog.add_file(table)
    settled()
    found = matching(dialog)
    settled()
    return found


def kept(desk: Desk, name: str = "整改情况月报") -> fill_in.Template:
    return desk.read(lambda unit: fill_in.find(unit, name=name))


def point(found: MatchDialog, row: int, column: int) -> None:
    found.grid.setCurrentCell(row - 1, column)


def choose(found: MatchDialog, label: str, settled: Settled) -> None:
    place = found.what.findText(label, Qt.MatchFlag.MatchStartsWith)
    assert place > 0
    found.what.setCurrentIndex(place)
    found.what.activated.emit(place)
    settled()


def test_a_table_is_matched_by_pointing_and_kept(
    desk: Desk, dialog: FillInDialog, table: Path, settled: Settled, qtbot: QtBot
) -> None:
    found = added(dialog, table, settled)
    assert (found.part.ledger, found.grid.item(4, 1).text()) == ("rectifications", "← 问题描述")  # type: ignore[union-attr]
    point(found, 4, 4)
    choose(found, "备注", settled)
    found.sheets.setCurrentIndex(1)
    settled()
    point(found, 3, 1)
    qtbot.keyClick(found.grid, Qt.Key.Key_Return)
    choose(found, "整改1-1 ", settled)
    assert found.grid.item(2, 1).text().startswith("←")
    qtbot.mouseClick(found.save_button, Qt.MouseButton.LeftButton)
    settled()
    match = kept(desk).match
    assert match.lists[0].key_at(4) == "remark"
    assert [cell.ref for cell in match.cells if cell.sheet == "汇总"] == ["B3"]
    assert dialog.table.item(0, 0).text() == "整改情况月报"


def test_delete_takes_away_and_formulas_cannot_be_chosen(
    dialog: FillInDialog, table: Path, settled: Settled, qtbot: QtBot
) -> None:
    found = added(dialog, table, settled)
    point(found, 5, 1)
    qtbot.keyClick(found.grid, Qt.Key.Key_Delete)
    settled()
    assert found.part is not None
    assert found.part.key_at(1) == ""
    point(found, superior.TOTAL, 4)
    assert not found.what.isEnabled()
    assert "公式" in found.place.text()


def test_words_are_typed_for_who_signs(desk: Desk, dialog: FillInDialog, table: Path, settled: Settled) -> None:
    found = added(dialog, table, settled)
    point(found, 12, 4)
    assert found.words.isVisibleTo(found)
    found.words.setText("梁国栋")
    found.words.editingFinished.emit()
    found.save()
    settled()
    assert kept(desk).match.cell_at("报表", "E12") == CellPart("报表", "E12", LEADER, words="梁国栋", label="负责人：")


def test_filters_narrow_the_list_in_words(
    desk: Desk, operation: Operation, dialog: FillInDialog, table: Path, settled: Settled
) -> None:
    found = added(dialog, table, settled)
    assert found.filters is not None
    settled()
    found.filters.add(Filter.state(State.OVERDUE))
    settled()
    found.save()
    settled()
    assert kept(desk).match.lists[0].conditions == ("逾期",)


def test_the_filters_of_a_saved_view_are_taken_over(
    desk: Desk, dialog: FillInDialog, table: Path, settled: Settled
) -> None:
    view = View("逾期的", TableLayout(), filters=(Filter.state(State.OVERDUE),), is_shared=True)
    desk.write(lambda unit: views.keep(unit, actor=desk.actor, ledger="rectifications", view=view))
    found = added(dialog, table, settled)
    settled()
    place = found.view.findText("视图：逾期的")
    found.view.setCurrentIndex(place)
    found.view.activated.emit(place)
    settled()
    assert found.part is not None
    assert found.part.conditions == ("逾期",)


def test_a_table_is_filled_in_and_told(
    desk: Desk, dialog: FillInDialog, table: Path, tmp_path: Path, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 8):
        factories.add(desk, "rectifications", f"问题描述=第{n}个问题", f"登记日期=2014-03-{n:02d}")
    added(dialog, table, settled).save()
    settled()
    out = tmp_path / "三月.xlsx"
    monkeypatch.setattr(saving, "ask_place", lambda *_: out)
    dialog.as_of.setText("2014-03-31")
    dialog.as_of.editingFinished.emit()
    settled()
    assert dialog.count.text() == "整改台账 7 条，单个格子 4 个"
    dialog.buttons["填报"].click()
    settled()
    assert dialog.said.text().startswith("填好了：清单 7 条，单个格子 4 个，空白行不够，加了 2 行，存到了 三月.xlsx。")
    assert openpyxl.load_workbook(out)["报表"]["B11"].value == "第7个问题"
    assert dialog.buttons["打开填好的表"].isEnabled()


def test_a_changed_table_names_its_heads_and_opens_the_matching(
    desk: Desk, dialog: FillInDialog, table: Path, settled: Settled
) -> None:
    added(dialog, table, settled).save()
    settled()
    book = openpyxl.load_workbook(table)
    book["报表"]["C3"] = "牵头单位"
    book.save(table)
    dialog.exchange_file(table)
    settled()
    assert "第3列「责任单位」现在是「牵头单位」" in dialog.said.text()
    found = matching(dialog)
    settled()
    found.save()
    settled()
    assert "牵头单位" in kept(desk).match.lists[0].labels


def test_a_file_of_another_kind_is_refused_in_the_dialog(
    dialog: FillInDialog, tmp_path: Path, settled: Settled
) -> None:
    (tmp_path / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    dialog.add_file(tmp_path / "旧.xls")
    settled()
    assert "另存为 .xlsx" in dialog.said.text()


def test_a_table_is_given_up_when_the_clerk_says_so(
    desk: Desk, dialog: FillInDialog, table: Path, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(dialog, table, settled).save()
    settled()
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: True)
    dialog.buttons["删除"].click()
    settled()
    assert desk.read(fill_in.every) == ()
    assert dialog.table.rowCount() == 0


def test_the_menu_opens_it(operation: Operation, settled: Settled, qtbot: QtBot) -> None:
    from tests.ui.test_sheet_menus import entry, shown

    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    settled()
    entry(window, "文件", "套表…").trigger()
    settled()
    shown(window, FillInDialog).reject()


def test_what_was_pointed_out_is_not_left_unasked(
    dialog: FillInDialog, table: Path, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = added(dialog, table, settled)
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask_leave", lambda _parent, what: asked.append(what) or dialogs.Leave.STAY)
    point(found, 4, 4)
    choose(found, "备注", settled)
    found.reject()
    assert (asked, found.isVisible()) == (["这张表的对应"], True)
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: dialogs.Leave.DISCARD)
    found.reject()
    assert not found.isVisible()


def test_a_guess_alone_is_left_without_a_question(
    dialog: FillInDialog, table: Path, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask_leave", lambda _parent, what: asked.append(what) or dialogs.Leave.STAY)
    added(dialog, table, settled).reject()
    assert asked == []
