from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules import reception_days
from app.rules.refusal import Refused
from app.services import reception, records, undo
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork


def rows(desk: Desk, name: str, as_of: date | None = None) -> list[tuple[str, ...]]:
    (check,) = [one for one in desk.read(lambda unit: reception.found(unit, as_of=as_of)) if one.name == name]
    return [row.names for row in check.rows]


def expected(desk: Desk, first: date, last: date) -> list[str]:
    return [on.isoformat() for on in desk.read(lambda unit: reception.expected(unit, first=first, last=last))]


def duty(desk: Desk, on: str, leader: str = "王镇长", *texts: str) -> Changes:
    return factories.add(desk, "duty_rota", f"日期={on}", f"带班领导={leader}", *texts)


def log(desk: Desk, on: str, leader: str = "王镇长") -> Changes:
    return factories.add(desk, "reception_logs", f"日期={on}", f"值班领导={leader}")


def test_every_tuesday_is_the_rule_until_another_is_set(day: Desk) -> None:
    # 1 April 2014 is a Tuesday; 5 to 7 April were rest days, 4 May a working Sunday.
    assert expected(day, date(2014, 4, 1), date(2014, 4, 30)) == [
        "2014-04-01", "2014-04-08", "2014-04-15", "2014-04-22", "2014-04-29"
    ]  # fmt: skip
    day.write(lambda unit: unit.put_setting("reception_rule", "周一、周五"))
    assert expected(day, date(2014, 4, 1), date(2014, 4, 14)) == ["2014-04-04", "2014-04-11", "2014-04-14"]
    day.write(lambda unit: unit.put_setting("reception_rule", "每天"))
    assert expected(day, date(2014, 4, 30), date(2014, 5, 5)) == ["2014-04-30", "2014-05-04", "2014-05-05"]


def test_a_rule_that_says_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="每天"):
        reception_days.of("有空就来")


def test_days_on_the_rota_without_a_log_and_logs_without_a_rota(day: Desk) -> None:
    for on in ("2014-03-04", "2014-03-11", "2014-03-31"):
        duty(day, on)
    log(day, "2014-03-04")
    log(day, "2014-03-12")
    assert rows(day, "days_without_log") == [("2014-03-11", "周二", "王镇长")]
    assert rows(day, "logs_without_rota") == [("2014-03-12", "周三", "王镇长")]
    assert rows(day, "days_without_rota") == [("2014-03-18", "周二"), ("2014-03-25", "周二")]
    assert rows(day, "days_without_log", date(2014, 3, 11)) == []


def test_other_duties_are_no_receptions(day: Desk) -> None:
    duty(day, "2014-03-04", "王镇长", "种类=机关值班")
    assert rows(day, "days_without_log") == []


def test_a_swap_needs_a_reason_and_another_leader(day: Desk) -> None:
    made = duty(day, "2014-03-11")

    def swap(substitute: str, reason: str) -> Changes:
        return day.write(
            lambda unit: reception.swap(
                unit, actor=day.actor, rota_id=made.ids[0], substitute=substitute, reason=reason
            )
        )

    with pytest.raises(Refused, match="写明原因"):
        swap("李书记", " ")
    with pytest.raises(Refused, match="以外的人"):
        swap("王镇长", "外出开会")
    swap("李书记", "外出开会")
    (found,) = day.read(lambda unit: reception.swaps(unit))
    assert (found.on, found.leader, found.substitute, found.reason) == (
        date(2014, 3, 11), "王镇长", "李书记", "外出开会"
    )  # fmt: skip
    assert rows(day, "days_without_log") == [("2014-03-11", "周二", "李书记")]


def test_a_substitute_without_a_reason_and_a_stranger_are_listed(day: Desk) -> None:
    duty(day, "2014-03-11", "王镇长", "代班=李书记")
    duty(day, "2014-03-18")
    log(day, "2014-03-11", "李书记")
    log(day, "2014-03-18", "赵委员")
    assert rows(day, "swaps_without_reason") == [("2014-03-11", "王镇长", "李书记")]
    assert rows(day, "others_received") == [("2014-03-18", "王镇长", "赵委员")]


def test_a_leader_under_his_later_name_is_no_stranger(day: Desk) -> None:
    (person,) = factories.add(day, "people", "姓名=王镇长").ids
    duty(day, "2014-03-18")

    def rename(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="people", record_id=person)
        return records.edit(
            unit, actor=day.actor, ledger="people", record_id=person, version=old.version, values={"name": "王建国"}
        )

    day.write(rename)
    log(day, "2014-03-18", "王建国")
    assert rows(day, "others_received") == []


def create(desk: Desk, month: int, *leaders: str) -> Changes:
    return desk.write(
        lambda unit: reception.create_month(unit, actor=desk.actor, year=2014, month=month, leaders=leaders)
    )


def planned(desk: Desk) -> list[tuple[str, str]]:
    ask = Ask("duty_rota", sort=(("duty_on", False),))
    found = desk.read(lambda unit: unit.reading.page(ask)).rows
    return [(str(row.values["duty_on"]), row.values["leader"].name) for row in found]  # type: ignore[union-attr]


def test_a_month_is_planned_in_turn_and_the_next_goes_on(day: Desk) -> None:
    duty(day, "2014-04-15", "赵委员")
    assert create(day, 4, "王镇长", "李书记", "赵委员").description == "排2014年4月接访班 4 天"
    create(day, 5, "王镇长", "李书记", "赵委员")
    assert planned(day) == [
        ("2014-04-01", "王镇长"),
        ("2014-04-08", "李书记"),
        ("2014-04-15", "赵委员"),
        ("2014-04-22", "赵委员"),
        ("2014-04-29", "王镇长"),
        ("2014-05-06", "李书记"),
        ("2014-05-13", "赵委员"),
        ("2014-05-20", "王镇长"),
        ("2014-05-27", "李书记"),
    ]


def test_a_planned_month_is_one_step_back_and_is_not_planned_twice(day: Desk) -> None:
    create(day, 4, "王镇长")
    with pytest.raises(Refused, match="都已排班"):
        create(day, 4, "王镇长")
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert planned(day) == []
    with pytest.raises(Refused, match="没有选值班的领导"):
        create(day, 4)
