"""A sensitive period that is renamed keeps its zero reports, which hold its name as words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import history, operators, records, undo
from tests import desks, factories
from tests.figures.looking import figure
from tests.services.test_coverage import rows

if TYPE_CHECKING:
    from app.services.desk import Desk

DAYS = ("2014-03-03", "2014-03-04")


@pytest.fixture
def period(day: Desk) -> int:
    """两会 of two days, confirmed every day by the town."""
    (made,) = factories.add(day, "sensitive_periods", "名称=两会", f"开始日期={DAYS[0]}", f"结束日期={DAYS[1]}").ids
    for on in DAYS:
        report(day, "两会", on)
    return made


def report(desk: Desk, name: str, on: str) -> int:
    return factories.add(desk, "zero_reports", f"敏感期={name}", "单位=清河镇", f"日期={on}", "确认=是").ids[0]


def rename(desk: Desk, record_id: int, name: str) -> None:
    old = factories.read(desk, "sensitive_periods", record_id)
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="sensitive_periods", record_id=record_id, version=old.version,
            values={"name": name},
        )
    )  # fmt: skip


def names(desk: Desk) -> list[object]:
    return [factories.read(desk, "zero_reports", one).values["sensitive_period"] for one in (1, 2)]


def test_its_zero_reports_go_by_the_new_name(day: Desk, period: int) -> None:
    assert (figure(day, "X3.incidents").text, rows(day, "zero_reports_missing")) == ("未发生", [])
    rename(day, period, "全国两会")
    assert names(day) == ["全国两会", "全国两会"]
    assert (figure(day, "X3.incidents").text, rows(day, "zero_reports_missing")) == ("未发生", [])


def test_a_second_line_of_a_day_is_refused_under_the_new_name_too(day: Desk, period: int) -> None:
    rename(day, period, "全国两会")
    with pytest.raises(Refused, match="没有重复登记"):
        report(day, "全国两会", DAYS[0])


def test_undo_takes_all_names_back_with_those_given_since(day: Desk, period: int) -> None:
    rename(day, period, "全国两会")
    told = day.read(
        lambda unit: history.of(unit, ledger="zero_reports", uuid=factories.read(day, "zero_reports", 1).uuid)
    )
    assert told[-1].reason == "修改 敏感0001" or told[0].reason == "修改 敏感0001"
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert (names(day), figure(day, "X3.incidents").text) == (["两会", "两会"], "未发生")
    day.write(lambda unit: undo.redo(unit, actor=day.actor))
    assert names(day) == ["全国两会", "全国两会"]


def test_undo_takes_along_what_another_has_said_under_the_new_name(day: Desk, period: int) -> None:
    rename(day, period, "全国两会")
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="李录入"))
    other = desks.beside(day, user="李录入")
    other.store.clock.fixed = desks.TODAY
    later = report(other, "全国两会", "2014-03-05")
    other.close()
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert [*names(day), factories.read(day, "zero_reports", later).values["sensitive_period"]] == ["两会"] * 3


def test_another_change_of_the_period_and_reports_of_others_stay(day: Desk, period: int) -> None:
    (other,) = factories.add(day, "sensitive_periods", "名称=国庆", "开始日期=2014-03-10", "结束日期=2014-03-10").ids
    report(day, "国庆", "2014-03-10")
    version = factories.read(day, "zero_reports", 1).version
    rename(day, other, "国庆节")
    old = factories.read(day, "sensitive_periods", period)
    day.write(
        lambda unit: records.edit(
            unit, actor=day.actor, ledger="sensitive_periods", record_id=period, version=old.version,
            values={"basis": "县委办通知"},
        )
    )  # fmt: skip
    assert factories.read(day, "zero_reports", 1).version == version
    assert factories.read(day, "zero_reports", 3).values["sensitive_period"] == "国庆节"
