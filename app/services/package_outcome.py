"""What becomes of the records of a package when it is merged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.ledgers import registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.package_conflicts import Conflict
    from db.declare import Ledger

NEW, CHANGED, CONFLICTS, KNOWN, HELD, VOID = "new", "changed", "conflicts", "known", "held", "voided"
LABELS = {NEW: "新增", CHANGED: "改动", CONFLICTS: "冲突", KNOWN: "已有", HELD: "待核", VOID: "报来时已作废"}
"""What became of a record, as the receipt says it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A record that a gate keeps out: its ledger, the number it would get, and the sentence."""

    ledger: str
    label: str
    number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge; `counts` by `NEW` … of all ledgers, `ledgers` the same of each that the package has."""

    batch: str
    office: str
    serial: int
    counts: dict[str, int]
    ledgers: dict[str, dict[str, int]]
    conflicts: tuple[Conflict, ...]
    held: tuple[Held, ...]
    warnings: tuple[str, ...]
    receipt: dict[str, Any]
    is_new: bool
    """Whether anything was written."""


@dataclass
class Tally:
    """What became of the records, by ledger."""

    by_ledger: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, ledger: Ledger, outcome: str) -> None:
        """Count one record."""
        self.by_ledger.setdefault(ledger.name, Counter())[outcome] += 1

    def total(self) -> dict[str, int]:
        """The counts of all ledgers together."""
        return {key: sum(one[key] for one in self.by_ledger.values()) for key in LABELS}


def held(one: Mapping[str, Any]) -> Held:
    """A held record from the row that keeps it."""
    return Held(one["ledger"], registry.find(one["ledger"]).label, one["number"], one["sentence"])
