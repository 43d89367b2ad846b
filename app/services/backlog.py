"""积案化解: the fault list, the hand-over of all cases of a leader as one action, the count of a hundred-day drive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.work_gates import BacklogSnapshot, backlog_faults
from app.services import checking, records
from app.services.changes import ChangeKind, Changes
from app.services.checking import Check, Row, day, row_of, standing, text
from db.ask import ChildRow, Filter, State
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.changes import Actor
    from app.services.checking import Found
    from db.ask import Record
    from db.unit import UnitOfWork

CASES, HANDOVERS = "backlog_cases", "handovers"
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One case of a hand-over sheet; both leaders sign below the list."""

    number: str
    name: str
    petitioner: str
    responsible_org: str
    responsible_person: str
    due_on: date | None
    progress: str
    handed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive to clear old cases as of a day: day `day_no` of `length`, what was resolved in it and what is left.

    Before its first day `day_no` is 0; after its last it stays at `length`.
    """

    name: str
    started_on: date
    ends_on: date
    day_no: int
    length: int
    days_left: int
    total: int
    resolved: tuple[Row, ...]
    left: tuple[Row, ...]


def _open(unit: UnitOfWork, *filters: Filter) -> tuple[Record, ...]:
    return standing(unit, CASES, Filter.state(State.OPEN), *filters, children=True)


# ---- faults ----------------------------------------------------------------------------------------------------------


def _faults(unit: UnitOfWork, _on: date) -> Iterator[Row]:
    """Open cases without a leader, a unit, a person or a plan, with the sentence of each gap."""
    for record in _open(unit):
        gaps = backlog_faults(_snapshot(record, unit.clock.today()))
        if gaps:
            yield row_of(record, text(record.values, "name"), *(gap.sentence for gap in gaps))


def _snapshot(record: Record, today: date) -> BacklogSnapshot:
    values = record.values
    return BacklogSnapshot(
        number=record.number,
        today=today,
        listed_on=day(values, "listed_on"),
        case_owner_leader=text(values, "case_owner_leader"),
        responsible_org=text(values, "responsible_org"),
        responsible_person=text(values, "responsible_person"),
        case_plan=text(values, "case_plan"),
    )


BACKLOG_CHECKS: tuple[Check, ...] = (Check("backlog_faults", "缺领导、单位、责任人或方案的积案", _faults),)
"""The fault list of old cases."""


def found(unit: UnitOfWork) -> tuple[Found, ...]:
    """The fault list: cases that lack one of the four."""
    return checking.run(unit, checks=BACKLOG_CHECKS)


# ---- hand-over -------------------------------------------------------------------------------------------------------


def leaders(unit: UnitOfWork) -> tuple[tuple[str, int], ...]:
    """The leaders who own open cases, each with how many, the one with most first."""
    counts: dict[str, int] = {}
    for case in _open(unit):
        if name := text(case.values, "case_owner_leader"):
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts.items(), key=lambda one: -one[1]))


def cases_of(unit: UnitOfWork, *, leader: str) -> tuple[HandoverLine, ...]:
    """The open cases a leader owns: what would be handed over."""
    return tuple(_line(record) for record in _owned(unit, leader))


def _owned(unit: UnitOfWork, leader: str) -> list[Record]:
    wanted = "".join(leader.split())
    return [one for one in _open(unit) if "".join(text(one.values, "case_owner_leader").split()) == wanted and wanted]


def _line(record: Record, handed_on: date | None = None, reason: str = "") -> HandoverLine:
    values, rows = record.values, record.children.get("progress", ())
    latest = text(rows[-1].values, "text") if rows else text(values, "progress_text")
    return HandoverLine(
        number=record.number,
        name=text(values, "name"),
        petitioner=text(values, "petitioner"),
        responsible_org=text(values, "responsible_org"),
        responsible_person=text(values, "responsible_person"),
        due_on=day(values, "due_on"),
        progress=latest,
        handed_on=handed_on,
        reason=reason,
    )


def hand_over(
    unit: UnitOfWork, *, actor: Actor, from_leader: str, to_leader: str, reason: str, to_title: str = ""
) -> Changes:
    """Hand all open cases of one leader to another as one action; each keeps who owned it until when, and why.

    Raises Refused without a reason, without a new leader, for the same leader, or when he owns no open case.
    """
    cases = _owned(unit, from_leader)
    _refuse_hand_over(from_leader, to_leader, reason, cases)
    today = unit.clock.today()
    taken = ChildRow(
        {
            "handed_on": today,
            "from_leader": Reference(from_leader),
            "to_leader": Reference(to_leader),
            "reason": reason,
        }
    )
    for case in cases:
        records.apply(
            unit, actor=actor, ledger=registry.find(CASES), old=case,
            values={"case_owner_leader": Reference(to_leader), "leader_title": to_title or None},
            children={HANDOVERS: (*case.children.get(HANDOVERS, ()), taken)},
            reason=reason, kind=ChangeKind.EDITED, verb="包案交接",
        )  # fmt: skip
    words = f"包案交接：{from_leader} → {to_leader}，{len(cases)} 件"
    return Changes(words, ChangeKind.EDITED, CASES, tuple(case.id for case in cases))


def _refuse_hand_over(from_leader: str, to_leader: str, reason: str, cases: list[Record]) -> None:
    if not to_leader.strip() or "".join(to_leader.split()) == "".join(from_leader.split()):
        sentence, field = "请选择接手的另一位领导；没有交接。", "case_owner_leader"
    elif not reason.strip():
        sentence, field = "包案交接要写明原因，例如“工作调动”；没有交接。", "reason"
    elif not cases:
        sentence, field = f"{from_leader or '这位领导'}名下没有在办的积案，没有交接。请核对姓名。", "case_owner_leader"
    else:
        return
    raise Refused(sentence, field=field)


def handed_over(unit: UnitOfWork, *, from_leader: str, to_leader: str, on: date) -> tuple[HandoverLine, ...]:
    """The cases handed from one leader to another on a day: the list that both sign."""
    lines = []
    for record in standing(unit, CASES, children=True):
        for row in record.children.get(HANDOVERS, ()):
            between = (text(row.values, "from_leader"), text(row.values, "to_leader"))
            if between == (from_leader, to_leader) and day(row.values, "handed_on") == on:
                lines.append(_line(record, on, text(row.values, "reason")))
    return tuple(lines)


# ---- hundred-day drive -----------------------------------------------------------------------------------------------


def drive(unit: UnitOfWork, *, campaign_id: int, as_of: date | None = None) -> Drive:
    """Day n of a drive, its last day (the hundredth where none is written), the old cases resolved in it and left.

    It counts the cases listed up to that day and not resolved before it began. Raises Refused without a first day.
    """
    on = as_of or unit.clock.today()
    campaign = records.get(unit, ledger="campaigns", record_id=campaign_id)
    started_on = day(campaign.values, "started_on")
    name = text(campaign.values, "name")
    if started_on is None:
        sentence = f"{name}没有填开始日期，算不出是第几天。请在活动名册里补填。"
        raise Refused(sentence, field="started_on")
    ends_on = day(campaign.values, "ended_on") or started_on + timedelta(days=HUNDRED - 1)
    cases = [case for case in standing(unit, CASES) if _is_in_drive(case, started_on, on)]
    resolved = [case for case in cases if _is_resolved(case, on)]
    length = (ends_on - started_on).days + 1
    return Drive(
        name=name,
        started_on=started_on,
        ends_on=ends_on,
        day_no=min(max((on - started_on).days + 1, 0), length),
        length=length,
        days_left=max((ends_on - max(on, started_on)).days, 0),
        total=len(cases),
        resolved=tuple(_case_row(case) for case in resolved),
        left=tuple(_case_row(case) for case in cases if case not in resolved),
    )


def _is_in_drive(case: Record, started_on: date, on: date) -> bool:
    listed, finished = day(case.values, "listed_on"), day(case.values, "finished_on")
    return (listed is None or listed <= on) and (finished is None or finished >= started_on)


def _is_resolved(case: Record, on: date) -> bool:
    finished = day(case.values, "finished_on")
    return finished is not None and finished <= on and text(case.values, "status") in _resolved_words()


def _resolved_words() -> tuple[str, ...]:
    deadline = registry.find(CASES).deadline
    return deadline.stopped if deadline else ()


def _case_row(case: Record) -> Row:
    return row_of(case, text(case.values, "name"), text(case.values, "case_owner_leader"))
