"""接访值班: the rota by rule, its days held against the log, swaps with their reasons, a month made at once."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.rules import reception_days
from app.rules.calendar import WEEKDAYS
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import calendars, checking, records, settings
from app.services.changes import ChangeKind, Changes
from app.services.checking import Check, Row, row_of, standing, text, whom
from app.services.checking import day as day_of
from app.services.permitted import needs
from db.ask import Filter
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.rules.reception_days import ReceptionDays
    from app.services.changes import Actor
    from app.services.checking import Found
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

ROTA, LOGS, RECEPTION = "duty_rota", "reception_logs", "接访"


@dataclass(frozen=True, slots=True)
class Swap:
    """A day on which another leader stood in: who should have, who did, and why (empty: not written down)."""

    record_id: int
    number: str
    on: date
    leader: str
    substitute: str
    reason: str


def rule(unit: UnitOfWork) -> ReceptionDays:
    """The rule the office set; every Tuesday until it did."""
    return reception_days.of(settings.value(unit, reception_days.RULE))


def expected(unit: UnitOfWork, *, first: date, last: date) -> tuple[date, ...]:
    """The days on which the rule wants a leader to receive, from one day to another."""
    return rule(unit).days(first, last, calendars.work_calendar(unit))


# ---- rota against log ------------------------------------------------------------------------------------------------


def _rota(unit: UnitOfWork, until: date) -> list[tuple[date, Record]]:
    rows = standing(unit, ROTA, Filter("kind", value=RECEPTION))
    dated = ((day_of(row.values, "duty_on"), row) for row in rows)
    return sorted(((on, row) for on, row in dated if on and on <= until), key=lambda pair: (pair[0], pair[1].id))


def _logs(unit: UnitOfWork, until: date) -> list[tuple[date, Record]]:
    dated = ((day_of(row.values, "held_on"), row) for row in standing(unit, LOGS))
    return sorted(((on, row) for on, row in dated if on and on <= until), key=lambda pair: (pair[0], pair[1].id))


def _days_without_log(unit: UnitOfWork, until: date) -> Iterator[Row]:
    """Duty days gone by without a line in the log; today still may get one."""
    logged = {on for on, _log in _logs(unit, until)}
    for on, row in _rota(unit, until - timedelta(days=1)):
        if on not in logged:
            yield row_of(row, on.isoformat(), WEEKDAYS[on.weekday()], _on_duty(row))


def _logs_without_rota(unit: UnitOfWork, until: date) -> Iterator[Row]:
    planned = {on for on, _row in _rota(unit, until)}
    for on, log in _logs(unit, until):
        if on not in planned:
            yield row_of(log, on.isoformat(), WEEKDAYS[on.weekday()], text(log.values, "leader"))


def _days_without_rota(unit: UnitOfWork, until: date) -> Iterator[Row]:
    """Days the rule wants, from the first day of the rota on, for which nobody was planned."""
    rota = _rota(unit, until)
    planned = {on for on, _row in rota}
    if rota:
        for on in expected(unit, first=rota[0][0], last=until):
            if on not in planned:
                yield Row((on.isoformat(), WEEKDAYS[on.weekday()]))


def _others_received(unit: UnitOfWork, until: date) -> Iterator[Row]:
    """Days on which neither the leader of the rota nor his substitute received, but somebody else."""
    who = whom(unit, "people")
    due: dict[date, dict[int | str, str]] = {}
    for on, row in _rota(unit, until):
        named = {who(row, key): text(row.values, key) for key in ("leader", "substitute") if text(row.values, key)}
        due.setdefault(on, {}).update(named)
    for on, log in _logs(unit, until):
        if on in due and who(log, "leader") not in due[on]:
            yield row_of(log, on.isoformat(), "、".join(sorted(due[on].values())), text(log.values, "leader"))


def _swaps_without_reason(unit: UnitOfWork, until: date) -> Iterator[Row]:
    for swap in swaps(unit, until=until):
        if not swap.reason:
            yield Row((swap.on.isoformat(), swap.leader, swap.substitute), ROTA, swap.record_id, swap.number)


def _on_duty(row: Record) -> str:
    return text(row.values, "substitute") or text(row.values, "leader")


RECEPTION_CHECKS: tuple[Check, ...] = (
    Check("days_without_log", "排了班没有接访日志的日子", _days_without_log),
    Check("logs_without_rota", "有接访日志没有排班的日子", _logs_without_rota),
    Check("days_without_rota", "按安排应接访没有排班的日子", _days_without_rota),
    Check("others_received", "接访人与排班不符的日子", _others_received),
    Check("swaps_without_reason", "代班没有写原因的", _swaps_without_reason),
)
"""The checks of rota and log, as of a day."""


def found(unit: UnitOfWork, *, as_of: date | None = None) -> tuple[Found, ...]:
    """Every check of rota and log as of a day, the file's own today when none is given."""
    return checking.run(unit, checks=RECEPTION_CHECKS, as_of=as_of)


