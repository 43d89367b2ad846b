"""How a form looks and which keys it has: its own style rules, actions, footer and the width of its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.rules.paper_marks import BLANK, UNREADABLE
from app.rules.rights import Right
from app.services import permitted, registers
from app.ui import application, form_data, form_paper, key_table, offering, roster
from app.ui.form_parts import ElidedLabel
from app.ui.key_table import Where
from app.ui.picker import PickerEdit
from app.ui.recall import RecallEdit, recognise
from db.declare import REGISTER_OF, Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from app.ui.fields import Field
    from app.ui.form import RecordForm
    from db.declare import Column

TWO_COLUMNS_FROM = 680
LONGEST_LABEL = 9
PIN_ROOM = 18
"""Characters of a label before it goes on in a second line."""
_AT_END = "entry/saves_at_end"
HEIGHTS = [360, 176]
"""Pixels of the fields and of the tabs below them at first."""
STYLE = """
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border: 2px solid #a61b1b; background-color: #fdf6f5; }
QListWidget#offers { border: 1px solid #1f5f8b; background-color: #ffffff; }
QFrame#rule { background-color: #dde3e9; border: none; max-height: 1px; min-height: 1px; }
QPushButton#more { padding: 0 8px; min-height: 20px; }
QPushButton#more:checked { color: #1f5f8b; background-color: transparent; }
QLabel#state { background-color: #e1ecf5; color: #12364f; border-radius: 3px; padding: 2px 8px; }
"""

ACTIONS: tuple[tuple[str, str], ...] = (
    ("save", "保存"),
    ("save_and_new", "保存并新建"),
    ("close", "关闭"),
    ("check", "检查"),
    ("next_tab", "下面的下一页"),
    ("previous_tab", "下面的上一页"),
    ("roster", "照上一次的名单"),
    ("same", "同上一条"),
    ("today", "填今天"),
    ("pin", "设为常用（再按取消）"),
    ("carry", "下一条沿用（再按取消）"),
    ("clean", "清理文字…"),
    ("blank", "纸面空白（再按取消）"),
    ("unreadable", "纸面字迹不清（再按取消）"),
    ("first_record", "第一条"),
    ("last_record", "最后一条"),
)
"""The actions of a form: name and text; their keys are declared in `key_table`."""


def add_actions(form: RecordForm) -> dict[str, QAction]:
    """Give a form its actions; they work while the focus is in it."""
    runs: dict[str, Callable[[], object]] = {
        "save": form.save,
        "save_and_new": form.save_and_new,
        "close": lambda: form.closed.emit() if form.leave() else None,
        "check": lambda: _check(form),
        "next_tab": lambda: form.walk.turn(1),
        "previous_tab": lambda: form.walk.turn(-1),
        "roster": lambda: roster.fill(form),
        "same": form.carry.same_as_before,
        "today": form.put_today,
        "pin": lambda: _with_current(form, form.carry.toggle_pinned),
        "carry": lambda: _with_current(form, form.carry.toggle),
        "blank": lambda: form_paper.mark(form, BLANK),
        "unreadable": lambda: form_paper.mark(form, UNREADABLE),
        "first_record": lambda: form.end_wanted.emit(False),
        "last_record": lambda: form.end_wanted.emit(True),
        "clean": lambda: _with_current(form, lambda key: form.fields[key].clean()),
    }
    actions = {}
    for name, text in ACTIONS:
        action = QAction(text, form)
        action.setShortcuts(key_table.sequences(Where.FORM, name))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, run=runs[name]: run())
        form.addAction(action)
        actions[name] = action
    offering.hold(actions, offering.FORM, form.operation.desk.actor)
    return actions


def _check(form: RecordForm) -> None:
    """F9: what keeps the record from being saved stands at its place; when nothing does, that is said too."""
    if form.check():
        lacking = len(form.missing(form.values()))
        rest = f"还有{lacking}项待补。" if lacking else "没有待补的。"
        form.told.emit(f"检查过了，可以保存。{rest}")


def _with_current(form: RecordForm, run: Callable[[str], None]) -> None:
    field = form.walk.current_field()
    if field is not None:
        run(field.column.key)


def field_menu(form: RecordForm, column: Column, where: QPoint) -> QMenu:
    """The menu of a field's label: 常用 and 沿用."""
    menu = QMenu(form)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, is_on, run in (
        ("常用：一打开就显示", form.carry.is_pinned(column.key), form.carry.toggle_pinned),
        ("下一条沿用这一项", column.key in form.carry.keys, form.carry.toggle),
    ):
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(is_on)
        action.triggered.connect(lambda _checked=False, run=run: run(column.key))
    menu.actions()[1].setEnabled(form_data.may_carry(column))
    if column.kind is Kind.LONG:
        menu.addAction("清理文字…", form.fields[column.key].clean).setEnabled(not form.fields[column.key].is_locked)
    menu.popup(where)
    return menu


def registrar(form: RecordForm) -> Callable[[Kind, str], None]:
    """What carries 登记 of an unknown name to the window: the register's machine name and what was typed."""
    return lambda kind, name: form.register_wanted.emit(REGISTER_OF[kind], name)


def place_of(form: RecordForm) -> Reference | None:
    """Where the record in the form lies, as it stands in the form."""
    field = form.fields.get(registers.PLACE)
    if field is None:  # it stands under 更多, not made yet
        stored = form.stored(registers.PLACE)
        return stored if isinstance(stored, Reference) else None
    return field.editor.reference() if isinstance(field.editor, PickerEdit) else None


