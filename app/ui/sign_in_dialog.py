"""Asks for the passphrase of an encrypted ledger, tells the wait after wrong ones, and knows the way of the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import signing_in
from app.ui import help_menu
from app.ui.aside import aside
from app.ui.on_screen import Dialog, in_order
from app.ui.passphrase_fields import NewPassphrase, PassphraseField
from app.ui.plain import Words

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from app.rules.refusal import Refused
    from app.services.desk import Desk

WIDTH = 30
"""Chinese characters a line of these dialogs holds."""


class SignInDialog(Dialog):
    """Signals: `opened(Desk)` when the passphrase was right; `given_up()`. The file stays as it is until then."""

    opened = Signal(object)
    given_up = Signal()

    def __init__(
        self, path: Path, operators: tuple[str, ...], *, user: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("打开台账")
        self.path = path
        self.operator = QComboBox(self)
        self.operator.setAccessibleName("操作人")
        self.operator.addItems(list(operators))
        self.operator.setCurrentText(user if user in operators else operators[0])
        self.passphrase = PassphraseField("口令", self)
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 6)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        help_menu.bind(self, "operators")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.open_button = QPushButton("打开", self)
        self.open_button.setProperty("main", "true")
        self.open_button.setDefault(True)
        self.forgotten = QPushButton("忘记口令…", self, autoDefault=False)
        self._next_code = ""
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.tell_wait)
        self._build()

    def _build(self) -> None:
        file = QLabel(f"台账“{self.path.name}”已加密，请输入口令。", self)
        file.setWordWrap(True)
        file.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * WIDTH))
        form = QFormLayout()
        form.addRow("操作人", self.operator)
        form.addRow("口令", self.passphrase)
        form.setRowVisible(self.operator, self.operator.count() > 1)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.forgotten, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.accepted.connect(self.attempt)
        self.buttons.rejected.connect(self.reject)
        self.forgotten.clicked.connect(self._recover)
        self.rejected.connect(self.given_up)
        lines = QVBoxLayout(self)
        lines.addWidget(file)
        lines.addLayout(form)
        lines.addWidget(self.said)
        lines.addWidget(self.buttons)
        in_order(self.operator, self.passphrase, *self.buttons.buttons())  # Qt's own order leaves 忘记口令 out

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.passphrase.setFocus()
        self.tell_wait()

    def tell_wait(self) -> None:
        """Say how long the next try must wait, and take none until then."""
        left = signing_in.wait_left(self.path)
        if left:
            self.said.setText(f"口令连续输错，请过 {signing_in.wait_words(left)} 再试。忘记口令可以用恢复码打开。")
            self._clock.start()
        elif self._clock.isActive():
            self._clock.stop()
            self.said.clear()
        self.open_button.setEnabled(not left)

    def attempt(self) -> None:
        """Try the passphrase off the user's thread: it is made to take half a second."""
        from app.services.desk import open_desk

        path, user, passphrase = self.path, self.operator.currentText(), self.passphrase.text
        if not passphrase:
            self.said.setText("请输入口令。")
            return
        self.said.setText("正在打开…")
        self.setEnabled(False)
        aside(
            lambda: open_desk(path, user=user, passphrase=passphrase),
            self._opened, owner=self, failed=self._refused,
        )  # fmt: skip

    def _opened(self, desk: Desk) -> None:
        desk.recovery_code = self._next_code
        self.passphrase.clear()
        self.setEnabled(True)
        self.opened.emit(desk)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.setEnabled(True)
        self.passphrase.clear()
        self.passphrase.setFocus()
        self.said.setText(refusal.sentence)
        self.tell_wait()

    def _recover(self) -> None:
        dialog = RecoverDialog(self.path, self.operator.currentText(), self)
        dialog.recovered.connect(self._recovered)
        dialog.open()

    def _recovered(self, passphrase: str, code: str) -> None:
        """Sign in by the new passphrase; the next code is shown when the ledger is open."""
        self._next_code = code
        self.passphrase.line.setText(passphrase)
        self.attempt()


class RecoverDialog(Dialog):
    """忘记口令: the code and a new passphrase; `recovered(passphrase, next code)`."""

    recovered = Signal(str, str)

    def __init__(self, path: Path, operator: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("用恢复码重设口令")
        self.path, self.operator = path, operator
        self.code = QLineEdit(self, placeholderText="六组字，例如 ABCD2-EFGH3-…")
        self.code.setAccessibleName("恢复码")
        self.new = NewPassphrase(self)
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        words = QLabel(f"照恢复码单子输入，再为“{operator}”设一个新口令。恢复码用过即作废，打开后会给出新的。", self)
        words.setWordWrap(True)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * WIDTH))
        form = QFormLayout()
        form.addRow("恢复码", self.code)
        form.addRow("新口令", self.new)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        yes = self.buttons.addButton("重设口令", QDialogButtonBox.ButtonRole.AcceptRole)
        yes.setProperty("main", "true")
        self.buttons.accepted.connect(self.recover)
        self.buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        for part in (words, self.said, self.buttons):
            lines.addWidget(part)
        lines.insertLayout(1, form)

    def recover(self) -> None:
        """Try the code off the user's thread."""
        fault = self.new.fault()
        if fault:
            self.said.setText(fault)
            return
        path, code, operator, passphrase = self.path, self.code.text(), self.operator, self.new.passphrase
        self.setEnabled(False)
        aside(
            lambda: signing_in.recover(path, code=code, passphrase=passphrase, operator=operator),
            lambda fresh: self._done(passphrase, str(fresh)), owner=self, failed=self._refused,
        )  # fmt: skip

    def _done(self, passphrase: str, fresh: str) -> None:
        self.recovered.emit(passphrase, fresh)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.setEnabled(True)
        self.said.setText(refusal.sentence)
        self.code.setFocus()
