"""包案移交: everything a leader has taken on (old cases and petitions) goes to another as one action, with its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import checking, records
from app.services.changes import ChangeKind, Changes
from app.services.checking import day, standing, text
from app.services.permitted import needs
from db.ask import ChildRow, Filter, State
from db.values import Reference

if TYPE_CHECKING:
    from datetime import date

    from app.services.changes import Actor
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

LEDGERS = ("backlog_cases", "petitions")
"""The ledgers whose records have a 包案领导."""
LEADER, HANDOVERS = "case_owner_leader", "handovers"
_PETITIONER = ("petitioner", "petitioner_name")


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One case or petition of a hand-over sheet; both leaders sign below the list."""

    ledger: str
    record_id: int
    number: str
    name: str
    petitioner: str
    responsible_org: str
    responsible_person: str
    due_on: date | None
    progress: str
    handed_on: date | None = None
    reason: str = ""


def _owned(unit: UnitOfWork, leader: str = "") -> list[Record]:
    """The open records that have a leader, those of one leader when he is named; old cases first."""
    found = [one for name in LEDGERS for one in standing(unit, name, Filter.state(State.OPEN), children=True)]
    wanted = _bare(leader)
    return [one for one in found if (own := _bare(text(one.values, LEADER))) and wanted in ("", own)]


def _bare(name: str) -> str:
    return "".join(name.split())


def leaders(unit: UnitOfWork) -> tuple[tuple[str, int], ...]:
    """The leaders who own open cases or petitions, each with how many, the one with most first."""
    counts: dict[str, int] = {}
    for case in _owned(unit):
        name = text(case.values, LEADER)
        counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts.items(), key=lambda one: -one[1]))


def cases_of(unit: UnitOfWork, *, leader: str) -> tuple[HandoverLine, ...]:
    """The open cases and petitions a leader owns: what would be handed over."""
    return tuple(_line(record) for record in _owned(unit, leader)) if _bare(leader) else ()


def _line(record: Record, handed_on: date | None = None, reason: str = "") -> HandoverLine:
    values, rows = record.values, record.children.get("progress", ())
    latest = text(rows[-1].values, "text") if rows else text(values, "progress_text")
    petitioner = next((name for key in _PETITIONER if (name := text(values, key))), "")
    return HandoverLine(
        ledger=record.ledger,
        record_id=record.id,
        number=record.number,
        name=checking.matter(record),
        petitioner=petitioner,
        responsible_org=text(values, "responsible_org"),
        responsible_person=text(values, "responsible_person"),
        due_on=day(values, "due_on"),
        progress=latest,
        handed_on=handed_on,
        reason=reason,
    )


@needs(Right.SUPERVISE)
def hand_over(
    unit: UnitOfWork, *, actor: Actor, from_leader: str, to_leader: str, reason: str, to_title: str = ""
) -> Changes:
    """Hand all open cases and petitions of one leader to another as one action; each keeps who owned it, and why.

    Raises Refused without a reason, without a new leader, for the same leader, or when he owns nothing open.
    """
    seen = len(cases_of(unit, leader=from_leader))
    with unit.seeing(restricted=True):
        # Nothing stays behind with him who leaves; whoever hands over is told of what he may see.
        owned = _owned(unit, from_leader) if _bare(from_leader) else []
    _refuse_hand_over(from_leader, to_leader, reason, owned)
    taken = ChildRow(
        {
            "handed_on": unit.clock.today(),
            "from_leader": Reference(from_leader),
            "to_leader": Reference(to_leader),
            "reason": reason,
        }
    )
    given: dict[str, Value] = {LEADER: Reference(to_leader), "leader_title": to_title or None}
    with unit.seeing(restricted=True):
        for record in owned:
            _take_over(unit, actor, record, taken, given, reason)
    words = f"包案交接：{from_leader} → {to_leader}，{seen} 件"
    ids = tuple(one.id for one in owned if one.ledger == owned[0].ledger)
    return Changes(words, ChangeKind.EDITED, owned[0].ledger, ids)


def _take_over(
    unit: UnitOfWork, actor: Actor, record: Record, taken: ChildRow, given: dict[str, Value], reason: str
) -> None:
    ledger = registry.find(record.ledger)
    records.apply(
        unit, actor=actor, ledger=ledger, old=record,
        values={key: value for key, value in given.items() if ledger.find(key)},
        children={HANDOVERS: (*record.children.get(HANDOVERS, ()), taken)},
        reason=reason, kind=ChangeKind.EDITED, verb="包案交接",
    )  # fmt: skip


def _refuse_hand_over(from_leader: str, to_leader: str, reason: str, owned: list[Record]) -> None:
    if not _bare(to_leader) or _bare(to_leader) == _bare(from_leader):
        sentence, field = "请选择接手的另一位领导；没有交接。", LEADER
    elif not reason.strip():
        sentence, field = "包案交接要写明原因，例如“工作调动”；没有交接。", "reason"
    elif not owned:
        sentence = f"{from_leader or '这位领导'}名下没有在办的积案和信访事项，没有交接。请核对姓名。"
        field = LEADER
    else:
        return
    raise Refused(sentence, field=field)


def handed_over(unit: UnitOfWork, *, from_leader: str, to_leader: str, on: date) -> tuple[HandoverLine, ...]:
    """What was handed from one leader to another on a day: the list that both sign."""
    lines = []
    for record in (one for name in LEDGERS for one in standing(unit, name, children=True)):
        for row in record.children.get(HANDOVERS, ()):
            between = (text(row.values, "from_leader"), text(row.values, "to_leader"))
            if between == (from_leader, to_leader) and day(row.values, "handed_on") == on:
                lines.append(_line(record, on, text(row.values, "reason")))
    return tuple(lines)
