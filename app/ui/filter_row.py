"""筛选行: a line over each head in which one types what the column shall hold; what is on is a chip as well."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.services import column_filter, table_page
from app.ui.fields import restyle
from app.ui.keys import ENTER

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from app.rules.refusal import Refused
    from app.ui.ledger_page import LedgerPage
    from db.ask import Filter

AFTER = 400
"""Milliseconds after the last letter until the list is filtered."""


class FilterRow(QWidget):
    """Stands over the table of a page, each line over its column. `left` when Esc or ↓ goes back to the table."""

    left = Signal()

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self.setAccessibleName("筛选行")
        self._page = page
        self._lines: dict[str, QLineEdit] = {}
        self._on: dict[str, tuple[Filter, ...]] = {}
        self._waiting = ""
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(lambda: self.apply(self._waiting))
        self._room = QWidget(self)
        heads = page.table.horizontalHeader()
        heads.sectionResized.connect(self.place)
        heads.sectionMoved.connect(self.place)
        page.table.horizontalScrollBar().valueChanged.connect(self.place)
        page.table.arranged.connect(self.follow)
        page.filters.changed.connect(self._chips_changed)
        self.hide()

    def turn(self, *, is_on: bool) -> None:
        """Show or hide the row; hidden, it filters nothing."""
        self.setVisible(is_on)
        if is_on:
            self.follow()
            self._first()
        else:
            for line in self._lines.values():
                line.clear()
            self._page.filters.swap(self._all_on(), ())
            self._on.clear()

    def _first(self) -> None:
        key = self._page.model.columns[max(0, self._page.table.currentIndex().column())]
        line = self._lines.get(key) or next(iter(self._lines.values()), None)
        if line is not None:
            line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def line(self, key: str) -> QLineEdit:
        """The line over a column."""
        return self._lines[key]

    def follow(self) -> None:
        """Have a line for each column there is."""
        if self.isHidden():
            return
        model = self._page.model
        wanted = [key for key in model.columns if key != table_page.MARKS]
        for key in [key for key in self._lines if key not in wanted]:
            self._lines.pop(key).deleteLater()
        for key in wanted:
            if key not in self._lines:
                self._lines[key] = self._make(key)
        self.setFixedHeight(max((line.sizeHint().height() for line in self._lines.values()), default=24))
        for one, other in pairwise(wanted):
            QWidget.setTabOrder(self._lines[one], self._lines[other])
        self.place()

    def _make(self, key: str) -> QLineEdit:
        line = QLineEdit(self._room)
        label = table_page.label_of(self._page.ledger, key)
        line.setAccessibleName(f"筛选 {label}")
        line.setPlaceholderText("筛选")
        line.setToolTip("文字：含这些字；日期：2014-3、2014-3-1~2014-3-9；数：>100、100~200；空、非空")
        line.setClearButtonEnabled(False)
        line.textEdited.connect(lambda _text: self._typed(key))
        line.installEventFilter(self)
        line.show()
        return line

    def place(self) -> None:
        """Let every line stand over its column."""
        if self.isHidden():
            return
        table, model = self._page.table, self._page.model
        heads, left = table.horizontalHeader(), table.viewport().x()
        self._room.setGeometry(QRect(left, 0, table.viewport().width(), self.height()))
        for place, key in enumerate(model.columns):
            line = self._lines.get(key)
            if line is None:
                continue
            is_still = table.is_frozen(place)
            x = heads.sectionPosition(place) if is_still else heads.sectionViewportPosition(place)
            line.setGeometry(x, 0, heads.sectionSize(place), self.height())
            line.setVisible(not table.isColumnHidden(place) and (is_still or x >= table.frozen_width() - 1))

    def _typed(self, key: str) -> None:
        if self._waiting and self._waiting != key:
            self.apply(self._waiting)
        self._waiting = key
        self._timer.start()

    def apply(self, key: str) -> None:
        """Filter by what stands in a line."""
        self._timer.stop()
        line, ledger = self._lines.get(key), self._page.ledger
        if line is None:
            return
        text = line.text()

        def found(filters: tuple[Filter, ...]) -> None:
            restyle(line, "wrong", value=False)
            before = self._on.get(key, ())
            self._on[key] = filters
            self._page.filters.swap(before, filters)

        def refused(refusal: Refused) -> None:
            restyle(line, "wrong", value=True)
            self._page.told.emit(refusal.sentence)

        self._page.operation.read(
            lambda unit: column_filter.conditions(unit, ledger=ledger, key=key, text=text), found, owner=line,
            failed=refused,
        )  # fmt: skip

    def _all_on(self) -> tuple[Filter, ...]:
        return tuple(one for filters in self._on.values() for one in filters)

    def _chips_changed(self) -> None:
        """A chip was taken off: the line it came from is blank again."""
        for key, filters in list(self._on.items()):
            if any(one not in self._page.filters.filters for one in filters):
                self._on.pop(key)
                if key in self._lines:
                    self._lines[key].clear()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(watched, QLineEdit):
            return False
        return self._key(watched, event)  # type: ignore[arg-type]

    def _key(self, line: QLineEdit, event: QKeyEvent) -> bool:
        key = next(name for name, one in self._lines.items() if one is line)
        if event.key() in ENTER:
            self.apply(key)
            return True
        if event.key() == Qt.Key.Key_Down or (event.key() == Qt.Key.Key_Escape and not line.text()):
            self.left.emit()
            return True
        if event.key() == Qt.Key.Key_Escape:
            line.clear()
            self.apply(key)
            return True
        return False
