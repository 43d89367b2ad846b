"""后存的人: what another saved in a record while it was being changed here, field by field beside what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import masking
from app.services import package_conflicts, presenting, records
from app.services.package_conflicts import Conflict
from app.services.package_content import ROWS
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.rules.refusal import Refused
    from db.ask import ChildRow, Record
    from db.declare import Child, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

BLANK = "（空）"


@dataclass(frozen=True, slots=True)
class Compared:
    """A record as another left it: the fields both changed, each with both values (ours is what was typed here), and
    the words of those that only the other changed.
    """

    record: Record
    both: tuple[Conflict, ...]
    only_theirs: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the other did that stands in nobody's way."""
        changed = f"改了「{'」「'.join(self.only_theirs)}」" if self.only_theirs else "动过这一条"
        return f"{self.record.updated_by}刚{changed}，与您改的不冲突，两边的都存上了。"


def is_second(refusal: Refused) -> bool:
    """Whether a save was refused because another one of the same record came first."""
    cause = refusal.__cause__
    return isinstance(cause, StoreError) and cause.fault is Fault.STALE


def compare(
    unit: UnitOfWork,
    *,
    ledger: str,
    seen: Record,
    values: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]],
) -> Compared:
    """Hold what was typed over a record as it was seen against the record as it stands; raises Refused when it is gone.

    `values` and `children` are the changed ones only.
    """
    declared = registry.find(ledger)
    now = records.get(unit, ledger=ledger, record_id=seen.id)
    theirs = dict(_differing(declared, seen, now))
    mine = _texts(declared, values, children)
    both = tuple(
        _conflict(unit, declared, now, key, mine[key], text)
        for key, text in theirs.items()
        if key in mine and mine[key] != text  # whole: two numbers may look alike under their masks
    )
    return Compared(now, both, tuple(package_conflicts.field_label(declared, key) for key in theirs if key not in mine))


def _differing(ledger: Ledger, seen: Record, now: Record) -> Iterator[tuple[str, str]]:
    """The keys of what is another now, with the text that stands there."""
    for column in ledger.on_screen():
        if seen.values.get(column.key) != now.values.get(column.key):
            yield column.key, _text(ledger, column.key, now.values.get(column.key))
    for child in ledger.children:
        if _plain(seen.children.get(child.name, ())) != _plain(now.children.get(child.name, ())):
            yield ROWS + child.name, _rows(child, now.children.get(child.name, ()))


def _texts(ledger: Ledger, values: Mapping[str, Value], children: Mapping[str, Sequence[ChildRow]]) -> dict[str, str]:
    texts = {key: _text(ledger, key, value) for key, value in values.items()}
    return texts | {ROWS + name: _rows(ledger.child(name), rows) for name, rows in children.items()}


def _plain(rows: Sequence[ChildRow]) -> list[dict[str, Value]]:
    return [{key: value for key, value in row.values.items() if value is not None} for row in rows]


def _text(ledger: Ledger, key: str, value: Value) -> str:
    column = ledger.column(key)
    return presenting.cell(ledger, column, value) or BLANK


def _rows(child: Child, rows: Sequence[ChildRow]) -> str:
    return "；".join(presenting.child_line(child, row) for row in rows) or BLANK


def _conflict(unit: UnitOfWork, ledger: Ledger, now: Record, key: str, ours: str, theirs: str) -> Conflict:
    by, at = package_conflicts.last_change(unit, ledger, now, key)
    column = None if key.startswith(ROWS) else ledger.column(key)
    if column is not None:
        ours, theirs = masking.on_screen(column, ours), masking.on_screen(column, theirs)
    return Conflict(
        ledger.name, ledger.label, now.uuid, now.id, now.number, records.matter_text(ledger, now), key,
        package_conflicts.field_label(ledger, key), ours, "", unit.clock.now(), theirs, by, at, "",
        column is not None and column.sensitive,
    )  # fmt: skip
