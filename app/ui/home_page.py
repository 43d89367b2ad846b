"""首页: four large buttons for what is done every day, what is due and unfinished, and how much each ledger holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ledgers import registry
from app.services import deadlines, home, listing, office
from app.ui.big_button import BigButton
from app.ui.charts import ChartFrame
from app.ui.duties_tile import DutiesTile
from app.ui.flow_layout import EvenLayout
from app.ui.held_grid import HeldGrid
from app.ui.plain import Words
from app.ui.renewed import Renewed
from db.ask import State

if TYPE_CHECKING:
    from datetime import date

    from app.services.changes import Actor
    from app.services.dashboard import Chart
    from app.services.home import Count, Duty, Tile
    from app.ui.held_grid import Held
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

WEEKDAYS = "一二三四五六日"
LINES_A_TILE = 5
CHART_LABELS = 6
"""Labels of a chart that is not over time; the others stand in 报表."""
_HINTS = {
    State.OVERDUE: "过了办理时限还没有办结",
    State.NEAR: "快到办理时限",
    State.FOLLOW_UP: "今天该问一问的",
    State.OPEN: "正在办理的",
    State.INCOMPLETE: "带★的内容还没有填全",
}


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """All that 首页 shows, read at one moment."""

    office: str
    today: date
    tiles: tuple[Tile, ...]
    held: Held
    duties: tuple[Duty, ...]
    warning: str
    """What is to be said of the holidays; empty when they are known."""


def figures(unit: UnitOfWork, actor: Actor) -> HomeFigures:
    """Read 首页; every figure is the count of the list it opens."""
    hidden = office.hidden_ledgers(unit)
    shown = [ledger for ledger in registry.LEDGERS if ledger.name not in hidden]
    counts = listing.held(unit, ledgers=shown)
    held = tuple(
        (label, tuple((one.name, one.label, counts[one.name]) for one in shown if one.tab == tab))
        for tab, label in registry.TABS
        if tab != "base"
    )
    return HomeFigures(
        office.name(unit), unit.clock.today(), home.tiles(unit), held, home.duties(unit, actor=actor),
        deadlines.holiday_warning(unit),
    )  # fmt: skip


def _charts(unit: UnitOfWork) -> tuple[Chart, ...]:
    from app.services import dashboard  # a start that does not show 首页 has no use for the figures

    return dashboard.charts(unit, keys=dashboard.HOME)


class HomePage(Renewed, QScrollArea):
    """Signals: `entry_wanted(ledger)` for a new record; `list_wanted(Ask)` for a list; `drafts_wanted()` for 草稿;
    `open_record(ledger, id)` for one of the rows behind a bar.
    """

    entry_wanted = Signal(str)
    list_wanted = Signal(object)
    drafts_wanted = Signal()
    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operation = operation
        self.tiles: dict[State, QFrame] = {}
        self.setWidgetResizable(True)
        self.setAccessibleName("首页")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self)
        body.setObjectName("page")
        self.head = Words(body)
        self.head.setProperty("role", "title")
        self.day = Words(body)
        self.day.setProperty("role", "faint")
        self.warning = Words(body, wordWrap=True)
        self.warning.setProperty("role", "warning")
        self.warning.hide()
        self.tile_line, self.chart_line = EvenLayout(gap=12), EvenLayout(gap=12)
        self.held = HeldGrid(body)
        self.held.list_wanted.connect(self.list_wanted)
        self._build(body)
        self.setWidget(body)
        self.renew_with(operation)
        operation.drafts_changed.connect(self.grow_stale)

    def _build(self, body: QWidget) -> None:
        head = QHBoxLayout()
        head.addWidget(self.head)
        head.addStretch(1)
        head.addWidget(self.day)
        entries = EvenLayout(gap=12)
        for ledger, label, words in home.ENTRIES:
            button = BigButton(label, words, body)
            button.clicked.connect(lambda _=False, ledger=ledger: self.entry_wanted.emit(ledger))
            entries.addWidget(button)
        lines = QVBoxLayout(body)
        lines.setContentsMargins(20, 8, 20, 4)
        lines.setSpacing(6)
        lines.addLayout(head)
        lines.addWidget(self.warning)
        lines.addLayout(entries)
        lines.addSpacing(2)
        lines.addWidget(_section("今天要看的"))
        lines.addLayout(self.tile_line)
        lines.addSpacing(2)
        lines.addWidget(_section("一眼看"))
        lines.addLayout(self.chart_line)
        lines.addSpacing(2)
        lines.addWidget(_section("各台账记录数"))
        lines.addWidget(self.held)
        lines.addStretch(1)

    @override
    def refresh(self) -> None:
        """Read all figures anew."""
        self._stale = False
        actor = self.operation.desk.actor
        self.operation.read(lambda unit: figures(unit, actor), self._show, owner=self)
        self.operation.read(_charts, self._show_charts, owner=self)

    def _show(self, found: HomeFigures) -> None:
        day = found.today
        self.head.setText(found.office)
        self.day.setText(f"今天 {day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}")
        self.warning.setText(found.warning)
        self.warning.setVisible(bool(found.warning))
        _empty(self.tile_line)
        self.tiles = {tile.state: self._tile(tile) for tile in found.tiles}
        for frame in self.tiles.values():
            self.tile_line.addWidget(frame)
        if found.duties:
            self.tile_line.addWidget(DutiesTile(found.duties, self._take_up, self))
        self.held.show_held(found.held)

    def _take_up(self, duty: Duty) -> None:
        if duty.ask is None:
            self.drafts_wanted.emit()
        else:
            self.list_wanted.emit(duty.ask)

    def _open_rows(self, code: str, name: str) -> None:
        from app.ui.rows_dialog import RowsDialog

        dialog = RowsDialog(self.operation, code, name, parent=self)
        dialog.open_record.connect(self.open_record)
        dialog.open()

    def _show_charts(self, found: tuple[Chart, ...]) -> None:
        _empty(self.chart_line)
        for chart in found:
            frame = ChartFrame(chart.first(CHART_LABELS), self)
            frame.opened.connect(self._open_rows)
            frame.entry_wanted.connect(self.entry_wanted)
            self.chart_line.addWidget(frame)

    def _tile(self, tile: Tile) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("tile")
        mood = {State.OVERDUE: "alarm", State.NEAR: "near"}.get(tile.state) if tile.total else None
        figure, label = QLabel(str(tile.total), frame), QLabel(tile.label, frame)
        figure.setProperty("role", "figure")
        label.setProperty("role", "section")
        if mood:
            frame.setProperty(mood, "true")
            figure.setProperty(mood, "true")
        figure.setAccessibleName(f"{tile.label} {tile.total}")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(figure)
        top.addWidget(label, 1, Qt.AlignmentFlag.AlignBottom)
        hint = QLabel(_HINTS[tile.state], frame)
        hint.setProperty("role", "small")
        lines = QVBoxLayout(frame)
        lines.setContentsMargins(12, 4, 8, 8)
        lines.setSpacing(0)
        lines.addLayout(top)
        lines.addWidget(hint)
        counts = sorted(tile.counts, key=lambda count: -count.count)
        shown = LINES_A_TILE if len(counts) <= LINES_A_TILE else LINES_A_TILE - 1
        for count in counts[:shown]:
            lines.addWidget(self._line(tile, count))
        if counts[shown:]:
            lines.addWidget(self._others(counts[shown:]))
        lines.addStretch(1)
        return frame

    def _line(self, tile: Tile, count: Count) -> QPushButton:
        button = QPushButton(f"{count.label}　{count.count}", self)
        button.setProperty("role", "line")
        button.setAccessibleName(f"{tile.label}：{count.label} {count.count}")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.list_wanted.emit(count.ask))
        return button

    def _others(self, counts: list[Count]) -> QPushButton:
        """The ledgers for which a tile has no line left, behind one button."""
        button = QPushButton(f"其他台账　{sum(count.count for count in counts)} …", self)
        button.setProperty("role", "line")
        menu = QMenu(button)
        for count in counts:
            menu.addAction(f"{count.label}　{count.count}", lambda ask=count.ask: self.list_wanted.emit(ask))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
