"""What shows that a practice task was done: rows of the ledgers and of the history since it began, never clicks.

Each check answers for every part of its task with how many there are and how many are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.flows import RECTIFICATION
from app.services import import_batches, links, report_skeletons
from app.services.changes import ChangeKind
from db.values import Money, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from db.ask import ChildRow, Record
    from db.audit import Event
    from db.unit import UnitOfWork

Got: TypeAlias = tuple[int, int]
"""How many of a part there are, and how many are asked."""
OPINIONS, PRESENT, FUNDINGS = 10, 40, 2
_MOST = 100_000
SYMPOSIUM, MET = "座谈会", "来访"
ABSENT = ("请假", "缺席")
REPORT = "self_check"
TURNED = (
    ChangeKind.ADDED, ChangeKind.EDITED, ChangeKind.VOIDED, ChangeKind.RESTORED, ChangeKind.CORRECTED,
    ChangeKind.LINKED, ChangeKind.UNLINKED, ChangeKind.ATTACHED, ChangeKind.DETACHED,
)  # fmt: skip
"""What an undo writes, telling which step it turned back."""


class Since:
    """What happened in a file after a row of its history."""

    def __init__(self, unit: UnitOfWork, seq: int) -> None:
        """Look at what was written after the row `seq`."""
        self.unit = unit
        self._seq = seq

    def events(self, *actions: ChangeKind, ledger: str = "") -> list[Event]:
        """The history rows of these actions, the oldest first."""
        chain = self.unit.schema.audit
        where = (chain.c.seq > self._seq) & chain.c.action.in_([one.value for one in actions])
        if ledger:
            where &= chain.c.ledger == ledger
        return self.unit.events(where, _MOST)[::-1]

    def added(self, ledger: str) -> list[Record]:
        """The records that were entered and stand, with their children."""
        uuids = list(dict.fromkeys(event.entry.uuid for event in self.events(ChangeKind.ADDED, ledger=ledger)))
        found = self.unit.reading.by_uuid(registry.find(ledger), uuids).values()
        return [record for record in found if record.voided_at is None]


def _has(record: Record, *keys: str) -> bool:
    return all(record.values.get(key) not in (None, "") for key in keys)


def _some(found: Iterable[object]) -> Got:
    return min(1, sum(1 for _ in found)), 1


def petition(since: Since) -> tuple[Got, ...]:
    """A petition brought in person, with who, where, what kind and what about."""
    return (
        _some(
            one
            for one in since.added("petitions")
            if one.values.get("channel") == MET
            and _has(one, "petitioner_name", "place", "petition_category", "summary")
        ),
    )


def symposium(since: Since) -> tuple[Got, ...]:
    """A symposium, and ten opinions in different words that name it by number or topic."""
    held = [one for one in since.added("consultations") if one.values.get("method") == SYMPOSIUM]
    opinions = since.added("opinions") if held else []
    most = max((_raised_at(one, opinions) for one in held), default=0)
    return _some(held), (min(most, OPINIONS), OPINIONS)


def _raised_at(meeting: Record, opinions: list[Record]) -> int:
    names = {meeting.number, meeting.values.get("topic")}
    return len({one.values.get("verbatim_text") for one in opinions if one.values.get("consultation") in names})


def attendance(since: Since) -> tuple[Got, ...]:
    """A session with forty people on its roster, and one of them who was away and made up for it."""
    rosters = [one.children.get("attendance", ()) for one in since.added("learning_sessions")]
    people = max((len({_name(row, "person") for row in roster} - {""}) for roster in rosters), default=0)
    made_up = (row for roster in rosters for row in roster if _made_up(row))
    return (min(people, PRESENT), PRESENT), _some(made_up)


def _name(row: ChildRow, key: str) -> str:
    value = row.values.get(key)
    return value.name if isinstance(value, Reference) else str(value or "")


def _made_up(row: ChildRow) -> bool:
    told = row.values
    return told.get("state") in ABSENT and bool(told.get("makeup_on")) and bool(told.get("makeup_method"))


def visit(since: Since) -> tuple[Got, ...]:
    """A visit to a household of the register, with who went, what was said and what became of it."""
    return (_some(one for one in since.added("visits") if _is_whole_visit(one)),)


def _is_whole_visit(record: Record) -> bool:
    household = record.values.get("household")
    is_known = isinstance(household, Reference) and household.id is not None
    told = ("cadre", "text", "handling", *(("result",) if record.values.get("handling") == "当场解决" else ()))
    return is_known and _has(record, *told)


def project(since: Since) -> tuple[Got, ...]:
    """A project with content and place, and planned money from two sources."""
    found = [one for one in since.added("projects") if _has(one, "content", "place")]
    sources = max((len(_sources(one.children.get("fundings", ()))) for one in found), default=0)
    return _some(found), (min(sources, FUNDINGS), FUNDINGS)


def _sources(rows: Iterable[ChildRow]) -> set[object]:
    planned = ((row.values.get("source"), row.values.get("planned")) for row in rows)
    return {source for source, money in planned if source and isinstance(money, Money) and money.fen > 0}


def raised(since: Since) -> tuple[Got, ...]:
    """A rectification item, and the link by which an opinion became it."""
    items = since.added("rectifications")
    from_opinions = (
        link
        for one in items
        for link in links.of(since.unit, ledger="rectifications", record_id=one.id)
        if link.kind == "raises" and not link.outgoing and link.ledger == "opinions"
    )
    return _some(items), _some(from_opinions)


def closed(since: Since) -> tuple[Got, ...]:
    """An item that went through the gate of 销号 and is closed now."""
    step = RECTIFICATION.step("close").label
    moved = {
        event.entry.uuid
        for event in since.events(ChangeKind.MOVED, ledger="rectifications")
        if event.entry.description.startswith(step)
    }
    found = since.unit.reading.by_uuid(registry.find("rectifications"), list(moved)).values()
    return (_some(one for one in found if one.values.get("status") == "closed"),)


def papers(since: Since) -> tuple[Got, ...]:
    """A ledger on paper, and the look-back report given out."""
    label = report_skeletons.shipped(REPORT).label
    ledgers = {one.name: one.label for one in registry.LEDGERS + registry.BASE}
    printed = (
        event
        for event in since.events(ChangeKind.PRINTED)
        if event.entry.ledger in ledgers and event.entry.description.startswith(f"打印 {ledgers[event.entry.ledger]}（")
    )
    reports = (
        event
        for event in since.events(ChangeKind.EXPORTED)
        if event.entry.description.startswith(f"生成报告 {label}（")
    )
    return _some(printed), _some(reports)


def imported(since: Since) -> tuple[Got, ...]:
    """An import that brought something in and was not taken back."""
    steps = {one.entry.step: one.entry for one in since.events(ChangeKind.IMPORTED) if not one.entry.undoes}
    standing = [step for step in steps if not import_batches.is_taken_back(since.unit, step=step)]
    table = since.unit.schema.audit
    added = sa.select(sa.func.count()).where(table.c.step.in_(standing), table.c.action == ChangeKind.ADDED.value)
    return ((min(1, since.unit.connection.execute(added).scalar_one()), 1),)


def mistakes(since: Since) -> tuple[Got, ...]:
    """A step that was undone; and a record voided for a reason and then restored, neither of them by undoing."""
    withdrawn = {event.entry.step for event in since.events(ChangeKind.IMPORTED)}
    turned = (event.entry for event in since.events(*TURNED) if event.entry.undoes)
    undone = (entry for entry in turned if entry.step not in withdrawn)
    voided = {one.entry.uuid: one.seq for one in since.events(ChangeKind.VOIDED) if not one.entry.undoes}
    back = (
        one
        for one in since.events(ChangeKind.RESTORED)
        if not one.entry.undoes and voided.get(one.entry.uuid, one.seq) < one.seq
    )
    return _some(undone), _some(back)


CHECKS: dict[str, Callable[[Since], tuple[Got, ...]]] = {
    "petition": petition,
    "symposium": symposium,
    "attendance": attendance,
    "visit": visit,
    "project": project,
    "raise": raised,
    "close": closed,
    "papers": papers,
    "import": imported,
    "mistakes": mistakes,
}
"""By the name of the task."""
