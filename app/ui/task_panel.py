"""练习任务: beside the pages of a sample, the ten tasks with their steps; what is done gets its tick by itself."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import learning
from app.ui.keys import ENTER

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.services.learning import Standing
    from app.ui.operation import Operation

PAUSE = 150
"""Milliseconds after a change before the tasks are held against the file."""
CHARACTERS = 15
DONE, OPEN = "✓", "○"
ALL_DONE = "十项都做完了。可以新建本单位的台账了；想再练一遍，点上面的“恢复原样”。"


class TaskList(QListWidget):
    """The tasks; Enter goes to the page of the one in hand, Esc back to the page."""

    entered = Signal()
    left = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TaskPanel(QDockWidget):
    """Signals: `go_wanted(page)` to the place of a task; `left()`; `told(sentence)`; `counted(done, of)`."""

    go_wanted = Signal(str)
    left = Signal()
    told = Signal(str)
    counted = Signal(int, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("练习任务", parent)
        self.setObjectName("tasks")
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.setAllowedAreas(Qt.DockWidgetArea.RightDockWidgetArea)
        self._operation = operation
        self.standing: tuple[Standing, ...] = ()
        self.list = TaskList(self)
        self.list.setAccessibleName("练习任务")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.how = QTextBrowser(self)
        self.how.setAccessibleName("怎么做")
        self.how.setTabChangesFocus(True)
        self.how.setOpenLinks(False)
        self.go, self.again = QPushButton("到那里去", self), QPushButton("重做这一题", self)
        self.go.setProperty("main", "true")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._title, self.away = QLabel(self), QPushButton("收起", self)
        self._build()
        self.list.currentRowChanged.connect(self._show_task)
        self.list.entered.connect(self._go)
        self.list.itemDoubleClicked.connect(lambda _item: self._go())
        self.list.left.connect(self.left)
        self.away.clicked.connect(self.hide)
        self.away.clicked.connect(self.left)
        self.go.clicked.connect(self._go)
        self.again.clicked.connect(self._once_more)
        operation.changed.connect(lambda _changes, _initiator: self._pause.start())

    def _build(self) -> None:
        body = QWidget(self)
        body.setObjectName("page")
        self._body = body
        self._fit()
        buttons = QHBoxLayout()
        buttons.addWidget(self.go, 1)
        buttons.addWidget(self.again)
        lines = QVBoxLayout(body)
        lines.setContentsMargins(8, 6, 8, 8)
        lines.addWidget(self.list, 3)
        lines.addWidget(self.how, 4)
        lines.addLayout(buttons)
        self.setWidget(body)
        head = QFrame(self)
        head.setObjectName("tasks")
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 3, 8, 3)
        line.addWidget(self._title, 1)
        line.addWidget(self.away)
        self.setTitleBarWidget(head)
        self._title.setText(self.windowTitle())
        self.windowTitleChanged.connect(self._title.setText)

    def _fit(self) -> None:
        self._body.setFixedWidth(self.fontMetrics().horizontalAdvance("汉" * CHARACTERS) + 24)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.widget() is not None:
            self._fit()

    def take_focus(self) -> None:
        """Put the keys on the list of tasks."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Hold every task against the file, and show how it stands."""
        found: list[Standing] = []
        self._operation.keep(lambda unit: found.extend(learning.look(unit)), lambda _: self._show(found), owner=self)

    def _show(self, found: list[Standing]) -> None:
        before = {one.task.name for one in self.standing if one.is_done}
        fresh = [one.task.title for one in found if one.is_done and one.task.name not in before]
        is_first, self.standing = not self.standing, tuple(found)
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for place, one in enumerate(found, start=1):
            item = QListWidgetItem(f"{DONE if one.is_done else OPEN} {place}. {one.task.title}", self.list)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{one.task.title}，{'已完成' if one.is_done else '没有完成'}"
            )
        self.list.blockSignals(False)
        self.list.setMaximumHeight(self.list.sizeHintForRow(0) * len(found) + 2 * self.list.frameWidth() + 4)
        done = sum(one.is_done for one in found)
        self.setWindowTitle(f"练习任务　{done} / {len(found)}")
        self.counted.emit(done, len(found))
        first_open = next((place for place, one in enumerate(found) if not one.is_done), 0)
        self.list.setCurrentRow(row if row >= 0 else first_open)
        if fresh and not is_first:
            self.told.emit(
                ALL_DONE if done == len(found) else f"练习任务完成：{'、'.join(fresh)}（{done} / {len(found)}）"
            )

    @property
    def current(self) -> Standing | None:
        """The task in hand."""
        row = self.list.currentRow()
        return self.standing[row] if 0 <= row < len(self.standing) else None

    def _show_task(self) -> None:
        one = self.current
        if one is not None:
            self.how.setHtml(_page(one))
            self.again.setEnabled(one.is_done)

    def _go(self) -> None:
        if self.current is not None:
            self.go_wanted.emit(self.current.task.page)

    def _once_more(self) -> None:
        one = self.current
        if one is None:
            return
        name = one.task.name
        self._operation.keep(lambda unit: learning.once_more(unit, task=name), lambda _: self.refresh(), owner=self)


def _page(one: Standing) -> str:
    """A task in words: what for, the steps, and what is still wanting."""
    steps = "".join(f"<li style='margin-bottom:4px'>{escape(step)}</li>" for step in one.task.steps)
    lines = (f"{DONE if part.is_done else OPEN} {part.words}{_count(part.have, part.want)}" for part in one.parts)
    parts = "".join(f"<p style='margin:2px 0'>{escape(line)}</p>" for line in lines)
    return (
        f"<p style='margin:0 0 4px 0'>{escape(one.task.purpose)}</p>"
        f"<ol style='margin:0 0 6px 0; -qt-list-indent:0; margin-left:20px'>{steps}</ol>"
        f"<p style='margin:4px 0 2px 0'><b>{'做完了' if one.is_done else '做到这样就算完成'}</b></p>{parts}"
    )


def _count(have: int, want: int) -> str:
    return f"（{have} / {want}）" if want > 1 else ""