def watch(form: RecordForm, field: Field) -> None:
    """Connect what other fields have to do with a field: a name that was recognised, a village for its households."""
    if isinstance(field.editor, RecallEdit):
        field.editor.recognised.connect(lambda record_id: recognise(form, record_id))
    if field.column.key == registers.PLACE and isinstance(field.editor, PickerEdit):
        field.left.connect(lambda: _look_again(form))
        field.editor.resolved.connect(lambda: _look_again(form))


def _look_again(form: RecordForm) -> None:
    """Let the households of a form be looked up in its village."""
    for field in form.fields.values():
        if isinstance(field.editor, PickerEdit) and not field.is_locked:
            field.editor.look_again()


def offer_sheets(form: RecordForm) -> None:
    """Offer the forms of a saved record in the footer; a record that is not saved yet has none."""
    record = form.record
    if record is None:
        form.footer.offer_sheets(())
        return
    from app.services import forms  # late: they bring the paper, which no form needs before it is asked to print
    from app.ui import form_print

    def printing(name: str) -> Callable[[], None]:
        return lambda: form_print.preview(form, form.operation, form=name, number=record.number)

    form.footer.offer_sheets((sheet.label, printing(sheet.name)) for sheet in forms.of(form.ledger.name))
    reason = permitted.why_not(form.operation.desk.actor, Right.PRINT)
    form.footer.sheets.setEnabled(not reason)
    form.footer.sheets.setToolTip(reason)


def scroll_area() -> tuple[QScrollArea, QVBoxLayout]:
    """The area that holds the sections, and the layout to put them in."""
    area, inside = QScrollArea(), QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(4)
    layout.addStretch(1)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setMinimumHeight(76)
    return area, layout


def count_tabs(tabs: QTabWidget, counts: Mapping[QWidget, int]) -> None:
    """Put behind the words of a tab how many rows it holds."""
    for widget, count in counts.items():
        at = tabs.indexOf(widget)
        word = tabs.tabText(at).split(" ")[0]
        tabs.setTabText(at, f"{word} {count}" if count else word)


def shape(form: QWidget, columns: Iterable[Column]) -> tuple[int, int]:
    """How many columns of fields fit, and how wide their labels are."""
    two = TWO_COLUMNS_FROM * form.fontMetrics().horizontalAdvance("字") / 15
    return (2 if form.width() >= two else 1), label_width(form, columns)


def label_width(form: QWidget, columns: Iterable[Column]) -> int:
    """How wide the labels of these columns are, in pixels."""
    longest = max((len(column.label) + 1.5 * column.complete for column in columns), default=4)
    return round(min(longest, LONGEST_LABEL) * form.fontMetrics().horizontalAdvance("字")) + 4 + PIN_ROOM


class Footer(QWidget):
    """The buttons of a form, its last message, and whether the last Enter saves."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.buttons = [self._button(actions[name]) for name in ("save", "save_and_new", "close")]
        self.buttons[0].setProperty("main", True)
        self._message = ElidedLabel()
        self._message.setProperty("role", "faint")
        self._at_end = QCheckBox("末项回车即保存")
        self._at_end.setToolTip("在最后一项按回车就保存；新登记的，接着再开一张空表")
        self._at_end.setChecked(application.settings().value(_AT_END, "true") == "true")
        self._at_end.toggled.connect(lambda on: application.settings().setValue(_AT_END, "true" if on else "false"))
        self._at_end.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        self.sheets = QPushButton("打印表单")
        self.sheets.setAccessibleName("打印表单")
        self.sheets.setProperty("menu", True)
        self.sheets.hide()
        for button in (*self.buttons, self.sheets):
            layout.addWidget(button)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._at_end)

    @staticmethod
    def _button(action: QAction) -> QPushButton:
        button = QPushButton(action.text())
        button.setToolTip(f"{action.text()}（{action.shortcut().toString()}）")
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)
        if not action.isEnabled():  # what the operator may not do, with the reason
            button.setEnabled(False)
            button.setToolTip(action.toolTip())
        return button

    @property
    def saves_at_end(self) -> bool:
        """Whether Enter in the last place saves and goes on to a new record."""
        return self._at_end.isChecked()

    def set_saves_at_end(self, *, on: bool) -> None:
        """Let Enter in the last place save, or only go to the save button."""
        self._at_end.setChecked(on)

    def offer_sheets(self, offered: Iterable[tuple[str, Callable[[], None]]]) -> None:
        """Offer the office's forms that this record can be printed on, as (label, what prints it)."""
        before, menu = self.sheets.menu(), QMenu(self.sheets)
        if before is not None:
            before.deleteLater()  # a button does not own its menu: one a record would stay all day
        for label, run in offered:
            menu.addAction(f"{label}…").triggered.connect(run)
        self.sheets.setMenu(menu)
        # A stored record that can be printed is seldom followed by a new one; the key still does it. The one that goes
        # goes first: room for both at once makes the window wider than a small screen, and it stays so.
        goes, comes = (self.sheets, self.buttons[1]) if menu.isEmpty() else (self.buttons[1], self.sheets)
        goes.hide()
        comes.show()

    def show_message(self, sentence: str) -> None:
        """Say what was done last."""
        self._message.show_text(sentence)

    def show_dirty(self, *, dirty: bool) -> None:
        """Mark the save button with a dot while something is not saved."""
        self.buttons[0].setText("● 保存" if dirty else "保存")
