"""The first columns of a table standing still while the others scroll: a second view of the same rows over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from app.ui.record_view import RecordView


class FrozenColumns(QTableView):
    """Shows the first columns of a record table at its left; keys and focus stay with the table itself."""

    def __init__(self, view: RecordView) -> None:
        super().__init__(view)
        self._view = view
        self.setModel(view.model())
        self.setSelectionModel(view.selectionModel())
        self.setItemDelegate(view.plain_delegate())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("不动的列")
        self.setObjectName("frozen")
        self.setStyleSheet("QTableView#frozen { border: none; border-right: 2px solid #9db2c3; }")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(view.selectionBehavior())
        self.setSelectionMode(view.selectionMode())
        self.setAlternatingRowColors(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setDefaultAlignment(view.horizontalHeader().defaultAlignment())
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setSectionsClickable(True)
        heads.setHighlightSections(False)
        heads.sectionClicked.connect(view.head_clicked)
        self.doubleClicked.connect(view.doubleClicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(view.customContextMenuRequested)
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)

    def follow(self, places: list[int]) -> None:
        """Stand over these columns of the table, as wide and as high as there; none at all hides it."""
        view = self._view
        self.setVisible(bool(places))
        if not places:
            return
        heads, wide = self.horizontalHeader(), 0
        for at, place in enumerate(places):
            heads.moveSection(heads.visualIndex(place), at)
        for place in range(view.records.columnCount()):
            self.setColumnHidden(place, place not in places)
            if place in places:
                self.setColumnWidth(place, view.columnWidth(place))
                wide += view.columnWidth(place)
        self.verticalHeader().setDefaultSectionSize(view.verticalHeader().defaultSectionSize())
        self.setWordWrap(view.wordWrap())
        top, frame = view.horizontalHeader(), view.frameWidth()
        heads.setFixedHeight(top.height())
        self.setGeometry(view.viewport().x(), frame, wide, view.viewport().height() + top.height())
        self.verticalScrollBar().setValue(view.verticalScrollBar().value())
        heads.setSortIndicatorShown(top.isSortIndicatorShown())
        heads.setSortIndicator(top.sortIndicatorSection(), top.sortIndicatorOrder())
        self.raise_()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
