"""The bare editors of values, one for each kind of column: in a form's field and in a grid's cell alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QDate, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QLineEdit, QPlainTextEdit, QToolButton, QWidget
from typing_extensions import override

from app.rules import reading
from app.rules.refusal import Refused
from app.rules.width import plain_digits
from app.services import earlier
from app.ui.keys import is_plain_enter, opens_choices
from app.ui.picker import ChoiceEdit, LookupEdit, PickerEdit, small_icon
from app.ui.plain import tip
from app.ui.recall import RecallEdit
from app.ui.spoken import field_name
from db.declare import Kind
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.ui.operation import Operation
    from db.declare import Column, Ledger
    from db.values import Value

FEWEST_LINES, MOST_LINES = 2, 7
EXAMPLE = "如 "
EXAMPLES = {
    Kind.DATE: "如 2014-3-5、3月5日；按 T 填今天",
    Kind.FUZZY_DATE: "如 2014-3-5、3月初、2012年冬；按 T 填今天",
    Kind.TIME: "如 9:30、下午3时",
    Kind.MONEY: "如 34000、3.4万元",
    Kind.QUANTITY: "如 2170亩、3.5公里",
}


HINT_MARGINS = 20
"""Pixels of a line that are frame and padding."""


def _shorter(hint: str) -> Iterator[str]:
    """A hint whole, then what of it still makes sense where there is less room."""
    yield hint
    yield hint.split("；", maxsplit=1)[0]
    if hint.startswith(EXAMPLE):
        yield hint.split("、", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Setting:
    """What editors need beside their column: the way to the services, the file's own today, and where the record they
    are of lies.
    """

    operation: Operation
    today: date
    near: Callable[[], Reference | None] = lambda: None


class LineEdit(QLineEdit):
    """One line of text, numbers or a time."""

    def __init__(self, column: Column, _setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(field_name(column))
        self.hint = column.help or EXAMPLES.get(column.kind, "")
        """What may be typed here, shown while the line is blank as far as there is room for whole words."""
        self.setToolTip(tip(self.hint))

    def put(self, text: str) -> None:
        """Set the text from outside."""
        self.setText(text)
        self.setCursorPosition(0)

    def lock(self, *, is_locked: bool) -> None:
        """Let nothing be typed, and hint at nothing."""
        self.setReadOnly(is_locked)
        self._fit_hint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_hint()

    def _fit_hint(self) -> None:
        fit_hint(self, self.hint)


def fit_hint(line: QLineEdit, hint: str) -> None:
    """Show in a blank line as many whole words of its hint as there is room for."""
    room = line.width() - HINT_MARGINS - sum(button.width() for button in line.findChildren(QToolButton))
    fits = (part for part in _shorter(hint) if line.fontMetrics().horizontalAdvance(part) <= room)
    line.setPlaceholderText("" if line.isReadOnly() else next(fits, ""))


class LearnedEdit(RecallEdit):
    """A line of words: what earlier records of the ledger have in this column is offered while one types."""

    def __init__(self, column: Column, setting: Setting, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(column, setting.operation, ledger, parent)
        self.hint = column.help
        self.setToolTip(tip(self.hint))

    def lock(self, *, is_locked: bool) -> None:
        """Let nothing be typed, and hint at nothing."""
        self.setReadOnly(is_locked)
        fit_hint(self, self.hint)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_hint(self, self.hint)


class DateEdit(LineEdit):
    """A date as one types it; T is today, + and - move a whole date by a day, the calendar opens on the sign."""

    def __init__(self, column: Column, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(column, setting, parent)
        self._column, self._today = column, setting.today
        self._calendar: QCalendarWidget | None = None
        action = QAction(small_icon("calendar"), f"{column.label}：从日历里选", self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def put_day(self, day: date) -> None:
        """Write a day in full."""
        self.setText(day.isoformat())

    def put_today(self) -> None:
        """Write the file's own today."""
        self.put_day(self._today)

    def _day(self) -> date | None:
        try:
            value = reading.read_value(self._column, self.text(), today=self._today)
        except Refused:
            return None
        return value.start if isinstance(value, FuzzyDate) else value if isinstance(value, date) else None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        is_blank = not self.text() or self.selectedText() == self.text()
        if opens_choices(event):
            self.open_calendar()
        elif typed in ("t", "T") and is_blank and not self.isReadOnly():
            self.put_today()
        elif typed in ("+", "-") and len(self.text()) == len("2014-03-05") and not self.isReadOnly():
            # Only a date written in full: before that the sign belongs to the date being typed.
            self._move(1 if typed == "+" else -1, event)
        else:
            super().keyPressEvent(event)

    def _move(self, days: int, event: QKeyEvent) -> None:
        day = self._day()
        if day is None:
            super().keyPressEvent(event)
        else:
            self.put_day(day + timedelta(days=days))

    def open_calendar(self) -> None:
        """Show the calendar below the line, on the day that is written."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        if self.isReadOnly():
            return
        calendar = self._calendar
        if calendar is None:
            calendar = self._calendar = QCalendarWidget(self)
            calendar.setWindowFlag(Qt.WindowType.Popup)
            calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
            calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            calendar.setAccessibleName(f"{self._column.label}的日历")
            calendar.clicked.connect(self._chosen)
            calendar.activated.connect(self._chosen)
        day = self._day() or self._today
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        calendar.show()

    def _chosen(self, day: QDate) -> None:
        self.put_day(date(day.year(), day.month(), day.day()))
        if self._calendar is not None:
            self._calendar.hide()


class LongEdit(QPlainTextEdit):
    """Text of many lines, as high as its text up to a limit; Enter is a new line, Ctrl+Enter goes on.

    `pasted` when text came in from the clipboard.
    """

    pasted = Signal()

    def __init__(self, column: Column, _setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(field_name(column))
        self.setPlaceholderText(column.help)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """The text with plain line breaks."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Set the text from outside; undo still knows the one before."""
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.movePosition(cursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(source)
        self.pasted.emit()

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the text: Enter alone is a new line."""
        return is_plain_enter(event)

    def _fit(self) -> None:
        lines = int(self.document().size().height())
        lines = min(max(lines, FEWEST_LINES), MOST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2 * int(self.document().documentMargin()) + 8)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class FlagEdit(QCheckBox):
    """Yes or no; one that was never answered stays blank until it is ticked."""

    textChanged = Signal(str)  # noqa: N815 - the name every editor's signal has in Qt

    def __init__(self, column: Column, _setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__("是", parent)
        self.setAccessibleName(field_name(column))
        self._is_answered = False
        self.clicked.connect(self._answered)

    def _answered(self) -> None:
        self._is_answered = True
        self.textChanged.emit(self.text())

    @override
    def text(self) -> str:
        if not self._is_answered:
            return ""
        return "是" if self.isChecked() else "否"

    def put(self, text: str) -> None:
        """Set the answer from outside: 是, 否 or blank."""
        self._is_answered = bool(text)
        self.setChecked(text == "是")
        self.textChanged.emit(text)


Editor: TypeAlias = LineEdit | LongEdit | FlagEdit | LookupEdit


def make_editor(
    column: Column, setting: Setting, parent: QWidget | None = None, *, ledger: Ledger | None = None
) -> Editor:
    """The editor for a column's kind; with the ledger, one that knows what stands there in earlier records."""
    if column.is_reference:
        return PickerEdit(column, setting.operation, parent, near=setting.near)
    if column.kind is Kind.CHOICE and column.choices:
        return ChoiceEdit(column, parent)
    if ledger is not None and (earlier.may_learn(column) or earlier.names_one(ledger, column)):
        return LearnedEdit(column, setting, ledger, parent)
    makers: dict[Kind, Callable[[Column, Setting, QWidget | None], Editor]] = {
        Kind.LONG: LongEdit,
        Kind.DATE: DateEdit,
        Kind.FUZZY_DATE: DateEdit,
        Kind.FLAG: FlagEdit,
    }
    return makers.get(column.kind, LineEdit)(column, setting, parent)


def put_value(editor: Editor, column: Column, value: Value) -> None:
    """Show a value in its editor."""
    if isinstance(editor, PickerEdit):
        editor.put_reference(value if isinstance(value, Reference) else None)
    else:
        editor.put(reading.show_value(column, value))


def read_editor(editor: Editor, column: Column, today: date) -> Value:
    """The value an editor holds, None when blank; raises Refused with a sentence that begins with the label."""
    text = typed_text(editor, column)
    value = reading.read_value(column, text, today=today)
    is_as_picked = isinstance(editor, PickerEdit) and isinstance(value, Reference) and text == editor.text()
    return editor.reference() if is_as_picked else value  # type: ignore[union-attr]


def typed_text(editor: Editor, column: Column) -> str:
    """The text of an editor that is left: full-width digits and letters plain, but words as spoken or written whole."""
    return editor.text() if column.kind is Kind.LONG else plain_digits(editor.text())
