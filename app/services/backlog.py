"""积案化解: the fault list, and the count of a drive (百日攻坚) to clear old cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.ledgers.campaigns import DRIVE
from app.rules.refusal import Refused
from app.rules.work_gates import BacklogSnapshot, backlog_faults
from app.services import checking, records
from app.services.checking import Check, Row, day, row_of, standing, text
from db.ask import Filter, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.checking import Found
    from db.ask import Record
    from db.unit import UnitOfWork

CASES, CAMPAIGNS = "backlog_cases", "campaigns"
HUNDRED = 100


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


# ---- hundred-day drive -----------------------------------------------------------------------------------------------


def running(unit: UnitOfWork, *, as_of: date | None = None) -> tuple[Drive, ...]:
    """The drives (类型 专项攻坚) that have begun and not ended on a day, the file's own today when none is given."""
    on = as_of or unit.clock.today()
    declared = standing(unit, CAMPAIGNS, Filter("kind", value=DRIVE))
    drives = (drive(unit, campaign_id=one.id, as_of=on) for one in declared if day(one.values, "started_on"))
    return tuple(found for found in drives if found.started_on <= on <= found.ends_on)


def drive(unit: UnitOfWork, *, campaign_id: int, as_of: date | None = None) -> Drive:
    """Day n of a drive, its last day (the hundredth where none is written), the old cases resolved in it and left.

    It counts the cases listed up to that day and not resolved before it began. Raises Refused without a first day.
    """
    on = as_of or unit.clock.today()
    campaign = records.get(unit, ledger=CAMPAIGNS, record_id=campaign_id)
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
