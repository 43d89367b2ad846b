"""台账工作交接: what is open and where everything lies, written down and printed for both to sign."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.paper.forms.desk_handover import TITLE, draw
from app.paper.forms.sheet import draw_form
from app.rules.rights import Right
from app.services import desk_handover, permitted
from app.ui import dialogs
from app.ui.made_preview import MadePreview
from app.ui.on_screen import in_order
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from app.ui.years_dialog import ITEM_HEADS, item_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.paper.tree import Printed
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.desk_handover import Handover
    from app.ui.operation import Operation

SAYING = "换人管台账时，把没有办完的事和东西放在哪里列成一张清单，打印出来双方签字。"


class DeskHandoverDialog(PlainDialog):
    """Two lists, what only the clerk knows, and the paper. `open_record(ledger, id)` leads to a record."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("台账工作交接", (1000, 620), parent)
        self._operation = operation
        self.said = Words(SAYING, self, wordWrap=True)
        self.items = RowTable("没有办完的", ITEM_HEADS, wide=2, parent=self)
        self.items.opened.connect(self._lead)
        self.places = RowTable("东西放在哪里", ("项目", "在哪里、怎么接手"), wide=1, parent=self)
        self.to = QLineEdit(self)
        self.to.setAccessibleName("接收人")
        self.fields = {key: QLineEdit(self) for key in desk_handover.PLACES}
        for key, field in self.fields.items():
            field.setAccessibleName(desk_handover.PLACES[key])
        self._held: dict[str, str] = {}
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("交接清单")
        self._build()
        operation.read(desk_handover.said_places, self._fill, owner=self)
        self.refresh()

    def _build(self) -> None:
        where = QWidget(self.tabs)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for key, field in self.fields.items():
            field.setPlaceholderText("放在哪里、谁保管" if key != "other" else "还有什么要交代的")
            form.addRow(desk_handover.PLACES[key], field)
        lines = QVBoxLayout(where)
        lines.addWidget(self.places, 1)
        lines.addLayout(form)
        self.tabs.addTab(self.items, "没有办完的")
        self.tabs.addTab(where, "东西放在哪里")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.print_button = buttons.addButton("打印…", QDialogButtonBox.ButtonRole.ActionRole)
        self.keep_button = buttons.addButton("保存", QDialogButtonBox.ButtonRole.ActionRole)
        self.print_button.clicked.connect(self.print_out)
        self.keep_button.clicked.connect(lambda: self.keep())
        buttons.rejected.connect(self.reject)
        for button, right in ((self.print_button, Right.PRINT), (self.keep_button, Right.ENTER)):
            reason = permitted.why_not(self._operation.desk.actor, right)
            button.setEnabled(not reason)
            button.setToolTip(reason)
        who = QFormLayout()
        who.addRow("接收人", self.to)
        foot = QHBoxLayout()
        foot.addLayout(who, 1)
        foot.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addWidget(self.said)
        outer.addWidget(self.tabs, 1)
        outer.addLayout(foot)
        outer.addWidget(buttons)
        in_order(
            self.tabs.tabBar(), self.items, self.places, *self.fields.values(), self.to, self.print_button,
            self.keep_button, buttons.button(QDialogButtonBox.StandardButton.Close),
        )  # fmt: skip

    def refresh(self) -> None:
        """Read both lists anew."""
        desk = self._operation.desk
        self._operation.call(lambda: desk_handover.of(desk), self._show, owner=self, failed=self._refused)

    def _show(self, found: Handover) -> None:
        self.items.show_rows([(item_cells(one), (one.ledger, one.record_id)) for one in found.items])
        self.places.show_rows([(place, ("", 0)) for place in found.places])
        self.tabs.setTabText(0, f"没有办完的（{len(found.items)}件）")

    def _fill(self, said: dict[str, str]) -> None:
        for key, text in said.items():
            self.fields[key].setText(text)
        self._held = self._typed()

    def _typed(self) -> dict[str, str]:
        return {key: field.text() for key, field in self.fields.items()}

    def _may_leave(self) -> bool:
        """Whether what was written may be left: asked only when it is not saved, and not while it is being saved."""
        if not self._held or self._typed() == self._held or not self.keep_button.isEnabled():
            return True
        return dialogs.may_go(self, "台账工作交接", self.keep)

    @override
    def reject(self) -> None:
        if self._may_leave():
            super().reject()

    def keep(self, then: Callable[[], None] | None = None) -> None:
        """Write down where things lie."""
        actor = self._operation.desk.actor
        places = self._typed()

        def kept(_changes: Changes) -> None:
            self._held = places
            self.said.setText("已保存。")
            self.refresh()
            if then is not None:
                then()

        self._operation.write(
            lambda unit: desk_handover.keep_places(unit, actor=actor, places=places),
            kept,
            owner=self,
            failed=self._refused,
        )

    def print_out(self) -> None:
        """Show the list on paper, with what was written down last."""
        if self.keep_button.isEnabled() and self._typed() != self._held:
            self.keep(self._preview)
        else:
            self._preview()

    def _preview(self) -> None:
        desk, to_clerk = self._operation.desk, self.to.text().strip()

        def make(_go_on: Callable[[], bool]) -> tuple[bytes, Printed]:
            made, out = desk_handover.paper(desk, to_clerk=to_clerk), BytesIO()
            day = desk.store.clock.today()
            printed = draw_form(draw, made, out, title=TITLE, office=made.office, made_on=day)
            return out.getvalue(), printed

        MadePreview(
            self._operation,
            TITLE,
            make,
            lambda unit, pages: desk_handover.record_print(unit, actor=desk.actor, pages=pages),
            self,
        ).open()

    def _lead(self, ledger: str, record_id: int) -> None:
        if self._may_leave():
            self.open_record.emit(ledger, record_id)
            self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
