"""工具 → 修改口令、重印恢复码: both ask for the present passphrase first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QMessageBox, QVBoxLayout

from app.services import signing_in
from app.ui.on_screen import Dialog
from app.ui.passphrase_fields import NewPassphrase, PassphraseField
from app.ui.plain import Words
from app.ui.recovery_dialog import RecoveryDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation

CODE_WORDS = "会换发一个新的恢复码。旧的恢复码从此作废，请把旧单子销毁。"


class PassphraseDialog(Dialog):
    """Asks for the present passphrase and, for a change, the new one twice."""

    def __init__(self, operation: Operation, *, for_code: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("重印恢复码" if for_code else "修改口令")
        self.operation = operation
        self.for_code = for_code
        self.present = PassphraseField("现在的口令", self)
        self.new = NewPassphrase(self)
        self.new.setVisible(not for_code)
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        name = operation.desk.actor.name
        words = QLabel(CODE_WORDS if for_code else f"修改“{name}”的口令。台账里的内容不用重新加密，马上生效。", self)
        words.setWordWrap(True)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * 30))
        form = QFormLayout()
        form.addRow("现在的口令", self.present)
        form.addRow("新口令", self.new)
        form.setRowVisible(self.new, not for_code)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        yes = buttons.addButton("换发恢复码" if for_code else "修改口令", QDialogButtonBox.ButtonRole.AcceptRole)
        yes.setProperty("main", "true")
        buttons.accepted.connect(self.do)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(words)
        lines.addLayout(form)
        lines.addWidget(self.said)
        lines.addWidget(buttons)
        self.present.setFocus()

    def do(self) -> None:
        """Do it off the user's thread, as every write."""
        desk, present, new = self.operation.desk, self.present.text, self.new.passphrase
        fault = "" if self.for_code else self.new.fault()
        if not present or fault:
            self.said.setText(fault or "请输入现在的口令。")
            return
        self.setEnabled(False)
        if self.for_code:
            self.operation.call(
                lambda: signing_in.new_recovery_code(desk, passphrase=present),
                self._show_code, owner=self, failed=self._refused,
            )  # fmt: skip
        else:
            self.operation.call(
                lambda: signing_in.change_passphrase(desk, old=present, new=new),
                self._changed, owner=self, failed=self._refused,
            )  # fmt: skip

    def _changed(self, changes: Changes) -> None:
        self.operation.changed.emit(changes, self)
        self.accept()

    def _show_code(self, code: str) -> None:
        RecoveryDialog(self.operation, code, self.parentWidget()).open()
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.setEnabled(True)
        self.present.clear()
        self.present.setFocus()
        self.said.setText(refusal.sentence)


def change(window: MainWindow) -> None:
    """工具 → 修改口令."""
    _ask(window, for_code=False)


def renew_code(window: MainWindow) -> None:
    """工具 → 重印恢复码."""
    _ask(window, for_code=True)


def _ask(window: MainWindow, *, for_code: bool) -> None:
    if window.operation.desk.store.key is None:
        QMessageBox.information(window, "口令", signing_in.NOT_NEEDED)
        return
    PassphraseDialog(window.operation, for_code=for_code, parent=window).open()
