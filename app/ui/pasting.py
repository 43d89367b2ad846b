"""粘贴: a block from the clipboard laid over the cells that are selected, or entered as new records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox
from typing_extensions import override

from app.rules.refusal import Refused
from app.services import cell_changes, import_paste, listing, paste_over, tidying
from app.ui.changes_dialog import ChangesDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.cell_changes import Planned
    from app.sheets.book import Book, Cell
    from app.ui.ledger_page import LedgerPage
    from app.ui.operation import Operation
    from db.declare import Ledger
    from db.unit import UnitOfWork


NONE_ABOVE = "上面没有可以照着填的一条，没有改动。请选中第二条以后的格子。"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block goes: rows of the list from the first on, the columns in sight from the current one on, and the
    block as it fills the selection.
    """

    rows: tuple[int, ...]
    keys: tuple[str, ...]
    block: tuple[tuple[Cell, ...], ...]


class PasteDialog(ChangesDialog):
    """The block over the selected cells, with what stands there beside it; or all of it as new records."""

    def __init__(self, page: LedgerPage, target: Target, ids: Sequence[int], book: Book) -> None:
        self._target, self._ids = target, tuple(ids)
        beyond = len(target.block) - len(ids)
        self.page, self.book = page, book
        super().__init__(page.operation, page.ledger, "粘贴", page)
        self.keeps_blank = self.add_box("空格不清掉原有内容", is_on=True)
        asks = beyond > 0 and bool(ids)  # at the blank row all of it is new
        self.adds = self.add_box(f"超出表格末尾的 {beyond} 行：增加 {beyond} 行", is_on=True) if asks else None
        self.boxes.addStretch(1)
        self.new_button = self.buttons.addButton(
            f"全部作为新记录（{len(target.block)} 行）…", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.new_button.clicked.connect(self._as_new)

    @override
    def planning(self) -> Callable[[UnitOfWork], Planned]:
        actor, ledger, target, ids = self.operation.desk.actor, self.ledger.name, self._target, self._ids
        keeps = self.keeps_blank.isChecked()
        adds = self.adds.isChecked() if self.adds is not None else not ids
        return lambda unit: paste_over.plan(
            unit, actor=actor, ledger=ledger, block=target.block, ids=ids, keys=target.keys, keeps_blank=keeps,
            adds=adds,
        )  # fmt: skip

    def _as_new(self) -> None:
        self.reject()
        _enter(self.page, self.book)


def paste(page: LedgerPage, *, as_new: bool = False) -> None:
    """Show what the clipboard's block would do, at the selected cells or as new records; nothing is written yet."""
    mime = QGuiApplication.clipboard().mimeData() or QMimeData()  # some desktops give none at all
    try:
        book = import_paste.block(mime.text(), mime.html() if mime.hasHtml() else "")
    except Refused as refusal:
        page.operation.refused.emit(refusal.sentence)
        return
    has_place = page.table.currentIndex().isValid() and page.stack.currentIndex() == 0
    if as_new or not has_place or import_paste.has_head(page.ledger, book):
        _enter(page, book)
        return
    target = _target(page, book)
    here = [page.model.row_here(row) for row in target.rows]
    if all(here):
        PasteDialog(page, target, [row.id for row in here if row is not None], book).open()
        return
    ask = page.ask
    page.operation.read(
        lambda unit: listing.ids_at(unit, ask=ask, rows=target.rows),
        lambda ids: PasteDialog(page, target, ids, book).open(),
        owner=page,
    )


def _target(page: LedgerPage, book: Book) -> Target:
    """The block at the selection: repeated where it fits, else from the first selected cell on."""
    table, model = page.table, page.model
    seen = table.columns_in_sight()
    rows, columns = table.selected_rows(), table.chosen_columns()
    whole = paste_over.filled(book.sheets[0])
    block = paste_over.tiled(whole, len(rows) or len(whole), len(columns))
    if rows and len(block) != len(rows):
        rows = list(range(rows[0], min(rows[0] + len(block), model.total)))
    first = seen.index(columns[0]) if columns else 0
    keys = tuple(model.columns[place] for place in seen[first:])
    return Target(tuple(rows), keys, tuple(tuple(row) for row in block))


def _enter(page: LedgerPage, book: Book) -> None:
    """The block as new records, in the way of an import."""
    from app.ui.import_wizard import ImportWizard

    table, model = page.table, page.model
    columns = [model.columns[place] for place in table.columns_in_sight()]
    place = table.currentIndex().column()
    current = model.columns[place] if 0 <= place < len(model.columns) else ""
    wizard = ImportWizard(page.operation, page.ledger, page, is_paste=True)
    wizard.paste(book, columns, current)
    wizard.open()


def fill_down(page: LedgerPage) -> None:
    """Ctrl+D: what the first selected row has goes into those below it; one row alone takes it from the row above."""
    table, model = page.table, page.model
    rows, keys = table.selected_rows(), [model.columns[place] for place in table.chosen_columns()]
    if len(rows) == 1:
        rows = [rows[0] - 1, rows[0]] if rows[0] else []
    if not rows or not keys:
        page.told.emit(NONE_ABOVE)
        return
    ask = page.ask
    here = [model.row_here(row) for row in rows]
    if all(here):
        _fill(page, [row.id for row in here if row is not None], keys)
        return
    page.operation.read(
        lambda unit: listing.ids_at(unit, ask=ask, rows=rows), lambda ids: _fill(page, ids, keys), owner=page
    )


def ditto(page: LedgerPage) -> None:
    """Ctrl+': the current cell gets what the row above has."""
    index, model = page.table.currentIndex(), page.model
    rows = (index.row() - 1, index.row())
    if not index.isValid() or rows[0] < 0:
        page.told.emit(NONE_ABOVE)
        return
    here = [row.id for row in map(model.row_here, rows) if row is not None]
    if len(here) == len(rows):
        _fill(page, here, [model.columns[index.column()]])


class FillDialog(ChangesDialog):
    """What the first of some records has, beside what stands in the others."""

    def __init__(self, page: LedgerPage, ids: Sequence[int], keys: Sequence[str]) -> None:
        super().__init__(page.operation, page.ledger, "填充", page)
        self._ids, self._keys = tuple(ids), tuple(keys)

    @override
    def planning(self) -> Callable[[UnitOfWork], Planned]:
        return _filling(self.operation, self.ledger, self._ids, self._keys)


def _filling(
    operation: Operation, ledger: Ledger, ids: Sequence[int], keys: Sequence[str]
) -> Callable[[UnitOfWork], Planned]:
    actor = operation.desk.actor
    return lambda unit: cell_changes.filled_down(unit, actor=actor, ledger=ledger.name, ids=ids, keys=keys)


def _fill(page: LedgerPage, ids: Sequence[int], keys: Sequence[str]) -> None:
    """One cell is filled at once, as if it had been typed; more are shown first."""
    if len(ids) > 2 or len(keys) > 1:
        FillDialog(page, ids, keys).open()
    else:
        page.operation.read(
            _filling(page.operation, page.ledger, ids, keys), lambda planned: _write(page, planned), owner=page
        )


def _write(page: LedgerPage, planned: Planned) -> None:
    problem = next((cell.problem for cell in planned.cells if cell.problem), "")
    if problem:
        page.operation.refused.emit(problem)
    elif not planned.count:
        page.told.emit("".join(planned.notes) or "和上一条一样，没有改动。")
    else:
        actor = page.operation.desk.actor
        page.operation.write(
            lambda unit: cell_changes.write(unit, actor=actor, planned=planned, verb="填充"), owner=page
        )


class TidyDialog(ChangesDialog):
    """清理文字 over the selected records."""

    def __init__(self, page: LedgerPage, ids: Sequence[int]) -> None:
        super().__init__(page.operation, page.ledger, "清理文字", page)
        self._ids = tuple(ids)
        self.doubtful = self.add_box("可能是繁体、也可能没有错的字也改", is_on=False)
        self.boxes.addStretch(1)

    @override
    def planning(self) -> Callable[[UnitOfWork], Planned]:
        actor, ledger, ids, doubtful = (
            self.operation.desk.actor, self.ledger.name, self._ids, self.doubtful.isChecked()
        )  # fmt: skip
        return lambda unit: tidying.plan(unit, actor=actor, ledger=ledger, ids=ids, doubtful=doubtful)


def tidy(page: LedgerPage) -> None:
    """Show what 清理文字 would change in the selected records."""
    if ids := page.table.selected_ids():
        TidyDialog(page, ids).open()
