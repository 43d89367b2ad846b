"""Lets the ground that a model gives a cell be seen: the window's sheet paints its own over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QStyledItemDelegate
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem


class GroundDelegate(QStyledItemDelegate):
    """Paints the ground of a cell, then the cell."""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush) and ground.style() is not Qt.BrushStyle.NoBrush:
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
        super().paint(painter, option, index)
