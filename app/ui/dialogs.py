"""The few questions the window asks: each a function that takes a parent and returns the answer."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ui.on_screen import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 460
REASON_LIMIT = 500


class Leave(Enum):
    """What to do with a form that was changed."""

    SAVE = "保存"
    DISCARD = "不保存"
    STAY = "取消"


class ReasonDialog(Dialog):
    """Asks for a reason, which may not be blank; with `old` also for the words that shall stand instead."""

    def __init__(self, parent: QWidget | None, title: str, question: str, *, yes: str, old: str | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        layout = QVBoxLayout(self)
        self.words = QPlainTextEdit(old or "")
        self.reason = QPlainTextEdit()
        layout.addWidget(_wrapped(question))
        if old is not None:
            self._add(layout, "更正后的内容", self.words, 96)
        self._add(layout, "原因", self.reason, 64)
        self.sentence = _wrapped("")
        self.sentence.setProperty("role", "error")
        layout.addWidget(self.sentence)
        buttons = QDialogButtonBox(Qt.Orientation.Horizontal)
        self.yes = QPushButton(yes)
        self.no = QPushButton("取消")
        self.yes.setProperty("main", True)
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept_filled)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        (self.reason if old is None else self.words).setFocus()

    @staticmethod
    def _add(layout: QVBoxLayout, label: str, editor: QPlainTextEdit, height: int) -> None:
        caption = QLabel(label)
        caption.setBuddy(editor)
        editor.setAccessibleName(label)
        editor.setTabChangesFocus(True)
        editor.setMinimumHeight(height)
        layout.addWidget(caption)
        layout.addWidget(editor)

    def _accept_filled(self) -> None:
        reason = self.reason.toPlainText().strip()
        if 0 < len(reason) <= REASON_LIMIT:
            self.accept()
            return
        is_long = len(reason) > REASON_LIMIT
        self.sentence.setText(f"原因最多{REASON_LIMIT}个字，请删减。" if is_long else "请写明原因；没有原因不能继续。")
        self.reason.setFocus()

    @override
    def reject(self) -> None:
        """Give it up; what was written for a correction only after a question."""
        if may_leave(self, self.words):
            super().reject()

    def answer(self) -> tuple[str, str]:
        """The words and the reason as they were typed."""
        return self.words.toPlainText(), self.reason.toPlainText().strip()


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def ask_reason(parent: QWidget | None, title: str, question: str, *, yes: str = "确定") -> str | None:
    """A reason for an action that needs one (作废, 改数); None when the clerk gave it up."""
    dialog = ReasonDialog(parent, title, question, yes=yes)
    return dialog.answer()[1] if dialog.exec() == QDialog.DialogCode.Accepted else None


def ask_correction(parent: QWidget | None, label: str, old: str) -> tuple[str, str] | None:
    """更正: the new words and the reason; None when the clerk gave it up."""
    question = f"「{label}」是登记时的原话。更正后，原来的内容和原因都留在历史里。"
    dialog = ReasonDialog(parent, f"更正{label}", question, yes="更正", old=old)
    return dialog.answer() if dialog.exec() == QDialog.DialogCode.Accepted else None


def confirm(parent: QWidget | None, title: str, question: str, *, yes: str, no: str = "取消") -> bool:
    """Whether the clerk says yes; the buttons say what they do, and Enter alone does the harmless thing."""
    box, buttons = _box(parent, title, question, (yes, no))
    box.setDefaultButton(buttons[1])
    box.setEscapeButton(buttons[1])
    box.exec()
    return box.clickedButton() is buttons[0]


def may_leave(dialog: QDialog, *texts: QPlainTextEdit) -> bool:
    """Whether a dialog may be left with what was written into its texts: asked only when something was."""
    return not any(one.document().isModified() for one in texts) or drops_written(dialog)


def drops_written(dialog: QDialog) -> bool:
    """Whether the clerk gives up what was written into a dialog."""
    question = "写的内容还没有保存，关掉就没有了。确定不要了吗？"
    return confirm(dialog, dialog.windowTitle(), question, yes="不要了", no="接着写")


def inform(parent: QWidget | None, title: str, sentence: str) -> None:
    """Tell the clerk something that he must have read."""
    box, buttons = _box(parent, title, sentence, ("知道了",))
    box.setIcon(QMessageBox.Icon.Information)
    box.setEscapeButton(buttons[0])
    box.exec()


def tell(parent: QWidget, sentence: str) -> None:
    """Say something over a dialog, without waiting for an answer."""
    box, (known,) = _box(parent, parent.windowTitle(), sentence, ("知道了",))
    box.setIcon(QMessageBox.Icon.Information)
    box.setEscapeButton(known)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def choose(parent: QWidget | None, title: str, question: str, answers: tuple[str, ...]) -> str:
    """Which of the answers the clerk gives; the last is the harmless one, for Enter and Esc."""
    box, buttons = _box(parent, title, question, answers)
    box.setDefaultButton(buttons[-1])
    box.setEscapeButton(buttons[-1])
    box.exec()
    chosen = (answer for answer, button in zip(answers, buttons, strict=True) if box.clickedButton() is button)
    return next(chosen, answers[-1])


def ask_leave(parent: QWidget | None, what: str) -> Leave:
    """What to do with changes that are not saved yet."""
    choices = tuple(Leave)
    box, buttons = _box(parent, "还没有保存", f"{what}有改动还没有保存。", tuple(choice.value for choice in choices))
    box.setDefaultButton(buttons[0])
    box.setEscapeButton(buttons[-1])
    box.exec()
    return next((choice for choice, button in zip(choices, buttons, strict=True) if box.clickedButton() is button))


def may_go(parent: QWidget | None, what: str, save: Callable[[], object]) -> bool:
    """Whether changes that are not saved yet may be left. Where they shall be kept, they are saved and nothing is left
    yet: the saving is under way, and may be refused.
    """
    answer = ask_leave(parent, what)
    if answer is Leave.SAVE:
        save()
    return answer is Leave.DISCARD


def _box(
    parent: QWidget | None, title: str, question: str, words: tuple[str, ...]
) -> tuple[QMessageBox, list[QPushButton]]:
    box = QMessageBox(QMessageBox.Icon.Question, title, question, QMessageBox.StandardButton.NoButton, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    buttons = [QPushButton(word) for word in words]
    for button in buttons:
        box.addButton(button, QMessageBox.ButtonRole.ActionRole)
    return box, buttons


def pick_files(parent: QWidget | None, title: str) -> list[str]:
    """The files the clerk picks, many at once; none when he gave it up."""
    names, _filter = QFileDialog.getOpenFileNames(parent, title)
    return names
