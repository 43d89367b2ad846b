"""What a step asks for and what it will write: shared by the ledgers that have a life of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from db.values import FuzzyCount, FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.services.changes import Actor
    from db.ask import ChildRow, Record
    from db.declare import Ledger
    from db.values import Value


@dataclass(frozen=True, slots=True)
class Request:
    """A step asked for: who, on which record, what he fills in, and why."""

    actor: Actor
    ledger: Ledger
    record: Record
    action: str
    values: Mapping[str, Value]
    reason: str = ""

    def value(self, key: str) -> Value:
        """What the step brings for a column, else what the record holds."""
        return self.values.get(key, self.record.values.get(key))

    def text(self, key: str) -> str:
        """The same as text, empty when there is nothing."""
        value = self.value(key)
        return value.name if isinstance(value, Reference) else str(value or "")

    def day(self, key: str) -> date | None:
        """The same as a day; a date that is not exact counts from its first day."""
        value = self.value(key)
        return value.start if isinstance(value, FuzzyDate) else value  # type: ignore[return-value]

    def count(self, key: str) -> int:
        """The same as a whole number, 0 when there is nothing."""
        value = self.value(key)
        return value.value if isinstance(value, FuzzyCount) else 0

    def only(self, *keys: str) -> dict[str, Value]:
        """The filled columns, all of which the step must know; raises Refused for a column it does not."""
        for key in self.values:
            if key not in keys:
                label = self.ledger.column(key).label
                allowed = "、".join(self.ledger.column(known).label for known in keys) or "（无）"
                sentence = f"{self.record.number}的这一步不填「{label}」，没有改动。这一步可以填：{allowed}。"
                raise Refused(sentence, field=key)
        return dict(self.values)


@dataclass(frozen=True, slots=True)
class Move:
    """What a step will write once its gate is open."""

    values: Mapping[str, Value]
    children: Mapping[str, Sequence[ChildRow]] = field(default_factory=dict)
    note: str = ""
    """What the history adds to the name of the step, in brackets."""


def last_pause(pauses: Sequence[ChildRow]) -> date | None:
    """The day on which the newest pause began, None when there was none."""
    return next((row.values.get("paused_on") for row in reversed(pauses)), None)  # type: ignore[return-value]


def ended_pauses(pauses: Sequence[ChildRow], today: date) -> tuple[ChildRow, ...]:
    """The pauses, those that still run ended today."""
    return tuple(
        row if row.values.get("resumed_on") else replace(row, values={**row.values, "resumed_on": today})
        for row in pauses
    )
