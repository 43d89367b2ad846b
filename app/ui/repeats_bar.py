"""重复来访: as a petition is entered, earlier ones that may be the same are offered; the clerk alone confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.services import repeats
from app.ui.form_parts import ElidedLabel

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.repeats import Offer
    from app.ui.form import RecordForm
    from db.unit import UnitOfWork
    from db.values import Value

ASK_AFTER = 250
"""Milliseconds after a field was left before the register is asked."""
SHOWN = 3
WHO = ("petitioner_name", "petitioner_id_number", "petitioner_phone")
WHAT = ("place", "summary", "claim")
HINTED = ("visitor_count", "representative_count", "is_collective", "received_on")
Found = tuple[tuple["Offer", ...], tuple[str, ...]]


def look(unit: UnitOfWork, *, values: dict[str, Value], own_id: int) -> Found:
    """What is offered for an entry: earlier petitions, and what the number of visitors suggests."""
    offers = () if values.get("duplicate_of") else repeats.offered(unit, values=values, own_id=own_id)
    return offers, repeats.visit_hints(unit, values=values)


class RepeatsBar(QFrame):
    """Stands above the fields of a petition while there is something to offer.

    确认 before the first save is kept until the petition has its number, and written right after.
    """

    def __init__(self, form: RecordForm) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._form = form
        self._asked: tuple[Value, ...] = ()
        self._ticket = 0
        self.confirmed: int | None = None
        self.offers: tuple[Offer, ...] = ()
        self.hints = QLabel()
        self.hints.setWordWrap(True)
        self.hints.setTextFormat(Qt.TextFormat.PlainText)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 4, 8, 4)
        outer.setSpacing(2)
        outer.addLayout(self._rows)
        outer.addWidget(self.hints)
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER)
        self._timer.timeout.connect(self.ask)
        form.left.connect(self._timer.start)
        form.ready.connect(self.clear)
        form.saved.connect(self._saved)
        self.hide()

    def clear(self) -> None:
        """Begin with another record: nothing is offered and nothing waits to be confirmed."""
        self._ticket += 1
        self.confirmed = None
        values = self._form.values()
        self._asked = tuple(values.get(key) for key in (*WHO, *WHAT, *HINTED))
        self._show((), ())

    def ask(self) -> None:
        """Look for earlier petitions when what they are found by was changed; never while nothing was."""
        values = self._form.values()
        asked = tuple(values.get(key) for key in (*WHO, *WHAT, *HINTED))
        if asked == self._asked:
            return
        self._asked = asked
        self._ticket += 1
        ticket, record = self._ticket, self._form.record
        own_id = record.id if record else 0
        self._form.operation.read(
            lambda unit: look(unit, values=values, own_id=own_id),
            lambda found: self._show(*found) if ticket == self._ticket else None,
            owner=self,
        )

    def _show(self, offers: tuple[Offer, ...], hints: tuple[str, ...]) -> None:
        self.offers = offers[:SHOWN]
        if self.confirmed not in {offer.record_id for offer in self.offers}:
            self.confirmed = None
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        for offer in self.offers:
            self._rows.addWidget(self._row(offer))
        self.hints.setText("\n".join(hints))
        self.hints.setVisible(bool(hints))
        self.setVisible(bool(self.offers or hints))

    def _row(self, offer: Offer) -> QFrame:
        row = QFrame()
        words = ElidedLabel()
        words.show_text(said(offer))
        words.setAccessibleName(said(offer))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(words, 1)
        is_marked = offer.record_id == self.confirmed
        yes = QPushButton("✓ 保存后标为重复（再按取消）" if is_marked else "确认是重复")
        opens = QPushButton("打开")
        for button, does in ((opens, "打开"), (yes, "确认是重复")):
            button.setAccessibleName(f"{does} {offer.number}")
            line.addWidget(button)
        opens.clicked.connect(lambda: self._form.open_record.emit("petitions", offer.record_id))
        yes.clicked.connect(lambda: self.confirm(offer))
        return row

    def confirm(self, offer: Offer) -> None:
        """The clerk says it is the same matter: written at once for a saved petition, else after its first save."""
        record = self._form.record
        if record is not None:
            self._write(record.id, offer.record_id)
            return
        self.confirmed = None if self.confirmed == offer.record_id else offer.record_id
        self._show(self.offers, tuple(filter(None, self.hints.text().split("\n"))))

    def _saved(self, changes: Changes) -> None:
        if self.confirmed is not None:
            self._write(changes.ids[0], self.confirmed)
        self.confirmed = None

    def _write(self, petition_id: int, earlier_id: int) -> None:
        actor, operation = self._form.operation.desk.actor, self._form.operation
        operation.write(
            lambda unit: repeats.confirm(unit, actor=actor, petition_id=petition_id, earlier_id=earlier_id),
            lambda _changes: self._show((), ()),
            owner=self,
        )


def said(offer: Offer) -> str:
    """An offer in one line."""
    day = f"　{offer.received_on}" if offer.received_on else ""
    return f"可能是重复来访：{offer.number}{day}　{offer.level.label}　{offer.matter}"
