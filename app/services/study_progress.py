"""学习计划 against 学习活动: how many sessions each rule of a plan has asked for by a day, and how many were held."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.ledgers.computed import exact
from app.rules.recurring import times_come
from app.services import calendars
from app.services.checking import Check, Row, day, row_of, standing, text, whom

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

BY_ONESELF = "自学"
"""The form of study that is not entered session by session."""
TOWN = "党委政府"
APART = ("村", "社区", "党支部", "企业")
"""The kinds of unit whose sessions are their own; what an office or station of the town organised is the town's."""


def behind(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """The rules of plans by which more sessions were to be held by a day than were."""
    plans = standing(unit, "study_plans", children=True)
    held, calendar = _Held(unit, plans), calendars.work_calendar(unit)
    for plan in plans:
        for rule in plan.children.get("rules", ()):
            start = day(rule.values, "started_on") or day(plan.values, "started_on")
            end, form = day(rule.values, "ended_on") or day(plan.values, "ended_on"), text(rule.values, "form")
            if start is None or form == BY_ONESELF:
                continue
            wanted = times_come(
                text(rule.values, "cycle"), start, end, until=on, calendar=calendar,
                weekday=text(rule.values, "weekday"), times=exact(rule.values.get("times")) or 1,
            )  # fmt: skip
            came = held.count(plan, form, start, min(on, end or on))
            if came < wanted:
                yield row_of(
                    plan, text(plan.values, "organisation"), _said(rule.values), f"应学{wanted}次", f"已学{came}次"
                )


def _said(rule: Mapping[str, Value]) -> str:
    """每周三集中学习, 每月2次远程教育."""
    times = exact(rule.get("times")) or 1
    often = f"{times}次" if times > 1 else ""
    cycle, weekday = text(rule, "cycle"), text(rule, "weekday")
    return f"{f'每{weekday}' if weekday and cycle == '每周' else cycle}{often}{text(rule, 'form') or '学习'}"


class _Held:
    """The sessions that were held, by the unit to whose plan they belong."""

    def __init__(self, unit: UnitOfWork, plans: tuple[Record, ...]) -> None:
        who = whom(unit, "organisations")
        kinds = {one.id: text(one.values, "kind") for one in standing(unit, "organisations")}
        planning = {who(plan, "organisation") for plan in plans}
        self._unit_of = {plan.id: who(plan, "organisation") for plan in plans}
        self._towns = {one for one in planning if isinstance(one, int) and kinds.get(one) == TOWN}
        self._days: dict[int | str, Counter[tuple[date, str]]] = {}
        for session in standing(unit, "learning_sessions"):
            is_sum, held_on = bool(session.values.get("is_summary")), day(session.values, "held_on")
            whose = who(session, "report_org" if is_sum else "organisation")
            is_towns = whose not in planning and not (isinstance(whose, int) and kinds.get(whose) in APART)
            number = exact(session.values.get("session_count")) or 0 if is_sum else 1
            for one in self._towns if is_towns else {whose}:
                if held_on is not None:
                    self._days.setdefault(one, Counter())[held_on, text(session.values, "form")] += number

    def count(self, plan: Record, form: str, first: date, last: date) -> int:
        """How many of a form, or of any where a rule names none, from a day to another."""
        found = self._days.get(self._unit_of[plan.id], Counter())
        return sum(n for (on, kind), n in found.items() if first <= on <= last and form in ("", kind))


STUDY_CHECKS = (Check("study_behind", "没有按学习计划学够的", behind),)
