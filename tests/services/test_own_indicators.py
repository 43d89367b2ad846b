from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import figures, own_indicators
from app.services.changes import Actor
from db.values import Money
from tests import factories
from tests.figures.looking import all_of, rows

if TYPE_CHECKING:
    from app.services.desk import Desk

AS_OF = date(2014, 3, 31)


def _add(desk: Desk, **given: object) -> str:
    whole = {"name": "环境卫生意见", "counter": "条", "ledger": "意见建议", "filters": ["主题=环境卫生"], **given}
    return desk.write(lambda unit: own_indicators.add(unit, actor=desk.actor, **whole)).number


def _opinions(desk: Desk) -> None:
    for topic in ("环境卫生", "环境卫生", "道路"):
        factories.add(desk, "opinions", "日期=2014-03-05", f"主题={topic}", "类别=形式主义")


def test_a_count_of_the_office_stands_among_all_figures_and_opens_its_rows(desk: Desk) -> None:
    _opinions(desk)
    code = _add(desk)
    found = all_of(desk)[code]
    assert (found.name, found.value, found.text, found.is_own) == ("环境卫生意见", 2, "2条", True)
    assert len(rows(desk, code).ids) == 2
    assert found.definition == "意见建议中符合“主题=环境卫生”的记录数（本单位自定）。"


def test_a_sum_and_a_number_of_different_things(desk: Desk) -> None:
    for amount, org in (("3万元", "清一村"), ("4000元", "清一村"), ("1万元", "清三村")):
        factories.add(desk, "debts", "登记日期=2014-03-01", "事由=修路", f"本金={amount}", f"欠款单位={org}")
    owed = _add(
        desk, name="大额欠账", counter="元", ledger="debts", filters=["本金>=1万元"], measure="sum", column="本金"
    )
    units = _add(desk, name="欠账村", counter="个", ledger="debts", filters=[], measure="distinct", column="欠款单位")
    found = all_of(desk)
    assert (found[owed].value, found[owed].text) == (Money(4_000_000), "4万元")
    assert found[units].value == 2


def test_it_is_broken_down_as_any_other(desk: Desk) -> None:
    _opinions(desk)
    code = _add(desk, filters=[], by="主题")
    assert {one.code for one in all_of(desk).values()} >= {code, f"{code}.环境卫生", f"{code}.道路"}
    found = desk.read(lambda unit: figures.breakdown(unit, code=code, by="month", as_of=AS_OF))
    assert [(one.label, one.value) for one in found.slices] == [("2014年3月", 3)]


def test_taken_away_its_code_is_never_given_again(desk: Desk) -> None:
    first = _add(desk)
    desk.write(lambda unit: own_indicators.remove(unit, actor=desk.actor, code=first))
    assert first not in all_of(desk)
    assert _add(desk) != first


def test_each_change_is_a_row_of_the_history(desk: Desk) -> None:
    code = _add(desk)
    desk.write(lambda unit: own_indicators.remove(unit, actor=desk.actor, code=code))
    chain = desk.store.schema.audit
    told = desk.read(lambda unit: [one.entry.description for one in unit.events(chain.c.action == "settings", 2)])
    assert told == ["删去自定指标 自定1 环境卫生意见", "增加自定指标 自定1 环境卫生意见"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "名称和量词"),
        ({"counter": " "}, "名称和量词"),
        ({"name": "集中学习"}, "已经有叫「集中学习」的指标"),
        ({"ledger": "没有的台账"}, "没有叫「没有的台账」的台账"),
        ({"filters": ["颜色=红"]}, "没有「颜色」这一列"),
        ({"filters": ["看不懂"]}, "看不懂"),
        ({"filters": ["长" * 1000]}, "「长{40}…」看不懂"),
        ({"measure": "平均"}, "没有「平均」这种算法"),
        ({"measure": "sum"}, "请写明是哪一栏"),
        ({"measure": "sum", "column": "主题"}, "不是数，不能相加"),
    ],
)
def test_what_cannot_be_counted_is_refused(desk: Desk, given: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        _add(desk, **given)
    assert desk.read(own_indicators.listed) == ()


def test_a_shipped_figure_is_not_taken_away(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有代码为「L1」的自定指标"):
        desk.write(lambda unit: own_indicators.remove(unit, actor=desk.actor, code="L1"))


def test_only_who_sets_the_office_up_may(desk: Desk) -> None:
    clerk = Actor("小王", "录入")
    with pytest.raises(Refused, match="不能"):
        desk.write(lambda unit: own_indicators.add(unit, actor=clerk, name="甲", counter="条", ledger="opinions"))
