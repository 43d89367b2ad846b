"""A column that the office added, from the cell it is typed in to the paper it is printed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ledgers import registry
from app.services import columns, exporting, history, import_files, import_plan, importing, office, printing
from app.services.importing import Duplicates
from app.ui.batch_dialog import BatchEditDialog
from app.ui.ledger_page import LedgerPage
from app.ui.pasting import PasteDialog
from app.ui.record_table import ENTRY
from db.ask import Ask
from db.declare import Kind
from db.layout import Layout, OwnColumn
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.services.importing import Imported
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

NAME = "rectifications"
OWN = (
    OwnColumn("own_1", "走访户数", Kind.NUMBER),
    OwnColumn("own_2", "片区", Kind.CHOICE, ("东片", "西片")),
    OwnColumn("own_3", "包片说明", Kind.TEXT),
)


def held(desk: Desk, key: str) -> list[str]:
    """What all records have in a column, the oldest first."""
    rows = desk.read(lambda unit: unit.reading.page(Ask(NAME, sort=(("number", False),)))).rows
    return ["" if row.values[key] is None else str(row.values[key]) for row in rows]


def test_an_own_column_is_typed_pasted_batched_undone_found_exported_imported_printed_and_told(
    operation: Operation,
    day_desk: Desk,
    enter: Callable[..., tuple[int, ...]],
    settled: Callable[[], None],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    desk = day_desk
    enter(2)
    desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger=NAME, wanted=Layout(own=OWN)))
    shown = office.TableLayout(("number", "@marks", "description", "own_1", "own_2", "own_3"))
    desk.write(lambda unit: office.keep_table_layout(unit, actor=desk.actor, ledger=NAME, layout=shown))
    page = LedgerPage(operation, registry.find(NAME))
    qtbot.addWidget(page)
    page.resize(1300, 600)
    page.show()
    page.activateWindow()
    settled()
    settled()
    qtbot.waitUntil(page.isActiveWindow)
    page.take_focus()

    def go(row: int, key: str) -> None:
        page.table.setCurrentIndex(page.model.index(row, page.model.columns.index(key)))

    def type_in(text: str, key: Qt.Key) -> None:
        qtbot.keyClick(page.table, text[0])
        qtbot.keyClicks(QApplication.focusWidget(), text[1:])
        qtbot.keyClick(QApplication.focusWidget(), key)

    def paste(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        page.actions_by_name["paste"].trigger()
        settled()
        (dialog,) = [one for one in page.findChildren(PasteDialog) if one.isVisible()]
        with qtbot.waitSignal(dialog.accepted):
            dialog.all_button.click()
        settled()
        settled()

    go(1, "own_1")  # the oldest record stands last
    type_in("12.5", Qt.Key.Key_Tab)
    settled()
    settled()
    assert held(desk, "own_1") == ["12.5", ""]
    go(page.model.row_of(ENTRY) or 0, "description")
    type_in("abc", Qt.Key.Key_Tab)
    type_in("7", Qt.Key.Key_Return)
    settled()
    settled()
    assert held(desk, "own_1") == ["12.5", "", "7"]
    go(page.model.row_of(ENTRY) or 0, "description")
    paste("井盖破损\t３\t西片\t沿河一带\n")
    assert (held(desk, "own_1"), held(desk, "own_2")[-1]) == (["12.5", "", "7", "3"], "西片")
    go(page.model.total - 1, "own_3")
    paste("=SUM(A1)\n")
    assert held(desk, "own_3") == ["=SUM(A1)", "", "", "沿河一带"]

    page.table.selectAll()
    batch = BatchEditDialog(operation, page.ledger, page.table.selected_ids(), page)
    settled()
    batch.columns.setCurrentIndex(batch.columns.findData("own_2"))
    batch.field.set_text("东片")
    settled()
    with qtbot.waitSignal(batch.accepted):
        batch.all_button.click()
    settled()
    assert held(desk, "own_2") == ["东片"] * 4
    page.undo()
    settled()
    assert held(desk, "own_2") == ["", "", "", "西片"]
    page.redo()
    settled()

    page.filters.set_filters((), "沿河")
    qtbot.waitUntil(lambda: page.model.total == 1)
    page.filters.clear()
    settled()

    out = tmp_path / "出.xlsx"
    exporting.export(desk, ask=Ask(NAME, sort=(("number", False),)), out=out, options=exporting.ExportOptions())
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).worksheets[0].iter_rows()]
    head = next(row for row in cells if "走访户数" in row)
    assert {"片区", "包片说明"} <= set(head)
    assert {row[head.index("走访户数")] for row in cells[cells.index(head) + 1 :]} >= {12.5, 7, 3}
    book = import_files.read(out)

    def bring_in(unit: UnitOfWork, duplicates: Duplicates) -> Imported:
        plan = import_plan.guess(unit, ledger=registry.find(NAME), book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="出.xlsx", duplicates=duplicates)

    again = desk.write(lambda unit: bring_in(unit, Duplicates.UPDATE))
    assert (again.added, again.updated, again.failed) == (0, 0, ())
    before = [held(desk, one.key) for one in OWN]
    made = desk.write(lambda unit: bring_in(unit, Duplicates.NEW))
    assert made.added == 4
    assert [held(desk, one.key)[4:] for one in OWN] == before

    options = printing.PrintOptions(columns=tuple(one.key for one in OWN))
    paper = desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask(NAME), options=options))
    assert [column.label for column in paper.columns][-3:] == ["走访户数", "片区", "包片说明"]
    record = factories.read(desk, NAME, 1)
    told = desk.read(lambda unit: history.of(unit, ledger=NAME, uuid=record.uuid))
    assert [(one.label, one.new) for entry in told for one in entry.changes if one.label in ("走访户数", "片区")] == [
        ("片区", "东片"),
        ("片区", ""),
        ("片区", "东片"),
        ("走访户数", "12.5"),
    ]
