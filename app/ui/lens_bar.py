"""The choosers of 报表: a day, and any of campaign, stage, special action, village and unit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLabel, QWidget

from app.figures.model import Lens
from app.ui.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Mapping

LABELS = (("campaign", "活动"), ("stage", "环节"), ("action", "专项行动"), ("place", "村"), ("organisation", "单位"))
EVERYTHING = "全部"
WIDTH = 6
"""Characters a chooser shows; longer names are shown whole in its list and its tool tip."""


class LensBar(QWidget):
    """What figures are looked at by; `changed()` when the clerk chooses another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = QDateEdit(self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName("截至日期")
        self.day.editingFinished.connect(self.changed)
        self._is_day_known = False
        self.choosers: dict[str, QComboBox] = {}
        line = FlowLayout(self, gap=12)
        line.addWidget(self._pair("截至日期", self.day))
        for key, label in LABELS:
            line.addWidget(self._pair(label, self._chooser(key, label)))

    def _pair(self, label: str, chooser: QWidget) -> QWidget:
        """A chooser that keeps its label beside it where the line breaks."""
        pair = QWidget(self)
        line = QHBoxLayout(pair)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(QLabel(label, pair))
        line.addWidget(chooser)
        return pair

    def _chooser(self, key: str, label: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(f"只看哪个{label}")
        box.addItem(EVERYTHING, "")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(WIDTH)
        box.activated.connect(self.changed)
        self.choosers[key] = box
        return box

    def offer(self, today: date, choices: Mapping[str, tuple[str, ...]]) -> None:
        """Offer what the file has; what was chosen stays chosen, and the day becomes the file's own at first."""
        if not self._is_day_known:
            self.day.setDate(QDate(today.year, today.month, today.day))
            self._is_day_known = True
        for key, box in self.choosers.items():
            names = ["", *choices.get(key, ())]
            if names != [box.itemData(row) for row in range(box.count())]:
                chosen = str(box.currentData() or "")
                box.clear()
                for name in names:
                    box.addItem(name or EVERYTHING, name)
                box.setCurrentIndex(max(box.findData(chosen), 0))

    def choose(self, key: str, name: str) -> None:
        """Choose an entry by name."""
        self.choosers[key].setCurrentIndex(max(self.choosers[key].findData(name), 0))
        self.changed.emit()

    @property
    def as_of(self) -> date | None:
        """The day chosen; None until the file's own is known."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day()) if self._is_day_known else None

    @property
    def lens(self) -> Lens:
        """What is chosen."""
        campaign, stage, action, place, organisation = (self._chosen(key) for key, _label in LABELS)
        return Lens(self.as_of, campaign, stage, action, place, organisation)

    def _chosen(self, key: str) -> str:
        return str(self.choosers[key].currentData() or "")
