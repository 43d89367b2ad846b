"""从备份恢复, in two steps: which backup; then what is inside, what would be lost, why — and only then the button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ledgers import registry
from app.rules.elapsed import size_text
from app.rules.refusal import Refused
from app.services import backup_keys, backups, kept_backups, restoring
from app.services.restoring import Wanted
from app.ui.backup_work import Work
from app.ui.fields import restyle
from app.ui.passphrase_fields import PassphraseField
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from db.places import data_folder

if TYPE_CHECKING:
    from app.services.backups import Inside
    from app.services.desk import Desk
    from app.services.kept_backups import Kept
    from app.services.restoring import Preview

HEADS = ("备份时间", "何时做的", "记录数", "大小", "文件")
KINDS = f"台账备份 (*{backups.SUFFIX})"
SUFFIX = ".minqing"


class RestoreDialog(PlainDialog):
    """`wanted(Wanted)` when the clerk has seen what is inside and what would be lost, and says 恢复."""

    wanted = Signal(object)

    def __init__(self, desk: Desk | None, parent: QWidget | None = None) -> None:
        super().__init__("从备份恢复", (780, 560), parent)
        self.desk = desk
        self.present = None if desk is None else backups.source(desk)
        self.backup: Path | None = None
        self.shown: Preview | None = None
        self._operators: tuple[str, ...] = ()
        self._work: Work | None = None
        self.steps = QStackedWidget(self)
        self.said = _wrapped("", "error")
        self.back, self.next = QPushButton("上一步", self), QPushButton("下一步", self)
        self.cancel = QPushButton("取消", self)
        restyle(self.next, "main", value=True)
        self.kept: tuple[tuple[Kept, Inside | None], ...] = ()
        self.steps.addWidget(self._choosing())
        self.steps.addWidget(self._checking())
        self._build()
        self._list()
        self._show_step(0)

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        self.back.clicked.connect(lambda: self._show_step(0))
        self.next.clicked.connect(self.go_on)
        self.cancel.clicked.connect(self.reject)
        for button in (self.back, self.next, self.cancel):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        lines = QVBoxLayout(self)
        lines.addWidget(self.steps, 1)
        lines.addLayout(foot)

    # -- first: which backup ------------------------------------------------------------------------------------

    def _choosing(self) -> QWidget:
        page = QWidget(self)
        words = _wrapped("选一份备份。下一步先看里面有什么、会退回哪些登记，看过再决定；现在不改动任何文件。")
        self.table = RowTable("自动保留的备份", HEADS, wide=4, parent=page)
        self.table.activated.connect(lambda _index: self.go_on())
        browse = QPushButton("选择其他备份文件…", page)
        browse.clicked.connect(self.browse)
        self.chosen = QLabel(page)
        line = QHBoxLayout()
        line.addWidget(browse)
        line.addWidget(self.chosen, 1)
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        for part in (words, self.table):
            lines.addWidget(part)
        lines.addLayout(line)
        return page

    def _list(self) -> None:
        try:
            if self.present is not None:
                self.kept = kept_backups.inside_all(kept_backups.folder(self.present))
            else:
                self.kept = kept_backups.of_all_ledgers()
        except Refused as refusal:
            self.said.setText(refusal.sentence)
        self.table.show_rows([(kept_cells(one, inside), ("", 0)) for one, inside in self.kept])

    def browse(self) -> None:
        """Pick a backup that lies elsewhere: on a stick, from another computer."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择备份文件", str(Path.home()), KINDS)
        if name:
            self.choose(Path(name))

    def choose(self, backup: Path) -> None:
        """Take a backup by its file, and look inside."""
        self.backup = backup
        self.chosen.setText(f"已选：{backup.name}")
        self._look_inside(backup)

    def go_on(self) -> None:
        """The next step: look inside the chosen one, or restore."""
        if self.steps.currentIndex() == 1:
            self._restore()
            return
        row = self.table.currentRow()
        if self.backup is None and 0 <= row < len(self.kept):
            self._look_inside(self.kept[row][0].path)
        elif self.backup is not None:
            self._look_inside(self.backup)
        else:
            self.said.setText("请先选一份备份。")

    def _look_inside(self, backup: Path) -> None:
        wanted = Wanted(backup, self._target(), "", present=self.present, key=self._present_key())
        self.said.setText("正在核对备份…")
        self.next.setEnabled(False)
        self._work = Work(
            lambda tell: (restoring.preview(wanted, progress=tell), backup_keys.operators_of(backup)), self
        )
        self._work.made.connect(lambda found: self._show_inside(backup, *found))
        self._work.refused.connect(self._refused)
        self._work.begin()

    def _present_key(self) -> bytes | None:
        return None if self.present is None else self.present.key

    # -- second: what is inside, what would be lost -------------------------------------------------------------

    def _checking(self) -> QWidget:
        page = QWidget(self)
        self.inside = _wrapped("")
        self.inside.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lost = _wrapped("")
        self.lost.setAccessibleName("会退回的登记")
        room = QScrollArea(page)
        room.setWidgetResizable(True)
        room.setWidget(self.lost)
        self.operator = QComboBox(page)
        self.operator.setAccessibleName("操作人")
        self.secret = PassphraseField("备份时的口令", page)
        self.by_code = QCheckBox("忘记口令，用恢复码", page)
        self.code = QLineEdit(page, placeholderText="备份之前打印的恢复码")
        self.code.setAccessibleName("恢复码")
        self.by_code.toggled.connect(self._ask_secret)
        self.place = QLineEdit(page)
        self.place.setAccessibleName("恢复到")
        self.reason = QLineEdit(page, placeholderText="例如：电脑坏了，换新电脑")
        self.reason.setAccessibleName("原因")
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow("恢复到", self.place)
        self.form.addRow("操作人", self.operator)
        self.form.addRow("备份时的口令", self.secret)
        self.form.addRow("恢复码", self.code)
        self.form.addRow("", self.by_code)
        self.form.addRow("原因", self.reason)
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        for part, share in ((_head("备份里有什么"), 0), (self.inside, 0), (_head("会退回什么"), 0), (room, 1)):
            lines.addWidget(part, share)
        lines.addLayout(self.form)
        return page

    def _show_inside(self, backup: Path, shown: Preview, operators: tuple[str, ...]) -> None:
        self.backup, self.shown = backup, shown
        self.inside.setText(inside_words(shown.inside))
        nothing = "什么也不会丢：恢复到一个新的文件。" if self.desk is None else "什么也不会丢：现在的登记备份里都有。"
        self.lost.setText(restoring.would_lose(shown) or nothing)
        self._operators = () if backup_keys.opened_by(backup, self._present_key()) else operators
        self.operator.clear()
        self.operator.addItems(list(self._operators))
        if not self.place.text():
            office = shown.inside.office.removesuffix("人民政府") or "台账"
            self.place.setText(str(data_folder() / f"{office}{SUFFIX}"))
        self._ask_secret()
        self._show_step(1)

    def _ask_secret(self) -> None:
        asks, by_code = bool(self._operators), self.by_code.isChecked()
        self.form.setRowVisible(self.place, self.present is None)
        self.form.setRowVisible(self.operator, asks and not by_code)
        self.form.setRowVisible(self.secret, asks and not by_code)
        self.form.setRowVisible(self.code, asks and by_code)
        self.form.setRowVisible(self.by_code, asks)

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.said.setText("")
        self.back.setVisible(step == 1)
        self.next.setEnabled(True)
        self.next.setText("恢复" if step else "下一步")
        if step == 0:
            self.backup = None
            self.chosen.setText("")
        if step:
            (self.secret if self._operators else self.reason).setFocus()
        else:
            self.table.setFocus()

    def _refused(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.next.setEnabled(True)

    @override
    def done(self, result: int) -> None:
        if self._work is not None:
            self._work.stop()
        super().done(result)

    def _target(self) -> Path:
        if self.desk is not None:
            return self.desk.path
        typed = Path(self.place.text().strip() or str(data_folder() / f"台账{SUFFIX}"))
        return typed if typed.suffix == SUFFIX else typed.with_name(typed.name + SUFFIX)

    def _restore(self) -> None:
        """Everything is asked for and right: say so; nothing was touched until here."""
        if self.backup is None:
            return
        if not self.reason.text().strip():
            self.said.setText("请写明为什么恢复，原因会记入历史。")
            self.reason.setFocus()
            return
        try:
            key = self._unlock(self.backup)
            self._ready_place(key)
        except Refused as refusal:
            self.said.setText(refusal.sentence)
            return
        operator = self.desk.actor.name if self.desk is not None else self.operator.currentText()
        wanted = Wanted(self.backup, self._target(), self.reason.text().strip(), operator, key, self.present)
        self.accept()
        self.wanted.emit(wanted)

    def _ready_place(self, key: bytes | None) -> None:
        target = self._target()
        if self.desk is None:
            restoring.spare_whole(target, key)
        if target.parent == data_folder():
            target.parent.mkdir(parents=True, exist_ok=True)

    def _unlock(self, backup: Path) -> bytes | None:
        if not self._operators:
            return self._present_key()
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            if self.by_code.isChecked():
                return backup_keys.unlock_by_code(backup, code=self.code.text())
            return backup_keys.unlock(backup, passphrase=self.secret.text, operator=self.operator.currentText())
        finally:
            QGuiApplication.restoreOverrideCursor()


def inside_words(inside: Inside) -> str:
    """What a backup holds, in four lines."""
    days = f"，登记日期 {inside.first_day} 至 {inside.last_day}" if inside.first_day else ""
    counts = sorted(inside.counts.items(), key=lambda pair: -pair[1])
    labels = {ledger.name: ledger.label for ledger in registry.LEDGERS + registry.BASE}
    named = "、".join(f"{labels.get(name, name)}{count}条" for name, count in counts if count)
    lock = "已加密" if inside.encrypted else "没有加密"
    version = f"程序 {inside.program}，" if inside.program else ""
    return (
        f"{inside.office}，{inside.made_at:%Y年%m月%d日 %H:%M} 备份（{inside.occasion}），{lock}\n"
        f"共 {inside.total} 条记录、{inside.attachments} 个附件{days}\n"
        f"{named}\n"
        f"{version}格式 {inside.schema}，文件「{inside.path.name}」，内容已核对无误"
    )


def kept_cells(one: Kept, inside: Inside | None) -> tuple[str, ...]:
    """The line of a kept backup in a table under `HEADS`."""
    occasion = inside.occasion if inside else "读不出来"
    records = str(inside.total) if inside else ""
    return (f"{one.made_at:%Y-%m-%d %H:%M}", occasion, records, size_text(one.size), one.path.name)


def _wrapped(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    if role:
        label.setProperty("role", role)
    return label


def _head(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label
