"""Print preview of a 迎检包: for whom, what for; what could not be bound in stands beside it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox
from typing_extensions import override

from app.services import inspection_outlines, inspection_pack, leaving, printing
from app.services.inspection_pack import Options
from app.ui.paper_dialog import PaperDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.inspection_pack import Bound
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

MOST_NAMED = 6
"""So many files that were left out are named beside the paper; the rest are counted."""


class InspectionPreview(PaperDialog):
    """Shows the pack of an outline that is kept."""

    def __init__(self, operation: Operation, name: str, parent: QWidget | None = None) -> None:
        super().__init__(operation, name, parent)
        self.name = name
        self.bound: Bound | None = None
        self._token = 0
        self.profile, self.purpose = QComboBox(self), QComboBox(self)
        for key, label in printing.PROFILES.items():
            self.profile.addItem(label, key)
        self.purpose.addItems(leaving.PURPOSES)
        self.purpose.setCurrentText(inspection_pack.PURPOSE)
        self.looked = QCheckBox("已核对姓名，可以公开", self)
        for label, field in (("版本", self.profile), ("用途", self.purpose)):
            field.setAccessibleName(label)
            self.choices.addRow(label, field)
        self.choices.addRow(self.looked)
        for box in (self.profile, self.purpose):
            box.currentIndexChanged.connect(lambda _place: self.draw_again())
        self.looked.toggled.connect(lambda _on: self.draw_again())
        self.draw_again()

    @property
    def options(self) -> Options:
        """What is chosen now."""
        return Options(self.profile.currentData(), self.looked.isChecked(), self.purpose.currentText())

    @override
    def draw_again(self) -> None:
        """Bind the pack anew with what is chosen now; an older binding still under way is dropped."""
        self.begin()
        self._token += 1
        self.choices.setRowVisible(self.looked, self.profile.currentData() == "public")
        token, options, desk, name = self._token, self.options, self.operation.desk, self.name

        def work(unit: UnitOfWork) -> tuple[bytes, Bound]:
            out = BytesIO()
            outline = inspection_outlines.find(unit, name=name)
            bound = inspection_pack.draw(
                unit, actor=desk.actor, outline=outline, out=out, options=options,
                progress=lambda _done, _of: token == self._token and self.go_on(),
            )  # fmt: skip
            return out.getvalue(), bound

        self.operation.read(
            work,
            lambda drawn: self._drawn(*drawn, token),
            owner=self,
            failed=lambda refusal: self._failed(refusal, token),
        )

    def _drawn(self, pdf: bytes, bound: Bound, token: int) -> None:
        if token != self._token:
            return
        self.bound = bound
        self.show_drawn(pdf, bound.printed)
        parts = [f"共{bound.printed.pages}页，装入附件{bound.files}件。"]
        if bound.left_out:
            more = f"\n……共{len(bound.left_out)}件" if len(bound.left_out) > MOST_NAMED else ""
            parts.append("没有装入的：\n" + "\n".join(bound.left_out[:MOST_NAMED]) + more)
        self.face.setText("\n".join(parts))

    def _failed(self, refusal: Refused, token: int) -> None:
        if token == self._token:
            self.show_failed(refusal.sentence)

    @override
    def recording(self, pages: int) -> Callable[[UnitOfWork], Changes]:
        """What writes in the history that the pack was printed, and what for."""
        actor, name, bound, options = self.operation.desk.actor, self.name, self.bound, self.options
        if bound is None:
            raise AssertionError(pages)
        return lambda unit: inspection_pack.record_print(unit, actor=actor, name=name, bound=bound, options=options)
