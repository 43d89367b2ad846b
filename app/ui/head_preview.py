"""The head of a printed ledger in small: how its columns share the width of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.services import printing

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from db.declare import Ledger

LINES = 3
MARGIN = 3
INK, RULE = "#12364f", "#8a97a3"


class HeadPreview(QWidget):
    """Draws the head; its cells are as wide, one to the other, as on paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("打印出来的表头")
        self.cells: tuple[tuple[str, float], ...] = ()

    def show_head(self, ledger: Ledger) -> None:
        """Show the head of a ledger."""
        own = tuple((column.label, column.width) for column in ledger.printed())
        self.cells = (("序号", float(printing.ROW_NUMBER_WIDTH)), ("编号", float(printing.NUMBER_WIDTH)), *own)
        self.setAccessibleDescription("、".join(label for label, _width in self.cells))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, self.fontMetrics().height() * LINES + 2 * MARGIN)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        font = self.font()
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.8))
        painter.setFont(font)
        whole = sum(width for _label, width in self.cells) or 1
        left, room = 0.5, self.width() - 1
        wraps = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere
        for label, width in self.cells:
            cell = QRectF(left, 0.5, room * width / whole, self.height() - 1)
            painter.setPen(QColor(RULE))
            painter.drawRect(cell)
            painter.setPen(QColor(INK))
            painter.drawText(cell.adjusted(1, 1, -1, -1), int(wraps), label)
            left += cell.width()
        painter.end()
