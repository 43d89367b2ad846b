"""A layout that sets its widgets in lines and breaks where the width ends: chips, tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets from left to right, line under line."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        top = rect.y()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            left = rect.x()
            for item in line:
                hint = item.sizeHint()
                if move:
                    item.setGeometry(QRect(QPoint(left, top + (height - hint.height()) // 2), hint))
                left += hint.width() + self.spacing()
            top += height + self.spacing()
        return max(0, top - self.spacing() - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            needed = item.sizeHint().width()
            if not lines or used + needed > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += needed + self.spacing()
        return lines


class EvenLayout(FlowLayout):
    """Widgets of one width and one height side by side; as many in a line as find room: the large parts of 首页."""

    @override
    def _place(self, rect: QRect, *, move: bool) -> int:
        items = [item for item in self._items if not item.isEmpty()]
        if not items:
            return 0
        least = max(item.minimumSize().width() for item in items)
        most = max(1, (rect.width() + self.spacing()) // (least + self.spacing()))
        lines = -(-len(items) // most)
        across = -(-len(items) // lines)  # the lines as even as they can be
        width = (rect.width() - (across - 1) * self.spacing()) // across
        top = rect.y()
        for start in range(0, len(items), across):
            line = items[start : start + across]
            height = max(_height(item, width) for item in line)
            if move:
                for place, item in enumerate(line):
                    left = rect.x() + place * (width + self.spacing())
                    item.setGeometry(QRect(left, top, width, height))
            top += height + self.spacing()
        return max(0, top - self.spacing() - rect.y())


class EndsLayout(FlowLayout):
    """Two widgets: the first takes the room there is, the second the right end, or a line below where it finds none."""

    @override
    def _place(self, rect: QRect, *, move: bool) -> int:
        first, *rest = [item for item in self._items if not item.isEmpty()] or self._items[:1]
        high, end = first.sizeHint().height(), QSize(-self.spacing(), 0)
        if rest:
            end = rest[0].sizeHint()
        is_one_line = not rest or first.minimumSize().width() + self.spacing() + end.width() <= rect.width()
        if is_one_line:
            high = max(high, end.height())
        below = 0 if is_one_line else high + self.spacing()
        if move:
            room = rect.width() - (end.width() + self.spacing() if is_one_line else 0)
            first.setGeometry(QRect(rect.x(), rect.y(), room, high))
        if move and rest:
            tall = high if is_one_line else end.height()
            rest[0].setGeometry(QRect(rect.right() + 1 - end.width(), rect.y() + below, end.width(), tall))
        return high if is_one_line else below + end.height()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
