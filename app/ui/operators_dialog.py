"""操作人: who may sign in, his role, marks and grant; and a new one with his first passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules.rights import RIGHTS, Mark, Right, Role, may
from app.services import operators, permitted, signing_in, staff
from app.services.changes import Changes
from app.ui import dialogs
from app.ui.fields import restyle
from app.ui.passphrase_fields import NewPassphrase
from app.ui.plain import Foot
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.rules.refusal import Refused
    from app.services.operators import Operator
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("姓名", "角色", "标记", "检举控告件", "状态")
NEW = "登记新操作人"
SOLE = "现在只有一位操作人，一切权限都在他身上。登记第二位以后，各人按角色办事，历史里分得清是谁办的。"


def open_for(operation: Operation, parent: QWidget | None) -> None:
    """Show the dialog, or say who may."""
    reason = permitted.why_not(operation.desk.actor, Right.OPERATORS)
    if reason:
        QMessageBox.information(parent, "操作人", reason)
    else:
        OperatorsDialog(operation, parent).open()


class OperatorsDialog(PlainDialog):
    """The list of operators, and beside it the one chosen or a new one."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("操作人", (860, 520), parent)
        self._operation = operation
        self._shown: tuple[Operator, ...] = ()
        self._is_encrypted = operation.desk.store.key is not None
        self.table = RowTable("操作人", HEADS, wide=0, parent=self)
        self.table.currentCellChanged.connect(self._another)
        self.name = QLineEdit(self)
        self.role = QComboBox(self)
        self.role.addItems([str(role) for role in Role])
        self.role.currentIndexChanged.connect(self._explain)
        self.marks = {mark: QCheckBox(str(mark), self) for mark in Mark}
        self.sees = QCheckBox("可以查看检举控告件", self)
        self.passphrase = NewPassphrase(self)
        self.may, self.said = Foot(self), Foot(self)
        self.add_button, self.save_button = QPushButton(NEW, self), QPushButton("保存", self)
        self.retire_button, self.reset_button = QPushButton("停用", self), QPushButton("重设口令", self)
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.may.setProperty("role", "faint")
        restyle(self.save_button, "main", value=True)
        for box in self.marks.values():
            box.toggled.connect(self._explain)
        marks = QHBoxLayout()
        for box in self.marks.values():
            marks.addWidget(box)
        marks.addStretch(1)
        form = QFormLayout()
        for words, field in (("姓名", self.name), ("角色", self.role)):
            field.setAccessibleName(words)
            form.addRow(words, field)
        form.addRow("标记", marks)
        form.addRow("", self.sees)
        form.addRow("", self.may)
        side = QVBoxLayout()
        side.addLayout(form)
        side.addWidget(self.passphrase)
        side.addStretch(1)
        halves = QHBoxLayout()
        halves.addWidget(self.table, 1)
        halves.addLayout(side, 1)
        foot = QHBoxLayout()
        close = QPushButton("关闭", self)
        for button in (self.add_button, self.retire_button, self.reset_button):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.save_button, close):
            foot.addWidget(button)
        lines = QVBoxLayout(self)
        lines.addLayout(halves, 1)
        lines.addWidget(self.said)
        lines.addLayout(foot)
        self.add_button.clicked.connect(self._add)
        self.save_button.clicked.connect(self.save)
        self.retire_button.clicked.connect(self.retire)
        self.reset_button.clicked.connect(self.reset_passphrase)
        close.clicked.connect(self.reject)
        self._held = self._typed()
        """The fields as they were filled or saved."""

    # -- showing ------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the operators as they stand."""

        def work(unit: UnitOfWork) -> tuple[tuple[Operator, ...], bool]:
            found = (*operators.everyone(unit), *operators.everyone(unit, retired=True))
            return found, operators.is_alone(unit)

        self._operation.read(work, lambda seen: self._show(*seen), owner=self)

    def _show(self, found: tuple[Operator, ...], is_alone: bool) -> None:
        chosen = self.chosen.name if self.chosen else ""
        self._shown = found
        self.table.show_rows([(_cells(one), ("", 0)) for one in found])
        rows = [place for place, one in enumerate(found) if one.name == (chosen or self._operation.desk.actor.name)]
        if rows and self._typed() == self._held:
            with QSignalBlocker(self.table):
                self.table.setCurrentCell(rows[0], 0)
            self._choose(rows[0])
        if is_alone and not self.said.text():
            self._say(SOLE, is_error=False)

    @property
    def chosen(self) -> Operator | None:
        """The operator shown; None for a new one."""
        row = self.table.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _another(self, row: int, _column: int, before: int, _column_before: int) -> None:
        """Show the operator of another line, unless what is typed for this one shall stay."""
        if not 0 <= row < len(self._shown):
            return
        if row == before or self._may_leave():
            self._choose(row)
        else:
            QTimer.singleShot(0, self, lambda: self._go_back(before))  # after the press has chosen its line

    def _go_back(self, row: int) -> None:
        with QSignalBlocker(self.table):
            self.table.setCurrentCell(row, min(row, 0))

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            return
        one = self._shown[row]
        self.name.setText(one.name)
        self.role.setCurrentText(one.role)
        for mark, box in self.marks.items():
            box.setChecked(mark in one.marks)
        self.sees.setChecked(one.sees_restricted)
        self._open(is_new=False, is_gone=one.retired_at is not None)

    def _add(self) -> None:
        if self._may_leave():
            self.begin()

    def begin(self) -> None:
        """Empty the fields for a new operator."""
        self.table.setCurrentCell(-1, -1)
        self.name.clear()
        self.role.setCurrentText(str(Role.ENTRY))
        for box in (*self.marks.values(), self.sees):
            box.setChecked(False)
        self._open(is_new=True, is_gone=False)
        self.name.setFocus()

    def _open(self, *, is_new: bool, is_gone: bool) -> None:
        self._held = self._typed()
        self.name.setReadOnly(not is_new)
        restyle(self.name, "readOnly", not is_new)
        self.passphrase.setVisible(self._is_encrypted and not is_gone)
        self.save_button.setText("登记" if is_new else "恢复" if is_gone else "保存")
        is_self = self.chosen is not None and self.chosen.name == self._operation.desk.actor.name
        self.retire_button.setEnabled(not is_new and not is_gone and not is_self)
        self.retire_button.setToolTip("不能停用自己" if is_self else "")
        self.reset_button.setVisible(self._is_encrypted)
        self.reset_button.setEnabled(not is_new and not is_gone)
        self._explain()

    def _explain(self) -> None:
        """Say what the role with its marks may do."""
        role, marks = self.role.currentText(), tuple(self._marks())
        allowed = [grant.label for right, grant in RIGHTS.items() if may(role, marks, right)]
        self.may.setText(f"可以：{'、'.join(allowed)}。")
        self.fit_soon()

    def _marks(self) -> list[str]:
        return [str(mark) for mark, box in self.marks.items() if box.isChecked()]

    def _typed(self) -> tuple[object, ...]:
        return self.name.text(), self.role.currentText(), self._marks(), self.sees.isChecked()

    def _may_leave(self) -> bool:
        """Whether what is typed may be left: asked only when it is not saved."""
        return self._typed() == self._held or dialogs.may_go(self, "操作人", self.save)

    @override
    def reject(self) -> None:
        if self._may_leave():
            super().reject()

    def _say(self, sentence: str, *, is_error: bool) -> None:
        restyle(self.said, "role", "error" if is_error else "faint")
        self.said.setText(sentence)

    # -- writing ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Register the new operator, bring a retired one back, or change the one shown."""
        desk, one = self._operation.desk, self.chosen
        name, role, marks, sees = self.name.text(), self.role.currentText(), self._marks(), self.sees.isChecked()
        if one is None or one.retired_at is not None:
            passphrase = self._passphrase()
            if passphrase is not None:
                self._run(
                    lambda: staff.register(
                        desk, name=name, role=role, marks=marks, sees_restricted=sees, passphrase=passphrase
                    )
                )
        else:
            self._run(lambda: staff.change(desk, name=name, role=role, marks=marks, sees_restricted=sees))

    def _passphrase(self) -> str | None:
        """The new passphrase; None when the two differ or it is too weak, which is said beside it."""
        if not self._is_encrypted:
            return ""
        fault = self.passphrase.fault()
        if fault:
            self._say(fault, is_error=True)
            return None
        return self.passphrase.passphrase

    def retire(self) -> None:
        """Let the operator shown sign in no more, after a question."""
        one, desk = self.chosen, self._operation.desk
        words = f"停用「{one.name if one else ''}」以后他不能再打开台账；他办过的事都还在他名下。确定停用吗？"
        if one and QMessageBox.question(self, "停用操作人", words) is QMessageBox.StandardButton.Yes:
            self._run(lambda: staff.retire(desk, name=one.name))

    def reset_passphrase(self) -> None:
        """Give the operator shown another passphrase, for one who forgot his."""
        one, desk, passphrase = self.chosen, self._operation.desk, self._passphrase()
        if one is not None and passphrase:
            self._run(
                lambda: signing_in.set_passphrase(desk, operator=one.name, passphrase=passphrase), of_fields=False
            )

    def _run(self, work: Callable[[], object], *, of_fields: bool = True) -> None:
        self._say("正在保存…", is_error=False)
        saved = self._typed() if of_fields else self._held
        self._operation.call(work, lambda answer: self._done(answer, saved), owner=self, failed=self._refused)

    def _done(self, answer: object, saved: tuple[object, ...]) -> None:
        self._held = saved
        words = answer.description if isinstance(answer, Changes) else f"登记操作人 {getattr(answer, 'name', '')}"
        self._say(f"已保存：{words}", is_error=False)
        self.passphrase.first.clear()
        self.passphrase.again.clear()
        if self.chosen is None:
            self.begin()
        self.refresh()

    def _refused(self, refusal: Refused) -> None:
        self._say(refusal.sentence, is_error=True)


def _cells(one: Operator) -> tuple[str, ...]:
    grant = "可以查看" if one.sees_restricted else "—"
    return (one.name, one.role, "、".join(one.marks) or "—", grant, "停用" if one.retired_at else "在用")
