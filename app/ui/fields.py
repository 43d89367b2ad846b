"""One field of a form: an editor, its counter or reading beside it, and below it the sentence when it is wrong."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from app.rules import doubts, masking, reading, wording
from app.rules.refusal import Refused
from app.services import presenting
from app.ui import theme
from app.ui.covering import Covering
from app.ui.editors import DateEdit, LearnedEdit, LineEdit, LongEdit, Setting, make_editor, put_value, read_editor
from app.ui.picker import LookupEdit, PickerEdit
from app.ui.plain import Words
from db.declare import ChangedBy, Kind
from db.values import Money, Reference

if TYPE_CHECKING:
    from app.ui.text_cleaner import Offer
    from db.declare import Column, Ledger
    from db.values import Value

STAR = "★"
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
TITLE_WIDTH = 42
"""Millimetres on paper from which the name in a register is a title, as that of a record is, and takes a whole line."""
_SHORT = (Kind.COUNT, Kind.NUMBER)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property the stylesheet looks at, and let the sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Field(QWidget):
    """The editor of one column of a record.

    `changed` tells of every key; `left` when the field was left and read. `error` is the sentence that stands below,
    empty when the text can be read. A locked field is shown and never written; 更正 asks for its correction.
    """

    changed = Signal()
    left = Signal()
    correction_wanted = Signal(str)
    register_wanted = Signal(object, str)
    menu_wanted = Signal(QPoint)
    reveal_wanted = Signal(str)
    carry_wanted = Signal(str)

    def __init__(self, ledger: Ledger, column: Column, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._ledger, self._setting = ledger, setting
        self.error = ""
        self.editor = make_editor(column, setting, self, ledger=ledger)
        self.is_locked = column.changed_by in (ChangedBy.ACTION, ChangedBy.SYSTEM)
        self._shown: Value = None
        self._baseline = self._entered = ""
        self.covering = Covering.NOTHING
        self.names: tuple[str, ...] = ()
        """The villagers the record names, whom a cover over everything hides in prose too."""
        self.is_covered = False
        self._label: QLabel | None = None
        self._may_carry = self._is_carried = False
        self.cleaning: Offer | None = None
        """The line that offers to clean what was pasted; made with the first paste."""
        self._build()
        self.editor.textChanged.connect(self._edited)
        self.editor.installEventFilter(self)
        self._set_locked(locked=self.is_locked)

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.editor, 1)
        self._hint = QLabel(self.column.counter if self.column.kind in _SHORT else "", self)
        self._hint.setProperty("role", "faint")
        self._hint.setVisible(bool(self._hint.text()))
        self._hint.linkActivated.connect(lambda _link: self.register_wanted.emit(self.column.kind, self.text().strip()))
        line.addWidget(self._hint)
        self._paper = QLabel(self)
        self._paper.setProperty("role", "faint")
        self._paper.hide()
        line.addWidget(self._paper)
        self._correct = QPushButton("更正…")
        self._correct.setAccessibleName(f"更正{self.column.label}")
        self._correct.clicked.connect(lambda: self.correction_wanted.emit(self.column.key))
        self._correct.hide()
        line.addWidget(self._correct, 0, Qt.AlignmentFlag.AlignTop)
        self._reveal = QPushButton("显示")
        self._reveal.setAccessibleName(f"显示{self.column.label}")
        self._reveal.setToolTip("显示全部内容，这次查看会记入历史")
        self._reveal.clicked.connect(lambda: self.reveal_wanted.emit(self.column.key))
        self._reveal.hide()
        line.addWidget(self._reveal, 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = Words()
        self._sentence.setProperty("role", "error")
        self._sentence.setWordWrap(True)
        self._sentence.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(1)
        outer.addLayout(line)
        outer.addWidget(self._sentence)
        self.setFocusProxy(self.editor)
        if isinstance(self.editor, LongEdit):
            self.editor.pasted.connect(self._offer_cleaning)
        if isinstance(self.editor, PickerEdit):
            self.editor.resolved.connect(self._resolved)
        if isinstance(self.editor, LookupEdit):
            self.editor.register_wanted.connect(lambda typed: self.register_wanted.emit(self.column.kind, typed))
            self.editor.picked.connect(self.check)

    def _offer_cleaning(self) -> None:
        """After a paste, offer to clean the text where there is something to clean; nothing is done by itself."""
        from app.ui.text_cleaner import Offer  # late: with it comes the cleaner

        layout = self.layout()
        if self.cleaning is None and layout is not None:
            self.cleaning = Offer(self)
            layout.addWidget(self.cleaning)
        if self.cleaning is not None:
            self.cleaning.look()

    def clean(self) -> None:
        """清理文字: show what would change in a long text."""
        from app.ui import text_cleaner

        if isinstance(self.editor, LongEdit):
            text_cleaner.clean(self)

    def label(self) -> QLabel:
        """A new label for the field, with ★ when a complete record has it; it leads to the editor."""
        label = self._label = QLabel()
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        label.setBuddy(self.editor)
        label.linkActivated.connect(lambda _link: self.carry_wanted.emit(self.column.key))
        self._show_label()
        label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        label.customContextMenuRequested.connect(lambda point: self.menu_wanted.emit(label.mapToGlobal(point)))
        return label

    def set_pin(self, *, may_carry: bool, is_on: bool) -> None:
        """Show by a pin whether the value goes over to the next new record; one that never does has none."""
        self._may_carry, self._is_carried = may_carry, is_on
        self._show_label()

    def _show_label(self) -> None:
        """The words of the label, ★ behind them, the pin before them: filled when set, hollow while one types here."""
        if self._label is None:
            return
        self._label.setAccessibleName(f"{self.column.label} {STAR}" if self.column.complete else self.column.label)
        is_offered = self._may_carry and not self.is_locked and (self._is_carried or self.editor.hasFocus())
        picture = (theme.FOLDER / ("pin.svg" if self._is_carried else "pin_off.svg")).as_posix()
        pin = f'<a href="pin"><img src="{escape(picture)}" width="14" height="14"></a> ' if is_offered else ""
        star = f' <span style="color:{theme.RED}">{STAR}</span>' if self.column.complete else ""
        self._label.setText(f"{pin}{escape(self.column.label)}{star}")
        words = "下一条沿用这一栏，点图钉取消" if self._is_carried else "点图钉，下一条沿用这一栏"
        self._label.setToolTip("\n".join(filter(None, (self.column.help, words if is_offered else ""))))

    def _set_locked(self, *, locked: bool) -> None:
        self.is_locked = locked
        if isinstance(self.editor, QLineEdit | QPlainTextEdit):
            self.editor.setReadOnly(locked)
            if isinstance(self.editor, LineEdit | LearnedEdit):
                self.editor.lock(is_locked=locked)
            for action in self.editor.actions():
                action.setVisible(not locked)
            if locked:
                self.editor.setPlaceholderText("")
            # Enter goes past what only a step or the program writes; Tab and the mouse still reach it for copying.
        else:
            self.editor.setEnabled(not locked)
        restyle(self.editor, "readOnly", locked)

    def set_new(self, *, is_new: bool) -> None:
        """Open a field that is given once for a new record, and for one in which it is still blank."""
        if self.column.changed_by is ChangedBy.ONCE:
            locked = not is_new and self._shown not in (None, "")
            self._set_locked(locked=locked)
            self._correct.setVisible(locked)

    def text(self) -> str:
        """The text as it stands."""
        return self.editor.text()

    def set_text(self, text: str) -> None:
        """Put a text as if the clerk had typed it."""
        self.editor.put(text)
        if self.cleaning is not None:
            self.cleaning.look()
        self.check()

    def put_today(self) -> None:
        """Fill in today, where the field is a date."""
        if isinstance(self.editor, DateEdit) and not self.is_locked:
            self.editor.put_today()
            self.check()

    def set_value(self, value: Value) -> None:
        """Show a stored value and take it as unchanged."""
        self._shown = value
        if self.cleaning is not None:
            self.cleaning.hide()
        # What is written by the program is no change of the clerk's.
        self.blockSignals(True)
        self._put(value)
        self._cover()
        self.blockSignals(False)
        self._baseline = self._entered = self.text()
        self.set_error("")
        self._show_hint()

    def _cover(self) -> None:
        """Put a mask over what is shown, where the column is one that is masked."""
        shown = whole = self.text()
        everything = self.covering is Covering.EVERYTHING
        if self.covering is not Covering.NOTHING:
            shown = masking.on_screen(self.column, whole, everything=everything, names=self.names)
        self.is_covered = shown != whole
        if self.is_covered:
            self.editor.put(shown)
        self._reveal.setVisible(self.is_covered and not everything)

    def reveal(self) -> None:
        """Show the stored value whole."""
        if self.is_covered and not self.is_changed:
            self.covering = Covering.NOTHING
            self.set_value(self._shown)

    def take_over(self, value: Value, *, keep_text: bool) -> None:
        """Take a newly stored value; a text typed meanwhile stays and counts as changed."""
        text = self.text()
        self.set_value(value)
        if keep_text and text != self.text():
            self.editor.put(text)

    def fill(self, given: Reference | str) -> None:
        """Put a value of another record here, as if it had been typed or picked."""
        if isinstance(self.editor, PickerEdit) and isinstance(given, Reference):
            self.editor.put_reference(given)
            self.check()
        else:
            self.set_text(given.name if isinstance(given, Reference) else given)

    def _put(self, value: Value) -> None:
        flow = self._ledger.flow
        if flow is not None and self.column.key == flow.column:
            self.editor.put(presenting.cell(self._ledger, self.column, value))
        else:
            put_value(self.editor, self.column, value)

    def value(self) -> Value:
        """The value as it stands; raises Refused with the sentence for the clerk."""
        if self.is_locked or (not self.is_changed and self._shown is not None):
            return self._shown
        if self.is_covered and masking.is_starred_out(self.text()):
            sentence = f"{self.column.label}：里面还有遮盖用的星号，没有改动。请先点“显示”再改，或整个重新填写。"
            raise Refused(sentence, field=self.column.key)
        return read_editor(self.editor, self.column, self._setting.today)

    @property
    def is_changed(self) -> bool:
        """Whether the text differs from what was loaded."""
        return self.text() != self._baseline

    def revert(self) -> bool:
        """Take back what was typed since the field was entered; False when there is nothing to take back."""
        if self.is_locked or self.text() == self._entered:
            return False
        self.editor.put(self._entered)
        self.check()
        return True

    def check(self) -> bool:
        """Read the text: write it in the usual form, or say below the field why it cannot be read."""
        if self.is_locked:
            return True
        try:
            value = self.value()
        except Refused as refusal:
            self.set_error(refusal.sentence)
            return False
        if self.is_changed:
            shown = reading.show_value(self.column, value)
            if shown != self.text():
                self.editor.put(shown)
        self.set_error("")
        self._warn()
        self._show_hint()
        return True

    def _warn(self) -> None:
        """Say below the field what looks wrong about what was typed, though it can be kept."""
        doubt = doubts.of(self.column, self.text(), today=self._setting.today) if self.is_changed else ""
        if isinstance(self.editor, PickerEdit):
            doubt = doubt or self.editor.stray
        if doubt:
            restyle(self._sentence, "role", "warning")
            self._sentence.setText(doubt)
            self._sentence.show()
            self.editor.setAccessibleDescription(doubt)

    def _resolved(self) -> None:
        """Say what came of a look into the register."""
        if not self.error:
            self.set_error("")
            self._warn()
        self._show_hint()

    def show_paper(self, mark: str) -> None:
        """Say beside the field what the paper shows of it; empty takes the words away."""
        self._paper.setText(f"纸面{mark}" if mark else "")
        self._paper.setVisible(bool(mark))

    def set_error(self, sentence: str) -> None:
        """Put a sentence below the field, or take it away; a screen reader reads it as the description."""
        self.error = sentence
        restyle(self._sentence, "role", "error")
        self._sentence.setText(sentence.removeprefix(f"{self.column.label}："))
        self._sentence.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence or self.column.help)
        restyle(self.editor, "wrong", bool(sentence))

    def _edited(self) -> None:
        too_long = len(self.text()) - self.column.max_length
        if too_long > 0:
            self.set_error(f"最多{self.column.max_length}个字，多了{too_long}个字，请删减。")
        elif self.error or self._sentence.isVisibleTo(self):
            self.set_error("")
        self.changed.emit()

    def _show_hint(self) -> None:
        if self.is_covered and not self.is_changed:
            self._hint.hide()
        elif isinstance(self.editor, PickerEdit):
            is_free = self.editor.is_unregistered and not self.is_locked and not self.editor.stray
            self._hint.setText('未登记　<a href="register" style="color:#1f5f8b">登记</a>' if is_free else "")
            self._hint.setVisible(is_free)
        elif self.column.kind is Kind.MONEY:
            self._show_money()

    def _show_money(self) -> None:
        try:
            value = self.value()
        except Refused:
            value = None
        self._hint.setText(
            f"{wording.said_money(value)} = {value.wan_text(6)}万元" if isinstance(value, Money) else "元"
        )
        self._hint.show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._entered = self.text()
            self._show_label()
        elif event.type() == QEvent.Type.FocusOut and isValid(self) and not self._stays(event):
            self.check()
            if isinstance(self.editor, PickerEdit) and self.is_changed and not self.is_locked:
                self.editor.resolve()
            self.left.emit()
            self._show_label()
        return False

    @staticmethod
    def _stays(event: QEvent) -> bool:
        """Whether the cursor comes back: a list opened, or another window (the lock page) came in front."""
        return isinstance(event, QFocusEvent) and event.reason() in _PASSING

    @property
    def is_wide(self) -> bool:
        """Whether the field takes the whole width of the form."""
        is_matter = self.column.key == self._ledger.matter and self.column.kind is Kind.TEXT
        is_title = is_matter and (not self._ledger.base or self.column.width >= TITLE_WIDTH)
        return isinstance(self.editor, LongEdit) or is_title
