"""What the selected cells add up to, said in the status line a moment after the selection stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.ui.ledger_page import LedgerPage

PAUSE = 120
"""Milliseconds after the last change of a selection until it is added up."""


class SelectionTotals(QObject):
    """Adds up the selection of a page's table and tells the page's `summed`."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._token = 0
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.add_up)
        page.table.chosen.connect(self._timer.start)

    def add_up(self) -> None:
        """Add up what is selected now; a single cell needs no sum."""
        page, model = self._page, self._page.model
        rows, places = page.table.selected_rows(), page.table.chosen_columns()
        self._token += 1
        if len(rows) < 2:
            page.summed.emit("")
            return
        from app.services import selection_sums  # late: a list is shown before anything in it is selected

        columns = [(place, column) for place in places if (column := model.column_at(place)) is not None]
        added = [(place, column) for place, column in columns if selection_sums.adds_up(column)]
        held = [model.row_here(row) for row in rows] if len(rows) <= model.MOST_HELD else [None]
        if all(held) and not any(column.counter_in for _place, column in added):
            values = [row.values for row in held if row is not None and row.values]
            sums = [selection_sums.of_values(column, (row[place] for row in values)) for place, column in added]
            page.summed.emit(selection_sums.words(len(rows), [one for one in sums if one is not None]))
            return
        token, ask, actor, keys = self._token, page.ask, page.operation.desk.actor, [c.key for _place, c in added]
        page.operation.read(
            lambda unit: selection_sums.of_rows(unit, actor=actor, ask=ask, rows=rows, keys=keys),
            lambda said: page.summed.emit(said) if token == self._token else None,
            owner=self,
        )
