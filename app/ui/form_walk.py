"""The way through a form: from field to field, into the grids and out, and straight to a field that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.ui.child_grid import ChildGrid
from app.ui.on_screen import in_order

if TYPE_CHECKING:
    from collections.abc import Container

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
        in_order(*chain)

    def focus_first(self) -> None:
        """Put the cursor where typing begins: in a new record the first blank field that the record before did not
        leave blank too, else the first field.
        """
        at, self._form.carry.begins_at = self._form.carry.begins_at, ""
        begun = self._form.fields.get(at)
        if begun is not None and not begun.is_locked:
            self.focus(begun)
            if isinstance(begun.editor, QLineEdit | QPlainTextEdit):
                begun.editor.selectAll()
            return
        open_fields = [field for field in self.order() if not field.is_locked]
        passed = self._form.carry.passed
        blank = next((field for field in open_fields if not field.text() and field.column.key not in passed), None)
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

    def _stops(self, editor: QWidget) -> list[Field]:
        """Where Enter stops: fields that may be typed in, less those that the record before left blank as this one."""
        passed = self._form.carry.passed
        return [
            field
            for field in self.order()
            if field.editor is editor or not (field.is_locked or (field.column.key in passed and not field.text()))
        ]

    def _comes_filled(self, field: Field) -> bool:
        """Whether a new record has something here that the clerk chose before, by a pin or with a person, or will have
        it from its small tables as the record before.
        """
        carry, key, text = self._form.carry, field.column.key, field.text()
        if field.column.computed is not None and not text:
            return self._form.record is None and carry.had_rows  # it comes from the small table again
        is_as_pinned = key in carry.keys and not field.is_changed
        return self._form.record is None and bool(text) and (is_as_pinned or carry.given.get(key) == text)

    def forward(self, editor: QWidget) -> None:
        """Enter: on to the next field that may be typed in."""
        order = [field for field in self._stops(editor) if field.editor is editor or not self._comes_filled(field)]
        at = next((at for at, field in enumerate(order) if field.editor is editor), None)
        if at is None:
            self._form.focus_on()
        elif at + 1 < len(order):
            self.focus(order[at + 1])
        else:
            self._after_fields()

    def past(self, keys: Container[str]) -> None:
        """From a field that was just filled by itself, go on to the first blank one."""
        order = [field for field in self.order() if not field.is_locked]
        here = self.current_field()
        if here not in order:
            return
        rest = order[order.index(here) :]
        following = next((field for field in rest if not field.text()), None)
        if here.column.key in keys and following is not None:
            self.focus(following)

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
        order = self._stops(editor)
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
