"""学习模式 in a window: the band over the pages of a sample, with its tasks and the way back to how it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton

from app.ui import key_table
from app.ui.key_table import Where

if TYPE_CHECKING:
    from datetime import date

    from app.ui.main_window import MainWindow
    from app.ui.task_panel import TaskPanel

WORDS = "练习用的示例乡镇，都是虚构的人。请勿登记真实内容。"
TITLE = "（练习）"


def words_of(today: date) -> str:
    """The words of the band, with the day by which the sample goes."""
    return f"{WORDS}今天按{today.year}年{today.month}月{today.day}日算。"


class Practice(QObject):
    """What a window on a sample has more than others: the band's buttons and the panel of tasks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.panel: TaskPanel | None = None
        self.tasks_button = QPushButton("练习任务", window.banner)
        self.reset_button = QPushButton("恢复原样…", window.banner)
        self.tasks_button.setToolTip(f"十项练习，一步一步跟着做（{key_table.hint(Where.WINDOW, 'tasks')}）")
        self.reset_button.setToolTip("把示例换成刚建好的样子，自己登记的练习内容都去掉")
        self.tasks_button.clicked.connect(self.turn_tasks)
        self.reset_button.clicked.connect(window.reset_wanted)
        line = window.banner.layout()
        for button in (self.tasks_button, self.reset_button):
            button.setVisible(not window.operation.desk.read_only)
            line.addWidget(button)  # type: ignore[union-attr]  # the band has a layout
        if window.operation.desk.store.is_server:
            self.reset_button.hide()  # a fresh sample is a file
        window.banner.setProperty("practice", "true")
        for part in (window.banner, *window.banner.findChildren(QLabel)):
            part.style().polish(part)
        key = QAction("练习任务", window)
        key.setShortcuts(key_table.sequences(Where.WINDOW, "tasks"))
        key.triggered.connect(self.turn_tasks)
        window.addAction(key)

    def turn_tasks(self) -> None:
        """Show the tasks, or put them away."""
        if self.panel is not None and self.panel.isVisible():
            self.panel.hide()
            self._back()
        else:
            self.show_tasks()

    def show_tasks(self) -> None:
        """Show the tasks at the right of the pages, with the keys on them."""
        if self._window.operation.desk.read_only:
            return
        if self.panel is None:
            self._make_panel().refresh()
        if self.panel is not None:
            self.panel.show()
            self.panel.take_focus()

    def _make_panel(self) -> TaskPanel:
        from app.ui.task_panel import TaskPanel

        panel = self.panel = TaskPanel(self._window.operation, self._window)
        panel.go_wanted.connect(self._window.show_place)
        panel.left.connect(self._back)
        panel.told.connect(self._window.status.say)
        panel.counted.connect(lambda done, of: self.tasks_button.setText(f"练习任务 {done} / {of}"))
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, panel)
        return panel

    def _back(self) -> None:
        page = self._window.page
        if page is not None:
            page.take_focus()
        else:
            self._window.tabs.currentWidget().setFocus()
