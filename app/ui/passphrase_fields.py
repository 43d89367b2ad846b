"""Fields for a passphrase: hidden unless the clerk wants to see it; a new one twice, with its strength."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.rules import passphrases
from app.ui.plain import Words

PLAIN_WARNING = (
    "不加密：任何人拿到这个文件（包括U盘、旧电脑里的）都能看到群众的姓名、电话和反映的问题。以后不能再改为加密。"
)
HINT = "口令用来打开台账，至少 8 个字，可以是一句话。忘记时只有恢复码能打开。"


class PassphraseField(QWidget):
    """One passphrase, with a button that shows what was typed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        # A Chinese passphrase needs the input method, which a hidden field switches off by itself.
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhNone)
        self.show_button = QPushButton("显示", self, autoDefault=False)
        self.show_button.setCheckable(True)
        self.show_button.setAccessibleName(f"显示{name}")
        self.show_button.toggled.connect(self._show)
        self.setFocusProxy(self.line)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.line, 1)
        line.addWidget(self.show_button)

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.show_button.setText("隐藏" if shown else "显示")

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()
        self.show_button.setChecked(False)


class NewPassphrase(QWidget):
    """A new passphrase, twice, with a sentence on its strength; where it is allowed, the choice of none (不加密)."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, may_be_plain: bool = False) -> None:
        super().__init__(parent)
        self.first = PassphraseField("新口令", self)
        self.again = PassphraseField("再输一遍口令", self)
        self.words = Words(HINT, self)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "faint")
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 6)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.plain = QCheckBox("不加密", self)
        self.plain.setVisible(may_be_plain)
        self.plain.toggled.connect(self._choose_plain)
        self.first.line.setPlaceholderText("新口令")
        self.again.line.setPlaceholderText("再输一遍")
        self.first.line.textChanged.connect(self._tell)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        for part in (self.first, self.again, self.words, self.plain):
            lines.addWidget(part)
        self.setFocusProxy(self.first)

    def _tell(self, typed: str) -> None:
        self.words.setText(passphrases.strength(typed) or HINT)
        self.changed.emit()

    def _choose_plain(self, plain: bool) -> None:
        for field in (self.first, self.again):
            field.setEnabled(not plain)
        self.words.setProperty("role", "error" if plain else "faint")
        self.words.style().polish(self.words)
        self.words.setText(PLAIN_WARNING if plain else passphrases.strength(self.first.text) or HINT)
        self.changed.emit()

    @property
    def passphrase(self) -> str:
        """The passphrase, empty when the file shall not be encrypted."""
        return "" if self.plain.isChecked() else self.first.text

    def fault(self) -> str:
        """Why it cannot be taken yet, as a sentence; empty when it can."""
        if self.plain.isChecked():
            return ""
        if self.first.text != self.again.text and not passphrases.fault(self.first.text):
            return passphrases.DIFFERENT
        return passphrases.fault(self.first.text)
