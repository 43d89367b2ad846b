"""The way through a form: from field to field, into the grids and out, and straight to a field that is wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.child_grid import ChildGrid

if TYPE_CHECKING:
    from app.ui.fields import Field
    from app.ui.form import RecordForm


class Walk(QObject):
    """Moves the focus about in a form."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self._form = form

    def order(self) -> list[Field]:
        """The fields that show, in the order of entry."""
        return [field for section in self._form.sections for field in section.visible_fields()]

    def chain(self) -> None:
        """Let Tab go through fields, their 更多, the tabs and the buttons, as the eye does."""
        chain: list[QWidget] = []
        for section in self._form.sections:
            chain += [field.editor for field in section.visible_fields()]
            chain.append(section.more)
        chain += [self._form.tabs, *self._form.footer.buttons]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    def focus_first(self) -> None:
        """Put the cursor where typing begins: in a new record the first blank field, else the first field."""
        open_fields = [field for field in self.order() if not field.is_locked]
        blank = next((field for field in open_fields if not field.text()), None)
        if open_fields:
            self.focus(blank if blank is not None and self._form.record is None else open_fields[0])

    def focus(self, field: Field) -> None:
        """Go to a field and bring it into view."""
        field.editor.setFocus(Qt.FocusReason.TabFocusReason)
        self._form.area.ensureWidgetVisible(field, 0, 40)

    def field_of(self, widget: QWidget | None) -> Field | None:
        """The field whose editor a widget is."""
        return next((field for field in self._form.fields.values() if field.editor is widget), None)

    def current_field(self) -> Field | None:
        """The field that has the focus."""
        return self.field_of(QApplication.focusWidget())

    def forward(self, editor: QWidget) -> None:
        """Enter: on to the next field that may be typed in."""
        order = [field for field in self.order() if not field.is_locked or field.editor is editor]
        at = next((at for at, field in enumerate(order) if field.editor is editor), None)
        if at is None:
            self._form.focus_on()
        elif at + 1 < len(order):
            self.focus(order[at + 1])
        else:
            self._after_fields()

    def _after_fields(self) -> None:
        """Past the last field: into the grid that stands open, else the entry is finished."""
        grid = self._form.tabs.currentWidget()
        if isinstance(grid, ChildGrid) and not grid.model.is_locked:
            grid.view.start()
        else:
            self.finish()

    def finish(self) -> None:
        """Past the last place: save and go on to a new one, when the clerk wants that; else to the save button."""
        self._form.footer.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        if self._form.footer.saves_at_end:
            self._form.save_and_new() if self._form.record is None else self._form.save()

    def back(self, editor: QWidget) -> None:
        """Shift+Enter: back to the field before."""
        order = [field for field in self.order() if not field.is_locked or field.editor is editor]
        at = next((at for at, field in enumerate(order) if field.editor is editor), 0)
        if at:
            self.focus(order[at - 1])

    def jump(self, key: str) -> None:
        """Go to a field, opening what hides it, or to the first wrong cell of a child (`child:name`)."""
        if key.startswith("child:"):
            grid = self._form.grids[key.removeprefix("child:")]
            self._form.tabs.setCurrentWidget(grid)
            grid.show_error()
            return
        for section in self._form.sections:
            if any(column.key == key for column in section.columns):
                if all(field.column.key != key for field in section.visible_fields()):
                    section.open()
                # A field just made has its place only after the layout has run.
                QTimer.singleShot(0, self, lambda: self.focus(self._form.fields[key]))

    def turn(self, step: int) -> None:
        """Ctrl+Tab: the next of the tabs below the fields, ready to be worked in."""
        tabs = self._form.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + step) % tabs.count())
        self.enter_tab()

    def enter_tab(self) -> None:
        """Go into the tab in front."""
        panel = self._form.tabs.currentWidget()
        if isinstance(panel, ChildGrid):
            panel.view.start()
        else:
            self._form.tabs.tabBar().setFocus(Qt.FocusReason.TabFocusReason)
