"""Shows a recovery code once: to be printed or saved as PDF, and confirmed; then the program knows it no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services import signing_in
from app.ui.on_screen import Dialog
from app.ui.plain import Words
from app.ui.saving import ask_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.ui.operation import Operation
    from app.ui.printer import Job

WORDS = (
    "这是台账的恢复码。忘记口令时，只有它能打开台账。它只在这里显示一次，程序里不留。\n"
    "请打印出来装入信封，交单位负责人锁好；不要拍照，不要和电脑放在一起。"
)
CONFIRMED = "恢复码已打印或抄好，另处保管"
NO_PRINTER = "没有找到打印机。请先存为 PDF 到U盘上，打印后删掉；或者用笔抄下来。"


class RecoveryDialog(Dialog):
    """Stays until the clerk says that the code is kept."""

    def __init__(self, operation: Operation, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("恢复码")
        self.operation = operation
        self._code = code
        groups = code.split("-")
        self.code = QLabel("　".join(groups[:3]) + "\n" + "　".join(groups[3:]), self)
        self.code.setAccessibleName(f"恢复码 {' '.join(groups)}")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.code.setStyleSheet(f"font-size: {self.font().pointSize() + 9}pt; font-weight: bold; padding: 14px;")
        self.kept = QCheckBox(CONFIRMED, self)
        self.said = Words(self)
        self.said.setWordWrap(True)
        self.said.setProperty("role", "faint")
        self.done_button = QPushButton("完成", self)
        self.done_button.setEnabled(False)
        self.done_button.setProperty("main", "true")
        self.kept.toggled.connect(self.done_button.setEnabled)
        self.done_button.clicked.connect(self.accept)
        self._build()

    def _build(self) -> None:
        words = QLabel(WORDS, self)
        words.setWordWrap(True)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * 34))
        row = QHBoxLayout()
        for text, slot in (("打印…", self.print_out), ("存为 PDF…", self.save)):
            button = QPushButton(text, self, autoDefault=False)
            button.clicked.connect(lambda _=False, slot=slot: slot())
            row.addWidget(button)
        row.addStretch(1)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.done_button, QDialogButtonBox.ButtonRole.AcceptRole)
        lines = QVBoxLayout(self)
        for part in (words, self.code):
            lines.addWidget(part)
        lines.addLayout(row)
        for last in (self.said, self.kept, buttons):
            lines.addWidget(last)

    @override
    def reject(self) -> None:
        """Not to be closed by Esc or the cross before the code is kept."""
        if self.kept.isChecked():
            self.accept()
        else:
            self.said.setText(f"请先把恢复码打印或抄好，再勾选“{CONFIRMED}”。")

    def _draw(self, then: Callable[[bytes], None]) -> None:
        desk, code = self.operation.desk, self._code
        self.operation.call(
            lambda: signing_in.recovery_sheet(desk, code=code),
            then,
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def save(self) -> None:
        """Ask where and save the sheet; the clerk is told to delete it after printing."""
        path = ask_place(self, "存为 PDF", "台账恢复码.pdf", "PDF (*.pdf)", ".pdf")
        if path is None:
            return

        def put(pdf: bytes) -> None:
            try:
                path.write_bytes(pdf)
            except OSError:
                self.said.setText(f"“{path.name}”写不进所选的地方，没有存上。请换一个位置。")
                return
            self.said.setText(f"已存为“{path.name}”。打印之后请删掉这个文件，不要和台账放在一起。")

        self._draw(put)

    def print_out(self) -> None:
        """Ask how, and print the sheet."""
        from app.ui import printer  # late: it brings the printing system

        found = printer.names()
        if not found:
            self.said.setText(NO_PRINTER)
            return
        dialog = printer.PrinterDialog(found, self)
        dialog.chosen.connect(self._print)
        dialog.open()

    def _print(self, job: Job) -> None:
        from app.ui import printer

        def send(pdf: bytes) -> None:
            self.operation.call(lambda: printer.send(pdf, job, "恢复码"), self._sent, owner=self)

        self._draw(send)

    def _sent(self, is_sent: bool) -> None:
        self.said.setText("已送打印机。" if is_sent else "打印机没有收下。请检查打印机，或存为 PDF。")
