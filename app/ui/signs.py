"""Signs beside coloured words: what a colour says, said by a shape as well, for eyes and printers without colours."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.ui import theme

SIZE, DENSITY = 12, 2
WRONG, LOOK = theme.RED, theme.AMBER
"""The inks that say something of their own: this is wrong, look at this. Fainter ink says nothing."""
SAID = "✗！✓"
"""Words that begin with one of these need no sign beside them."""


@cache
def sign(ink: str) -> QIcon:
    """A cross for what is wrong, a triangle for what is to be looked at, nothing for other inks."""
    if ink not in (WRONG, LOOK):
        return QIcon()
    picture = QPixmap(SIZE * DENSITY, SIZE * DENSITY)
    picture.setDevicePixelRatio(DENSITY)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), 1.8))
    if ink == WRONG:
        painter.drawLines([QLineF(2, 2, 10, 10), QLineF(2, 10, 10, 2)])
    else:
        painter.drawPolygon([QPointF(6, 1.5), QPointF(11, 10.5), QPointF(1, 10.5)])
    painter.end()
    return QIcon(picture)
