"""Where workbooks come in and go out: the menus' entries, and the doors of a ledger page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QPushButton

from app.ledgers import registry
from app.rules.rights import Right
from app.services import listing, permitted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QWidget

    from app.ui.entry_row import EntryKeeper
    from app.ui.grid_entry import Typed
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow
    from db.declare import Ledger

USUAL = "rectifications"
"""The ledger an import begins with where no ledger is in sight."""


# ---- the menus -------------------------------------------------------------------------------------------------------


def fill_file(window: MainWindow, menu: QMenu) -> None:
    """导入表格 and 导出表格, of the ledger in sight; 套表, 迎检包, 上报 and 并入上报包."""
    doors: tuple[tuple[str, Right, Callable[[MainWindow], None]], ...] = (
        ("导入表格…", Right.ENTER, _import),
        ("导出表格…", Right.EXPORT, _export),
        ("套表…", Right.EXPORT, _fill_in),
        ("迎检包…", Right.PRINT, _inspect),
        ("上报…", Right.EXPORT, _pack),
        ("并入上报包…", Right.MERGE, _merge),
    )
    for words, right, run in doors:
        action = menu.addAction(words, lambda run=run: run(window))
        if reason := permitted.why_not(window.operation.desk.actor, right):
            action.setEnabled(False)
            action.setToolTip(reason)
    menu.addSeparator()


def fill_tools(window: MainWindow, menu: QMenu) -> None:
    """导入记录, 导入模板, and what left in packages and was merged."""
    menu.addSeparator()
    menu.addAction("导入记录…", lambda: _list_batches(window))
    menu.addAction("导入模板…", lambda: _save_template(window))
    menu.addAction("上报和并入记录…", lambda: _list_packages(window))


def _import(window: MainWindow) -> None:
    page = window.page
    if page is not None:
        import_sheet(page)
        return
    from app.ui.import_wizard import ImportWizard

    ImportWizard(window.operation, registry.find(USUAL), window).open()


def _export(window: MainWindow) -> None:
    page = window.page or _chosen_page(window, "导出表格")
    if page is not None:
        export(page)


def _fill_in(window: MainWindow) -> None:
    from app.ui.fill_in_dialog import FillInDialog

    FillInDialog(window.operation, window).open()


def _inspect(window: MainWindow) -> None:
    from app.ui.inspection_dialog import InspectionDialog

    InspectionDialog(window.operation, window).open()


def _pack(window: MainWindow) -> None:
    from app.ui.pack_dialog import PackDialog

    PackDialog(window.operation, window).open()


def _merge(window: MainWindow) -> None:
    from app.ui.merge_dialog import MergeDialog

    MergeDialog(window.operation, window).open()


def _list_packages(window: MainWindow) -> None:
    from app.ui.packages_dialog import PackagesDialog

    PackagesDialog(window.operation, window).open()


def _chosen_page(window: MainWindow, title: str) -> LedgerPage | None:
    ledger = chosen_ledger(window, title)
    return window.ledger_page(ledger.name) if ledger is not None else None


def chosen_ledger(window: MainWindow, title: str) -> Ledger | None:
    """The ledger that the clerk picks from a list; None when he gave it up."""
    names = {ledger.label: ledger for ledger in dict.fromkeys(registry.LEDGERS + registry.BASE)}
    present = list(names).index(window.page.ledger.label) if window.page is not None else 0
    label, done = QInputDialog.getItem(window, title, "哪一本台账：", list(names), present, editable=False)
    return names[label] if done else None


def _list_batches(window: MainWindow) -> None:
    from app.ui.batches_dialog import BatchesDialog

    BatchesDialog(window.operation, window).open()


def _save_template(window: MainWindow) -> None:
    from app.ui.template_dialog import TemplateDialog

    dialog = TemplateDialog(window.operation, window.page.ledger if window.page is not None else None, window)
    dialog.saved.connect(lambda path: _said(window, path))
    dialog.open()


def _said(window: MainWindow, path: Path) -> None:
    window.status.say(f"模板存到了 {path.name}。填好以后用“文件 → 导入表格”导入。")


# ---- the doors of a ledger page --------------------------------------------------------------------------------------


def import_button(action: QAction, parent: QWidget) -> QPushButton:
    """The button of an empty list that does what the page's action does."""
    button = QPushButton("导入已有的表格…", parent)
    button.setEnabled(action.isEnabled())
    button.setToolTip("" if action.isEnabled() else action.toolTip())
    button.clicked.connect(action.trigger)
    return button


def paste_here(action: QAction, stack: QWidget) -> None:
    """Let the key work in the table and where it is empty; a form beside them pastes for itself."""
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    stack.addAction(action)


def import_sheet(page: LedgerPage) -> None:
    """Begin an import into the page's ledger."""
    from app.ui.import_wizard import ImportWizard

    ImportWizard(page.operation, page.ledger, page).open()


def paste(page: LedgerPage, *, as_new: bool = False) -> None:
    """Show what the clipboard's block would do; a text field that has the keys takes it itself."""
    from app.ui import pasting

    pasting.paste(page, as_new=as_new)


def fill_down(page: LedgerPage, *, one: bool = False) -> None:
    """Fill the selected cells from the first selected row, or with `one` the current cell from the row above."""
    from app.ui import pasting

    index = page.table.currentIndex()
    if page.model.is_entry(index.row()):
        entering(page).fill_from(index.row() - 1, page.model.columns[index.column()])
    elif one:
        pasting.ditto(page)
    else:
        pasting.fill_down(page)


def tidy(page: LedgerPage) -> None:
    """Show what 清理文字 would change in the selected records."""
    from app.ui import pasting

    pasting.tidy(page)


def mark_paper(page: LedgerPage, words: str) -> None:
    """Note for the current cell what the paper that is keyed in shows of it."""
    from app.ui import cell_paper

    cell_paper.mark(page, words)


def store(page: LedgerPage, typed: Typed) -> None:
    """Write what was typed into a cell of the table; in the blank row it waits until the row is left."""
    from app.ui import grid_entry, record_table

    if typed.record_id == record_table.ENTRY:
        entering(page).put(typed)
    else:
        grid_entry.store(page, typed)


def entering(page: LedgerPage) -> EntryKeeper:
    """What keeps and saves the blank row of a page."""
    from app.ui.entry_row import EntryKeeper  # late: a list is shown before anything is typed into it

    if page.entry_keeper is None:
        page.entry_keeper = EntryKeeper(page)
    return page.entry_keeper


def export(page: LedgerPage) -> None:
    """Ask what of the page's list goes into a workbook."""
    table, ask = page.table, page.ask
    rows, ids = table.selected_rows(), table.selected_ids()
    if len(ids) == len(rows):
        _open_export(page, ids)
    else:  # some of the selected rows were never in sight
        page.operation.read(
            lambda unit: listing.ids_at(unit, ask=ask, rows=rows), lambda found: _open_export(page, found), owner=page
        )


def _open_export(page: LedgerPage, selected: tuple[int, ...]) -> None:
    from app.ui.export_dialog import ExportDialog

    ExportDialog(page.operation, page.ledger, page.ask, page, selected=selected).open()
