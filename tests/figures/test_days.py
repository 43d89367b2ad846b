from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from app.services import reception, settings
from tests import factories
from tests.figures.looking import LAST_DAY, figure, rows, value

if TYPE_CHECKING:
    from app.services.desk import Desk

PERIOD = "全国两会"
FIRST = date(2014, 3, 3)


def _line(desk: Desk, day: date, number: str = "0", unit: str = "清河镇", confirmed: str = "是") -> None:
    texts = (f"日期={day}", f"敏感期={PERIOD}", f"单位={unit}", f"起={number}", f"人次={number}", f"确认={confirmed}")
    factories.add(desk, "zero_reports", *texts)


@pytest.fixture
def period(desk: Desk) -> Desk:
    """A file with a sensitive period of three days."""
    factories.add(desk, "sensitive_periods", f"名称={PERIOD}", "开始日期=2014-03-03", "结束日期=2014-03-05")
    return desk


def test_without_a_period_there_is_no_zero(desk: Desk) -> None:
    found = figure(desk, "X3.incidents")
    assert (found.value, found.text, found.detail) == (None, "—", "没有设定敏感期")


def test_nothing_happened_only_when_every_day_is_confirmed(period: Desk) -> None:
    _line(period, FIRST)
    _line(period, FIRST + timedelta(days=1), confirmed="否")
    found = figure(period, "X3.incidents")
    assert (found.value, found.text) == (None, "有2天未报")
    assert "2014年3月4日、2014年3月5日" in found.detail
    assert rows(period, "X3").days == (date(2014, 3, 4), date(2014, 3, 5))


def test_every_day_confirmed_prints_nothing_happened(period: Desk) -> None:
    for day in range(3):
        _line(period, FIRST + timedelta(days=day))
    found = figure(period, "X3.incidents")
    assert (found.value, found.text) == (0, "未发生")
    assert (value(period, "X3.person_times"), value(period, f"X3.incidents.{PERIOD}")) == (0, 0)


def test_every_reporting_unit_has_its_own_line(period: Desk) -> None:
    for name in ("清一村委会", "清三村委会"):
        factories.add(period, "organisations", f"名称={name}", "报数单位=是")
    for day in range(3):
        _line(period, FIRST + timedelta(days=day), unit="清一村委会")
    assert figure(period, "X3.incidents").text == "有3天未报"


def test_a_period_still_running_is_asked_to_the_day(period: Desk) -> None:
    _line(period, FIRST)
    assert figure(period, "X3.incidents", FIRST).text == "未发生"


def test_an_incident_is_counted_though_days_are_missing(period: Desk) -> None:
    _line(period, FIRST, "2")
    found = figure(period, "X3.incidents")
    assert (found.value, found.text) == (2, "2起")
    assert "没有确认的日子" in found.detail


def test_the_petition_register_contradicts_a_zero(period: Desk) -> None:
    for day in range(3):
        _line(period, FIRST + timedelta(days=day))
    factories.add(period, "petitions", "来访时间=2014-03-04", "信访形式=来访", "匿名=是", "到访层级=省")
    found = figure(period, "X3.incidents")
    assert (found.value, found.text) == (None, "与信访台账不符")


def test_a_duty_day_without_a_log_is_seen(desk: Desk) -> None:
    for day in ("2014-03-24", "2014-03-25", "2014-03-26"):
        factories.add(desk, "duty_rota", f"日期={day}", "种类=接访", "带班领导=梁国栋")
    for day in ("2014-03-24", "2014-03-26"):
        factories.add(desk, "reception_logs", f"日期={day}", "值班领导=梁国栋")
    assert (value(desk, "X4.duty_days"), value(desk, "X4.days"), value(desk, "X4.unlogged")) == (3, 2, 1)


def _plan(desk: Desk, *days: str, rule: str = "") -> None:
    for day in days:
        factories.add(desk, "duty_rota", f"日期={day}", "种类=接访", "带班领导=梁国栋")
    if rule:
        desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"接访安排": rule}))


def test_working_days_without_duty_leave_out_weekends(desk: Desk) -> None:
    _plan(desk, "2014-03-28", rule="每天")
    assert value(desk, "X4.unmanned", date(2014, 3, 30)) == 0
    assert value(desk, "X4.unmanned", date(2014, 3, 31)) == 1
    assert rows(desk, "X4.unmanned").days == (date(2014, 3, 31),)


def test_days_on_which_the_office_does_not_receive_need_no_duty(desk: Desk) -> None:
    # 4 and 18 March 2014 are Tuesdays, 21 March a Friday.
    _plan(desk, "2014-03-04", "2014-03-18")
    found = figure(desk, "X4.unmanned")
    assert (found.value, rows(desk, "X4.unmanned").days) == (2, (date(2014, 3, 11), date(2014, 3, 25)))
    assert found.detail == "按接访安排（周二）核对；没有排班的日子：2014年3月11日、2014年3月25日"
    _plan(desk, rule="周二、周五")
    assert value(desk, "X4.unmanned", date(2014, 3, 21)) == 4
    _plan(desk, rule="每天")
    assert value(desk, "X4.unmanned", date(2014, 3, 10)) == 4


def test_the_figure_and_the_check_name_the_same_days(desk: Desk) -> None:
    _plan(desk, "2014-03-04", "2014-03-19")
    found = desk.read(lambda unit: reception.found(unit, as_of=LAST_DAY))
    (check,) = [one for one in found if one.name == "days_without_rota"]
    assert [row.names[0] for row in check.rows] == [day.isoformat() for day in rows(desk, "X4.unmanned").days]
