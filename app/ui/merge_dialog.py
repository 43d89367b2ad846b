"""文件 → 并入上报包: what a package would bring, its conflicts with a choice each; then the merge and its receipt."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout
from typing_extensions import override

from app.ledgers import registry
from app.paper.check_sheet import draw_check_sheet
from app.services import import_files, package_file, package_paper, package_receipt, package_taking, watching
from app.services.package_outcome import LABELS
from app.ui import saving
from app.ui.conflict_panel import ConflictPanel
from app.ui.long_work import LongWorkDialog
from app.ui.paper_dialog import PaperDialog
from app.ui.passphrase_fields import PassphraseField
from app.ui.plain import Words
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.paper.tree import Printed
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.package_file import Package
    from app.services.package_outcome import Merged
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

KINDS = f"上报包 (*{package_file.SUFFIX});;所有文件 (*)"
RECEIPTS = f"回执 (*{package_file.RECEIPT_SUFFIX})"
HEADS = ("台账", *LABELS.values())
INTRO = "选下级报来的上报包，先看会新增、改动什么，再并入；并入以后可以撤销。"
BACKED_UP = "并入以前先备份。"
SEALED = "这个上报包设了口令，请输入报来的单位告诉您的口令，再点“看一看”。"
LOOKING = "正在核对上报包，还没有写入任何一条…"
MERGING = "正在并入，请不要关机…"


class MergeDialog(LongWorkDialog):
    """Looks first, merges when the clerk says so."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("并入上报包", (1100, 640), "并入", parent)
        self._operation = operation
        self._path: Path | None = None
        self._package: Package | None = None
        self.merged: Merged | None = None
        kept = import_files.AT_SERVER if operation.desk.store.is_server else BACKED_UP
        self.said = Words(f"{INTRO}{kept}", self, wordWrap=True)
        self.passphrase = PassphraseField("上报包口令", self)
        self.counts = RowTable("各台账的结果", HEADS, wide=0, parent=self)
        self.held = RowTable("待核", ("台账", "编号", "原因"), wide=2, parent=self)
        self.conflicts = ConflictPanel(self)
        names = ("选上报包…", "看一看", "并入", "存回执…", "打印回执…", "关闭")
        self.buttons = {name.rstrip("…"): QPushButton(name, self) for name in names}
        self.buttons["并入"].setProperty("main", "true")
        self._build()
        self._ready()

    def _build(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.buttons["选上报包"])
        head.addWidget(self.passphrase, 2)
        head.addWidget(self.buttons["看一看"])
        head.addStretch(1)
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        for name in ("存回执", "打印回执", "并入", "关闭"):
            foot.addWidget(self.buttons[name])
        lines = QVBoxLayout(self)
        lines.addLayout(head)
        lines.addWidget(self.said)
        lines.addWidget(self.counts, 2)
        lines.addWidget(self.conflicts, 3)
        lines.addWidget(self.held, 1)
        lines.addLayout(foot)
        for name, slot in (
            ("选上报包", self.choose), ("看一看", self.look), ("并入", self.merge), ("存回执", self.save_receipt),
            ("打印回执", self.print_receipt), ("关闭", self.reject),
        ):  # fmt: skip
            self.buttons[name].clicked.connect(lambda _=False, slot=slot: slot())

    def _ready(self, found: Merged | None = None, *, is_busy: bool = False) -> None:
        """Show what can be done now, and what a look or a merge came to."""
        is_done = self.merged is not None
        self.bar.setVisible(is_busy)
        self.passphrase.setVisible(self._path is not None and self._package is None)
        self.buttons["看一看"].setVisible(self._path is not None and self._package is None)
        self.buttons["选上报包"].setEnabled(not is_busy)
        self.buttons["并入"].setEnabled(found is not None and not is_busy and (not is_done or bool(found.conflicts)))
        for name in ("存回执", "打印回执"):
            self.buttons[name].setEnabled(is_done and not is_busy)
        self.counts.setVisible(found is not None)
        self.conflicts.setVisible(found is not None and bool(found.conflicts))
        self.held.setVisible(found is not None and bool(found.held))

    # -- looking -----------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a package."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择上报包", "", KINDS)
        if name:
            self.choose_file(Path(name))

    def choose_file(self, path: Path) -> None:
        """Take a package; one without a passphrase is looked at at once."""
        self._path, self._package, self.merged = path, None, None
        self.passphrase.clear()
        self._operation.call(
            lambda: package_file.needs_passphrase(path), self._chosen, owner=self, failed=self._refused
        )

    def _chosen(self, needs_passphrase: bool) -> None:
        self._ready()
        if needs_passphrase:
            self.said.setText(SEALED)
            self.passphrase.setFocus()
        else:
            self.look()

    def look(self) -> None:
        """Open the package and find out what it would bring; nothing is written."""
        path, passphrase, desk = self._path, self.passphrase.text, self._operation.desk
        if path is None:
            return

        def work() -> tuple[Package, Merged]:
            package = package_file.open_package(path, passphrase=passphrase)
            return package, package_taking.preview(desk, package=package, progress=self.tell)

        self._begin(LOOKING)
        self._operation.call(work, lambda found: self._looked(*found), owner=self, failed=self._refused)

    def _begin(self, words: str) -> None:
        self.said.setText(words)
        self.bar.setRange(0, 0)
        self._ready(is_busy=True)

    def _looked(self, package: Package, found: Merged) -> None:
        self._package = package
        words = [f"{package.office} 第{package.serial}号上报包（{package.made_at:%Y-%m-%d %H:%M} 报出）。"]
        words.append("还没有写入任何一条。" if found.is_new else "这个上报包已经并入过，再并入不会改动什么。")
        self._show(found, [*words, *found.warnings])

    def _show(self, found: Merged, words: list[str]) -> None:
        if found.conflicts:
            words.append(f"有 {len(found.conflicts)} 项冲突：两边都改过，请逐项选；不选的先留着，本单位的照旧。")
        if found.held:
            words.append(f"有 {len(found.held)} 条待核，没有并入，原因在下面。")
        self.said.setText("".join(words))
        self.counts.show_rows([(_cells(name, counts), ("", 0)) for name, counts in found.ledgers.items()])
        self.conflicts.show_conflicts(found.conflicts)
        self.held.show_rows([((one.label, one.number, one.sentence), ("", 0)) for one in found.held])
        self._ready(found)

    # -- merging -----------------------------------------------------------------------------------------------------

    def merge(self) -> None:
        """Merge with what was chosen, after a backup."""
        package, desk = self._package, self._operation.desk
        if package is None:
            return
        self._begin(MERGING)
        self._operation.call(
            lambda: import_files.back_up_first(desk), lambda _made: self._write(package), owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _write(self, package: Package) -> None:
        actor, choices = self._operation.desk.actor, dict(self.conflicts.choices)
        made: list[Merged] = []

        def work(unit: UnitOfWork) -> Changes:
            merged, changes = package_taking.take_changes(
                unit, actor=actor, package=package, choices=choices, progress=self.tell
            )
            made.append(merged)
            return changes

        self._operation.write(work, lambda changes: self._done(made[-1], changes), owner=self, failed=self._refused)

    def _done(self, made: Merged, changes: Changes) -> None:
        self.merged = made
        words = f"已{changes.description}。" if made.is_new else "没有改动：这个上报包已经并入过。"
        self._show(made, [words, "请把回执存下来交回报来的单位。", *made.warnings])

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
        self._ready()

    # -- the receipt -------------------------------------------------------------------------------------------------

    def save_receipt(self) -> None:
        """Ask where the receipt goes, and write it."""
        if self.merged is not None:
            save_receipt(self, self.merged.receipt, self.said)

    def print_receipt(self) -> None:
        """Show the receipt as a sheet, to be printed or saved."""
        if self.merged is not None:
            ReceiptPaper(self._operation, self.merged.receipt, self).open()


def save_receipt(parent: QWidget, receipt: Mapping[str, Any], said: Words) -> None:
    """Ask where a receipt goes, write it, and say so."""
    from app.rules.refusal import Refused

    name, suffix = package_receipt.default_name(receipt), package_file.RECEIPT_SUFFIX
    path = saving.ask_place(parent, "回执存到", name, RECEIPTS, suffix)
    if path is None:
        return
    try:
        package_receipt.write(receipt, out=path)
    except Refused as refusal:
        said.setText(refusal.sentence)
    else:
        said.setText(f"回执存到了 {path.name}，请交回{receipt['from']['name']}，由那边用“收回执”收下。")


def _cells(name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    return (registry.find(name).label, *(str(counts.get(key, 0) or "") for key in LABELS))


class ReceiptPaper(PaperDialog):
    """The preview of a receipt."""

    def __init__(self, operation: Operation, receipt: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(operation, package_paper.TITLE, parent)
        self._sheet = package_paper.sheet(receipt)
        self.draw_again()

    @override
    def draw_again(self) -> None:
        self.begin()

        def draw() -> tuple[bytes, Printed]:
            out = io.BytesIO()
            printed = draw_check_sheet(self._sheet, out)
            return out.getvalue(), printed

        self.operation.call(draw, lambda drawn: self.show_drawn(*drawn), owner=self)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        words = f"打印 {package_paper.TITLE} {pages} 页"
        return watching.record_printing(unit, actor=self.operation.desk.actor, ledger="", words=words)
