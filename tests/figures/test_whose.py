"""What units send in is added where the unit keeps no rows, however unit and figure are called, then or now."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.services import figures, joining, records
from db.values import FuzzyCount, Money
from tests import factories
from tests.figures.looking import LAST_DAY, rows, value

if TYPE_CHECKING:
    from app.services.desk import Desk


def report(desk: Desk, unit: str, number: int, *, figure: str = "H1", day: str = "2014-03-20") -> None:
    texts = (f"单位={unit}", f"指标={figure}", f"截至日={day}", f"数值={number}")
    factories.add(desk, "unit_reports", *texts)


def pair(desk: Desk, place: str, day: str = "2014-03-05") -> None:
    factories.add(desk, "pair_links", "甲=杨德昌", "乙=杨春生", f"村(组)={place}", f"起={day}")


def rename(desk: Desk, ledger: str, record_id: int, name: str) -> None:
    old = factories.read(desk, ledger, record_id)
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=ledger, record_id=record_id, version=old.version, values={"name": name}
        )
    )


def by_unit(desk: Desk, code: str) -> list[tuple[str, object]]:
    found = desk.read(lambda unit: figures.breakdown(unit, code=code, by="unit", as_of=LAST_DAY))
    return [(one.label, one.value) for one in found.slices]


def test_rows_of_a_group_are_those_of_its_village(desk: Desk) -> None:
    factories.add(desk, "places", "名称=清一", "种类=村")
    factories.add(desk, "places", "名称=清一三组", "种类=组", "上级=清一")
    pair(desk, "清一三组")
    report(desk, "清一村委会", 8)
    assert value(desk, "H1") == 1
    assert by_unit(desk, "H1") == [("清一", 1)]


def test_a_unit_that_was_renamed_keeps_its_rows(desk: Desk) -> None:
    (unit,) = factories.add(desk, "organisations", "名称=经管站", "种类=站所").ids
    factories.add(desk, "consultations", "日期=2014-03-05", "方式=座谈会", "主题=听意见", "组织单位=经管站")
    report(desk, "经管站", 3, figure="O2")
    rename(desk, "organisations", unit, "农经中心")
    report(desk, "农经中心", 9, figure="O1")
    report(desk, "农经中心", 4, figure="O2", day="2014-03-25")
    assert (value(desk, "O1"), value(desk, "O2")) == (1, 4)
    assert by_unit(desk, "O1") == [("农经中心", 1)]


def test_two_entries_that_were_merged_are_one_unit(desk: Desk) -> None:
    (kept,) = factories.add(desk, "organisations", "名称=镇农办", "种类=部门").ids
    (other,) = factories.add(desk, "organisations", "名称=镇农业办公室", "种类=部门").ids
    factories.add(desk, "consultations", "日期=2014-03-05", "方式=座谈会", "主题=听意见", "组织单位=镇农业办公室")
    report(desk, "镇农办", 9, figure="O1")
    assert value(desk, "O1") == 10
    desk.write(
        lambda unit: joining.join(unit, actor=desk.actor, ledger="organisations", keep=kept, other=other, take=())
    )
    assert value(desk, "O1") == 1


def test_a_village_committee_is_the_village_whatever_it_is_called(desk: Desk) -> None:
    (village,) = factories.add(desk, "places", "名称=清三", "种类=村").ids
    factories.add(desk, "organisations", "名称=清三村委会", "种类=村", "村=清三")
    pair(desk, "清三")
    report(desk, "清三村委会", 8)
    rename(desk, "places", village, "新清")
    assert value(desk, "H1") == 1


@pytest.mark.parametrize("called", ["党员结对", "联户1", "h1", " H1 "])
def test_a_figure_is_one_however_a_unit_calls_it(desk: Desk, called: str) -> None:
    report(desk, "清三村", 5, figure="H1", day="2014-03-10")
    report(desk, "清三村", 8, figure=called)
    assert value(desk, "H1") == 8


def test_a_bare_code_is_its_first_part(desk: Desk) -> None:
    report(desk, "清三村", 50, figure="H2")
    assert (value(desk, "H2.cadres"), value(desk, "H2.households")) == (50, 0)


def test_hours_days_and_money_are_added_like_counts(desk: Desk) -> None:
    texts = ("学习形式=集中学习", "日期=2014-03-05", "课时=1.5", "组织单位=党政办")
    factories.add(desk, "learning_sessions", *texts)
    report(desk, "清三村", 20, figure="L2")
    assert value(desk, "L2") == Decimal("21.5")
    factories.add(desk, "unit_reports", "单位=清一村", "指标=L2", "截至日=2014-03-20", "数值=10余")
    assert value(desk, "L2") == FuzzyCount(31, is_floor=True)
    for unit, number, counter in (("清三村", "3", "万元"), ("清一村", "500", "元"), ("郑庄村", "2000余", "元")):
        said = ("指标=慰问金", "截至日=2014-03-20", f"数值={number}", f"量词={counter}")
        factories.add(desk, "unit_reports", f"单位={unit}", *said)
    assert value(desk, "H9.amount") == Money(3_050_000)
    assert [one.unit for one in rows(desk, "H9.amount").totals] == ["清三村", "清一村"]


def test_who_answers_for_a_row_keeps_it(desk: Desk) -> None:
    factories.add(desk, "rectifications", "登记日期=2014-03-05", "责任单位=财政所")
    report(desk, "财政所", 5, figure="R1.total")
    report(desk, "民政所", 2, figure="R1.total")
    assert value(desk, "R1.total") == 3
    assert by_unit(desk, "R1.total") == [("民政所", 2), ("财政所", 1)]


def test_a_ledger_that_names_no_unit_has_one_slice(desk: Desk) -> None:
    factories.add(desk, "lecturer_rota", "授课人=周一", "日期=2014-03-05", "实际授课日期=2014-03-05")
    assert by_unit(desk, "L12") == [("未填单位", 1)]


def test_a_report_opens_under_its_unit(desk: Desk) -> None:
    factories.add(desk, "organisations", "名称=清三村委会", "种类=村")
    report(desk, "清三村委会", 8)
    found = desk.read(lambda unit: figures.rows(unit, code="H1@unit:清三", as_of=LAST_DAY))
    assert [(one.unit, one.key) for one in found.totals] == [("清三村委会", "清三")]


def test_the_net_of_those_who_came_in_and_left(desk: Desk) -> None:
    for head, moves in (("赵大", ("新纳入",)), ("钱二", ("新纳入", "退出")), ("孙三", ("退出", "在帮扶"))):
        outcomes = [{"年度": f"{2013 - at}年", "进出情况": move} for at, move in enumerate(moves)]
        link = (f"户主={head}", "联系干部=周干部", "结对日期=2012-01-01")
        factories.add(desk, "household_links", *link, children={"outcomes": outcomes})
    factories.add(
        desk, "household_links", "户主=李四", "联系干部=周干部", "结对日期=2012-01-01",
        children={"outcomes": [{"年度": "2015年", "进出情况": "退出"}]},
    )  # fmt: skip
    assert [value(desk, f"H11.{part}") for part in ("joined", "left", "net")] == [2, 2, 0]
    assert len(rows(desk, "H11.net").ids) == 4
    factories.add(
        desk, "household_links", "户主=周五", "联系干部=周干部", "结对日期=2012-01-01",
        children={"outcomes": [{"年度": "2013年", "进出情况": "退出"}]},
    )  # fmt: skip
    assert value(desk, "H11.net") == -1


def test_both_sides_of_the_pairs_are_counted(desk: Desk) -> None:
    for giver, taker in (("杨德昌", "杨春生"), ("杨德昌", "王建国")):
        factories.add(desk, "pair_links", f"甲={giver}", f"乙={taker}", "起=2014-03-05")
    assert [value(desk, code) for code in ("H1", "H1.givers", "H1.takers")] == [2, 1, 2]
