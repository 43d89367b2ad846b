"""视图: the button that keeps how a list is arranged and filtered under a name, and brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QToolButton

from app.ui import key_table
from app.ui.key_table import Where
from app.ui.plain import literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from app.services.views import View
    from app.ui.ledger_page import LedgerPage
    from db.unit import UnitOfWork

SHARED = "（全单位）"


class ViewButton(QToolButton):
    """The saved views of a ledger, those of the operator before those of the office."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self.known: tuple[View, ...] = ()
        self.setText("视图")
        self.setAccessibleName("视图")
        self.setToolTip(f"保存的视图：列、宽度、筛选和排序（{key_table.hint(Where.PAGE, 'views')}）")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.views_menu = QMenu(self)
        self.views_menu.aboutToShow.connect(self.fill)
        self.setMenu(self.views_menu)

    def read(self, then: Callable[[], None] | None = None) -> None:
        """Read the views there are."""
        from app.services import views

        page = self._page
        name, operator = page.ledger.name, page.operation.desk.actor.name

        def found(known: tuple[View, ...]) -> None:
            self.known = known
            if then is not None:
                then()

        page.operation.read(lambda unit: views.all_of(unit, ledger=name, operator=operator), found, owner=self)

    def open(self) -> None:
        """Open the menu, with the views as they are now."""
        self.read(self.showMenu)

    def fill(self) -> None:
        """List the views, and what can be done."""
        menu, page = self.views_menu, self._page
        menu.clear()
        for view in self.known:
            words = literal(view.name + (SHARED if view.is_shared else ""))
            menu.addAction(words, lambda view=view: page.arranging.show_view(view))
        if not self.known:
            menu.addAction("还没有保存的视图").setEnabled(False)
        menu.addSeparator()
        menu.addAction("全部记录，原来的列", page.arranging.show_usual)
        menu.addAction("保存现在的样子…", self.ask).setEnabled(not page.operation.desk.read_only)
        drops = menu.addMenu("删除视图")
        drops.setEnabled(bool(self.known) and not page.operation.desk.read_only)
        for view in self.known:
            words = literal(view.name + (SHARED if view.is_shared else ""))
            drops.addAction(words, lambda view=view: self._drop(view))

    def ask(self) -> None:
        """Ask for the name of a view."""
        from app.ui.view_dialog import ViewDialog

        dialog = ViewDialog(self._page, self)
        dialog.accepted.connect(self.read)
        dialog.open()

    def _drop(self, view: View) -> None:
        from app.services import views

        page = self._page
        actor, name = page.operation.desk.actor, page.ledger.name

        def work(unit: UnitOfWork) -> Changes:
            return views.drop(unit, actor=actor, ledger=name, name=view.name, is_shared=view.is_shared)

        page.operation.write(work, lambda _changes: self.read(), owner=self)
