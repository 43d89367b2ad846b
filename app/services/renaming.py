"""What holds the name of another record as words: renamed with it, so that what was said under the old name stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import checking
from db.ask import Filter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

_HOLDERS = {"sensitive_periods": (("zero_reports", "sensitive_period"),)}
"""By ledger, the ledgers and columns that hold the name of its records as words."""
NAMED = frozenset(_HOLDERS)


def following(
    unit: UnitOfWork, ledger: Ledger, old: Record, values: Mapping[str, Value]
) -> Iterator[tuple[str, Record, dict[str, Value]]]:
    """The records that hold the name a record loses by a change, each with its ledger and the new name for it."""
    before, after = old.values.get(ledger.matter), values.get(ledger.matter)
    if before in (None, "") or after in (None, "", before):
        return
    for name, key in _HOLDERS.get(ledger.name, ()):
        for record in checking.standing(unit, name, Filter(key, value=before)):
            yield name, record, {key: after}
