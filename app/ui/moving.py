"""From record to record in the order of the list: the next, the one before, the first, the last, the next match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import listing

if TYPE_CHECKING:
    from app.ui.ledger_page import LedgerPage
    from db.unit import UnitOfWork


def step(page: LedgerPage, by: int) -> None:
    """Go so many rows on; in the form that is open, or else in the table."""
    _go(page, _here(page) + by)


def end(page: LedgerPage, *, last: bool) -> None:
    """Go to the first record of the list, or to the last."""
    _go(page, page.model.total - 1 if last else 0)


def match(page: LedgerPage, by: int) -> None:
    """Go to the next record that was found, round the end of the list, to the cell that holds the words."""
    if not page.filters.search and not page.filters.filters:
        page.filters.focus_search()
        return
    total = page.model.total
    if not total:
        page.told.emit("没有查到的记录。")
        return
    row = _here(page) + by
    if not 0 <= row < total:
        page.told.emit("已经到末尾，从头接着找。" if by > 0 else "已经到开头，从末尾接着找。")
    _go(page, row % total)
    _point(page, row % total)


def _here(page: LedgerPage) -> int:
    """The row of the record in the form, or of the current cell; -1 when there is none."""
    form = page.form
    if form is not None and form.isVisible() and form.record is not None:
        row = page.model.row_of(form.record.id)
        if row is not None:
            return row
    return page.table.currentIndex().row()


def _go(page: LedgerPage, row: int) -> None:
    if not 0 <= row < page.model.total:
        page.told.emit("已经是最后一条。" if row > 0 else "已经是第一条。")
        return
    if page.form is None or not page.form.isVisible():
        page.table.setCurrentIndex(page.model.index(row, max(0, page.table.currentIndex().column())))
        page.take_focus()
        return
    ask = page.ask.page(row, 1)

    def found(unit: UnitOfWork) -> tuple[int, ...]:
        return tuple(record.id for record in listing.page(unit, ask=ask).rows)

    def show(ids: tuple[int, ...]) -> None:
        if ids and page.show_record(ids[0]):
            page.table.setCurrentIndex(page.model.index(row, 0))

    page.operation.read(found, show, owner=page)


def _point(page: LedgerPage, row: int) -> None:
    """Mark the cell in which the words stand, where the list shows it."""
    words, held = page.filters.search.split(), page.model.row_here(row)
    if not words or held is None or (page.form is not None and page.form.isVisible()):
        return
    for place in page.table.columns_in_sight():
        if words[0].casefold() in held.cells[place].casefold():
            page.table.setCurrentIndex(page.model.index(row, place))
            return
