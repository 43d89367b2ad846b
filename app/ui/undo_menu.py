"""撤销 and 重做 by name: what each would take back stands in the menu, on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from app.services import undo
from app.ui import key_table
from app.ui.key_table import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QMenu

    from app.ui.main_window import MainWindow

WORDS = {"undo": "撤销", "redo": "重做"}


class UndoMenu(QObject):
    """Names the two actions of all ledger pages, and gives the pages without a ledger their own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._operation = window, window.operation
        self._labels = {"undo": "", "redo": ""}
        self.actions_by_name = {name: self._make(name) for name in WORDS}
        self._operation.changed.connect(self.refresh)
        self.refresh()

    def _make(self, name: str) -> QAction:
        action = QAction(WORDS[name], self._window)
        action.setShortcuts(key_table.sequences(Where.PAGE, name))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        work = undo.undo if name == "undo" else undo.redo
        actor = self._operation.desk.actor
        action.triggered.connect(
            lambda: self._operation.write(lambda unit: work(unit, actor=actor), owner=self._window)
        )
        return action

    def fill(self, menu: QMenu) -> None:
        """Put the actions into the menu of a page that shows no ledger, and let their keys work there."""
        if self._window.page is None:
            actions = list(self.actions_by_name.values())
            menu.addActions(actions)
            here = self._window.tabs.currentWidget()
            here.addActions([action for action in actions if action not in here.actions()])
        self._name()

    def refresh(self) -> None:
        """Ask what would be taken back now, and name the actions by it."""
        actor = self._operation.desk.actor
        self._operation.read(lambda unit: undo.labels(unit, actor=actor), self._show, owner=self)

    def _show(self, labels: tuple[str, str]) -> None:
        self._labels = dict(zip(WORDS, labels, strict=True))
        self._name()

    def _name(self) -> None:
        for name, action in self._actions():
            label = self._labels[name]
            text = f"{WORDS[name]}：{label}" if label else WORDS[name]
            action.setText(text)
            action.setIconText(WORDS[name])  # the tool bar stays short
            action.setToolTip(f"{text}（{key_table.hint(Where.PAGE, name)}）")

    def _actions(self) -> Iterator[tuple[str, QAction]]:
        yield from self.actions_by_name.items()
        for tab in self._window.tab_pages.values():
            for page in tab.pages:
                for name in WORDS:
                    yield name, page.actions_by_name[name]
