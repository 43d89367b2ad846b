"""Charts whose every bar is a button: worked by mouse and keyboard, read aloud, told apart by more than colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.ledgers import registry
from app.ui.plain import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from app.services.dashboard import Bar, Chart

INKS = ("#1f5f8b", "#b56a00", "#4d7c3a")
PATTERNS = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.Dense5Pattern)
GROUND, FOCUS = "#eef2f6", "#12364f"
THICK, THIN, HIGH, LABEL_CHARACTERS = 18, 12, 96, 8
FEW, COLUMN_CHARACTERS = 6, 4
"""So many months stand well apart; more of them need the room."""
SHORTEST = 2
"""Pixels of a bar that is not nothing."""


class BarButton(QAbstractButton):
    """One bar, as long as its part of the whole."""

    def __init__(self, bar: Bar, full: int, place: int, *, upright: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar, self.full, self.upright = bar, full, upright
        self.ink, self.pattern = INKS[place % len(INKS)], PATTERNS[place % len(PATTERNS)]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        return QSize(THICK, HIGH) if self.upright else QSize(HIGH, THICK)

    def filled(self) -> QRectF:
        """The part of the button that is inked."""
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        length = box.height() if self.upright else box.width()
        part = length * self.bar.size / self.full if self.full else 0.0
        part = max(part, SHORTEST) if self.bar.size else 0.0
        if self.upright:
            return QRectF(box.left(), box.bottom() - part, box.width(), part)
        return QRectF(box.left(), box.top(), part, box.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), QColor(GROUND))
        ink = QColor(self.ink)
        painter.setPen(QPen(ink))
        painter.setBrush(QBrush(ink, self.pattern))
        painter.drawRect(self.filled())
        if self.hasFocus():
            painter.setPen(QPen(QColor(FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class Swatch(QLabel):
    """A square of a series' ink in the legend."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.setFixedSize(THIN, THIN)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), QColor(INKS[self._place % len(INKS)])
        painter.setPen(QPen(ink))
        painter.setBrush(QBrush(ink, PATTERNS[self._place % len(PATTERNS)]))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class ChartFrame(QFrame):
    """A chart with its title; `opened(code, name)` for a bar, `entry_wanted(ledger)` where there is nothing yet."""

    opened = Signal(str, str)
    entry_wanted = Signal(str)

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tile")
        self.chart = chart
        self.bars: list[BarButton] = []
        title = QLabel(chart.title, self)
        title.setProperty("role", "section")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 6, 12, 8)
        lines.setSpacing(4)
        lines.addLayout(head)
        if chart.is_empty:
            self._say_empty(lines)
            return
        if len(chart.series) > 1:
            self._legend(head)
        lines.addLayout(self._upright() if chart.over_time else self._lying())
        if chart.note:
            note = Words(chart.note, self)
            note.setProperty("role", "small")
            note.setWordWrap(True)
            lines.addWidget(note)
        lines.addStretch(1)

    def _say_empty(self, lines: QVBoxLayout) -> None:
        label = registry.find(self.chart.ledger).label
        said = QLabel(f"这一年还没有可以画的数。登记{label}以后，图会自己画出来。", self)
        said.setProperty("role", "faint")
        said.setWordWrap(True)
        button = QPushButton(f"登记{label}", self)
        button.clicked.connect(lambda: self.entry_wanted.emit(self.chart.ledger))
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        lines.addWidget(said)
        lines.addLayout(line)
        lines.addStretch(1)

    def _legend(self, head: QHBoxLayout) -> None:
        for place, one in enumerate(self.chart.series):
            label = QLabel(one.name, self)
            label.setProperty("role", "small")
            head.addWidget(Swatch(place, self))
            head.addWidget(label)

    def _button(self, label: str, place: int, bar: Bar, *, upright: bool) -> BarButton:
        series = self.chart.series[place].name
        name = f"{self.chart.title}：{label} {series}{bar.text}"
        button = BarButton(bar, self.chart.full, place, upright=upright, parent=self)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self.opened.emit(bar.code, f"{self.chart.title} {label}"))
        self.bars.append(button)
        return button

    def _upright(self) -> QGridLayout:
        """Columns over time: what each comes to above it, its month below."""
        grid = QGridLayout()
        grid.setSpacing(2)
        room = self.fontMetrics().horizontalAdvance("汉") * (COLUMN_CHARACTERS if len(self.chart.labels) <= FEW else 2)
        for column, label in enumerate(self.chart.labels):
            side = QHBoxLayout()
            side.setSpacing(1)
            texts = []
            for place, one in enumerate(self.chart.series):
                bar = one.bars[column]
                if bar is not None:
                    side.addWidget(self._button(label, place, bar, upright=True))
                texts.append("—" if bar is None else _figure_of(bar.text))
            grid.addWidget(_small("/".join(texts), self), 0, column, Qt.AlignmentFlag.AlignHCenter)
            grid.addLayout(side, 1, column, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(
                _small(_short_month(label, first=column == 0), self), 2, column, Qt.AlignmentFlag.AlignHCenter
            )
            grid.setColumnMinimumWidth(column, room)
        grid.setColumnStretch(len(self.chart.labels), 1)
        grid.setRowMinimumHeight(1, HIGH)
        return grid

    def _lying(self) -> QGridLayout:
        """Rows: the label, its bars one under the other, and what each comes to."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        row, metrics = 0, self.fontMetrics()
        room = metrics.horizontalAdvance("汉") * LABEL_CHARACTERS
        for column, label in enumerate(self.chart.labels):
            name = _small(metrics.elidedText(label, Qt.TextElideMode.ElideRight, room), self)
            name.setToolTip(label)
            top = row
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for place, one in enumerate(self.chart.series):
                bar = one.bars[column]
                if bar is None:
                    continue
                button = self._button(label, place, bar, upright=False)
                button.setFixedHeight(THICK if len(self.chart.series) == 1 else THIN)
                grid.addWidget(button, row, 1)
                grid.addWidget(_small(bar.text, self), row, 2)
                row += 1
            row = max(row, top + 1)
        grid.setColumnStretch(1, 1)
        return grid


def _small(text: str, parent: QWidget) -> QLabel:
    label = Words(text, parent)
    label.setProperty("role", "small")
    return label


def _figure_of(text: str) -> str:
    """The figure without its counter, for the narrow place above a column."""
    return text.rstrip("件项条起个次元%") or text


def _short_month(label: str, *, first: bool) -> str:
    """3月, with its year at the first column and in January."""
    _year, _, month = label.partition("年")
    return label if first or not month or month == "1月" else month
