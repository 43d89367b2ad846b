"""Fields with two values, of merged packages or of two who save one record: one line each; the chosen one stands below
with both values whole, and a choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from app.services.package_conflicts import CHOICES, OURS, THEIRS
from app.ui.plain import Words
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.package_conflicts import Conflict

CHOICE = 5
OPEN = "还没有选"


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two sides are called: in short, as a choice, as a choice for all; `later` is the choice of none, empty
    where one has to be made; `ours_by` and `theirs_by` say whose a value is.
    """

    ours: str
    theirs: str
    later: str
    keep: str
    take: str
    all_ours: str
    all_theirs: str
    ours_by: Callable[[Conflict], str]
    theirs_by: Callable[[Conflict], str]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the list."""
        return ("台账", "编号", "栏目", self.ours, self.theirs, "选定")

    def word(self, choice: str) -> str:
        """What stands in the list for a choice."""
        return {OURS: self.ours, THEIRS: self.theirs}.get(choice, OPEN)


MERGED = Sides(
    "本单位的", "报来的", "先不选，本单位的照旧，冲突留着", CHOICES[OURS], CHOICES[THEIRS],
    "都保留本单位的", "都采用报来的",
    lambda one: f"本单位的（{one.ours_by}，{one.ours_at:%Y-%m-%d %H:%M}）",
    lambda one: f"{one.office}报来的（{one.theirs_by}，{one.theirs_at:%Y-%m-%d %H:%M}）",
)  # fmt: skip
HEADS = MERGED.heads


class ConflictPanel(QWidget):
    """The list, the conflict in sight, and what the clerk chose of each; `chosen()` after every choice."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None, *, sides: Sides = MERGED) -> None:
        super().__init__(parent)
        self._sides = sides
        self._conflicts: tuple[Conflict, ...] = ()
        self.choices: dict[tuple[str, str], str] = {}
        self.table = RowTable("冲突", sides.heads, wide=4, parent=self)
        self.ours, self.theirs = Words(self, wordWrap=True), Words(self, wordWrap=True)
        self.group = QButtonGroup(self)
        self.radios = {
            "": QRadioButton(sides.later or OPEN, self),
            OURS: QRadioButton(sides.keep, self),
            THEIRS: QRadioButton(sides.take, self),
        }
        self.radios[""].setVisible(bool(sides.later))
        self.all_ours, self.all_theirs = QPushButton(sides.all_ours, self), QPushButton(sides.all_theirs, self)
        self._build()

    def _build(self) -> None:
        radios = QHBoxLayout()
        for radio in self.radios.values():
            self.group.addButton(radio)
            radios.addWidget(radio)
        radios.addStretch(1)
        for button, choice in ((self.all_ours, OURS), (self.all_theirs, THEIRS)):
            radios.addWidget(button)
            button.clicked.connect(lambda _=False, choice=choice: self.choose_all(choice))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.ours)
        lines.addWidget(self.theirs)
        lines.addLayout(radios)
        self.table.itemSelectionChanged.connect(self._look)
        self.group.buttonClicked.connect(self._clicked)

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Show conflicts; what was chosen of those that are still there stays chosen."""
        self._conflicts = tuple(conflicts)
        keys = {(one.uuid, one.key) for one in conflicts}
        self.choices = {key: choice for key, choice in self.choices.items() if key in keys}
        rows = [
            (
                (one.label, one.number, one.field, one.ours, one.theirs, self._sides.word(self._choice(one))),
                (one.ledger, one.record_id),
            )
            for one in conflicts
        ]
        self.table.show_rows(rows)
        self._look()

    def _choice(self, one: Conflict) -> str:
        return self.choices.get((one.uuid, one.key), "")

    @property
    def current(self) -> Conflict | None:
        """The conflict in sight."""
        row = self.table.currentRow()
        return self._conflicts[row] if 0 <= row < len(self._conflicts) else None

    def _look(self) -> None:
        one = self.current
        for part in (self.ours, self.theirs, *self.radios.values(), self.all_ours, self.all_theirs):
            part.setEnabled(one is not None)
        if one is None:
            self.ours.setText("")
            self.theirs.setText("")
            return
        self.ours.setText(f"{self._sides.ours_by(one)}：{one.ours}")
        self.theirs.setText(f"{self._sides.theirs_by(one)}：{one.theirs}")
        self.radios[self._choice(one)].setChecked(True)

    def _clicked(self) -> None:
        one = self.current
        choice = next(key for key, radio in self.radios.items() if radio.isChecked())
        if one is not None:
            self._choose(self.table.currentRow(), one, choice)
            self.chosen.emit()

    def choose_all(self, choice: str) -> None:
        """Choose the same for every conflict of the list."""
        for row, one in enumerate(self._conflicts):
            self._choose(row, one, choice)
        self._look()
        self.chosen.emit()

    def _choose(self, row: int, one: Conflict, choice: str) -> None:
        self.choices[one.uuid, one.key] = choice
        if not choice:
            del self.choices[one.uuid, one.key]
        self.table.say(row, CHOICE, self._sides.word(choice))