def swaps(unit: UnitOfWork, *, until: date | None = None) -> tuple[Swap, ...]:
    """The days on which another leader stood in, in order; all that are planned when no day is given."""
    rows = _rota(unit, until or date.max)
    return tuple(
        Swap(
            row.id, row.number, on, text(row.values, "leader"), text(row.values, "substitute"),
            text(row.values, "substitute_reason"),
        )
        for on, row in rows
        if text(row.values, "substitute")
    )  # fmt: skip


# ---- writing ---------------------------------------------------------------------------------------------------------


@needs(Right.ENTER)
def swap(unit: UnitOfWork, *, actor: Actor, rota_id: int, substitute: str, reason: str) -> Changes:
    """Let another leader stand in on a day of the rota; raises Refused without a reason or for the same leader."""
    row = records.get(unit, ledger=ROTA, record_id=rota_id)
    leader = text(row.values, "leader")
    if not substitute.strip() or substitute.strip() == leader:
        sentence = f"{row.number}的代班人要写{leader or '原值班领导'}以外的人，没有改动。请选择代班的领导。"
        raise Refused(sentence, field="substitute")
    if not reason.strip():
        sentence = f"{row.number}代班要写明原因，没有改动。请填写原因。"
        raise Refused(sentence, field="substitute_reason")
    values: dict[str, Value] = {"substitute": Reference(substitute.strip()), "substitute_reason": reason.strip()}
    return records.edit(
        unit, actor=actor, ledger=ROTA, record_id=row.id, version=row.version, values=values, reason=reason.strip()
    )


@needs(Right.ENTER)
def create_month(
    unit: UnitOfWork, *, actor: Actor, year: int, month: int, leaders: Sequence[str], venue: str = ""
) -> Changes:
    """Make the rota of a month by the rule, the leaders in turn after whoever had the last day before it.

    Raises Refused without leaders, or when every day of the month is planned already.
    """
    if not leaders:
        sentence = "没有选值班的领导，没有排班。请至少选一位。"
        raise Refused(sentence, field="leader")
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    rota = _rota(unit, last)
    planned = {on for on, _row in rota}
    days = [on for on in expected(unit, first=first, last=last) if on not in planned]
    if not days:
        sentence = f"{year}年{month}月该接访的日子都已排班，没有重复排。需要调整的请直接修改排班。"
        raise Refused(sentence, field="duty_on")
    turn = _next_turn(leaders, [text(row.values, "leader") for on, row in rota if on < first])
    ids: list[int] = []
    for n, on in enumerate(days):
        leader = leaders[(turn + n) % len(leaders)]
        values: dict[str, Value] = {
            "duty_on": on, "kind": RECEPTION, "leader": Reference(leader), "venue": venue or None
        }  # fmt: skip
        ids += records.add(unit, actor=actor, ledger=ROTA, values=values).ids
    return Changes(f"排{year}年{month}月接访班 {len(ids)} 天", ChangeKind.ADDED, ROTA, tuple(ids))


def _next_turn(leaders: Sequence[str], before: Sequence[str]) -> int:
    """Whose turn it is after the last leader of the list who stood on the rota before."""
    last = next((leader for leader in reversed(before) if leader in leaders), None)
    return 0 if last is None else leaders.index(last) + 1
