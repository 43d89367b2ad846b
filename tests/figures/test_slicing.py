from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.figures.axes import NO_CATEGORY, NO_VILLAGE
from app.figures.model import Lens
from app.figures.reckon import UNIT_TOTALS
from app.rules.refusal import Exit, Refused
from app.services import figures, links
from tests import factories
from tests.figures.looking import LAST_DAY, value

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.figures import Breakdown


def _down(desk: Desk, code: str, by: str, lens: Lens | None = None) -> Breakdown:
    lens = lens or Lens(LAST_DAY)
    return desk.read(lambda unit: figures.breakdown(unit, code=code, by=by, lens=lens))


def _labels(found: Breakdown) -> list[tuple[str, object]]:
    return [(one.label, one.value) for one in found.slices]


def _villages(desk: Desk) -> None:
    factories.add(desk, "places", "名称=清一村", children={"aliases": [{"名称": "清一"}]})
    factories.add(desk, "places", "名称=一组", "种类=组", "上级=清一村")
    factories.add(desk, "places", "名称=清三村")


def _opinions(desk: Desk) -> None:
    for day, *more in (
        ("2014-03-05", "村(组)=清一村", "类别=形式主义"),
        ("2014-03-06", "村(组)=一组", "类别=形式主义"),
        ("2014-02-27", "村(组)=清三村", "类别=官僚主义"),
        ("2014-03", "类别=官僚主义"),
        ("2014-03-09",),
    ):
        factories.add(desk, "opinions", f"日期={day}", *more)


def test_villages_and_categories_add_up_with_the_rows_that_say_neither(desk: Desk) -> None:
    _villages(desk)
    _opinions(desk)
    by_village, by_category = _down(desk, "O8.opinions", "village"), _down(desk, "O8.opinions", "类别")
    assert _labels(by_village) == [("清一村", 2), ("清三村", 1), (NO_VILLAGE, 2)]
    assert _labels(by_category) == [("官僚主义", 2), ("形式主义", 2), (NO_CATEGORY, 1)]
    assert by_village.figure.value == 5


def test_months_stand_in_order_and_a_season_is_no_month(desk: Desk) -> None:
    _opinions(desk)
    factories.add(desk, "opinions", "日期=2013年冬")
    assert _labels(_down(desk, "O8.opinions", "month")) == [("2013年冬", 1), ("2014年2月", 1), ("2014年3月", 4)]


def test_half_days_stand_by_their_size(desk: Desk) -> None:
    for cadre, days in (("甲", "1"), ("乙", "1.5"), ("丙", "0.5"), ("丁", "1.2")):
        factories.add(desk, "visits", "走访时间=2014-03-05", "走访内容=问冷暖", f"走访人员={cadre}", f"住村天数={days}")
    found = _labels(_down(desk, "H7", "走访人员"))
    assert [label for label, _ in found] == ["乙", "丁", "甲", "丙"]


def test_every_slice_opens_its_rows(desk: Desk) -> None:
    _villages(desk)
    _opinions(desk)
    for by in ("village", "category", "month", "unit", "topic"):
        for one in _down(desk, "O8.opinions", by).slices:
            found = desk.read(lambda unit, code=one.code: figures.rows(unit, code=code, as_of=LAST_DAY))
            assert (found.value, len(found.ids)) == (one.value, one.value)


def test_a_thing_named_in_two_villages_is_counted_in_one(desk: Desk) -> None:
    _villages(desk)
    for village in ("清一村", "清三村"):
        factories.add(
            desk, "household_links", "结对日期=2014-03-01", "户主=杨德昌", "联系干部=梁国栋", f"村(组)={village}"
        )
    factories.add(desk, "household_links", "结对日期=2014-03-02", "户主=周桂兰", "联系干部=梁国栋", "村(组)=清三村")
    found = _down(desk, "H2.cadres", "village")
    assert (found.figure.value, _labels(found)) == (1, [("清一村", 1)])


def test_what_is_entered_for_the_town_itself_is_no_village(desk: Desk) -> None:
    _villages(desk)
    factories.add(desk, "places", "名称=清河镇", "种类=镇")
    for place in ("清河镇", "清一村", "清一村"):
        factories.add(desk, "opinions", "日期=2014-03-05", f"村(组)={place}")
    assert _labels(_down(desk, "O8.opinions", "village")) == [("清一村", 2), ("镇本级", 1)]


def test_what_a_unit_sent_in_stands_under_its_village(desk: Desk) -> None:
    _villages(desk)
    factories.add(desk, "consultations", "日期=2014-03-01", "方式=座谈会", "主题=听意见", "村(组)=清一村")
    for unit in ("清三村", "镇卫生院"):
        factories.add(desk, "unit_reports", f"单位={unit}", "指标=O1", "截至日=2014-03-20", "数值=4")
    found = _down(desk, "O1", "village")
    assert _labels(found) == [("清三村", 4), ("清一村", 1), (UNIT_TOTALS, 4)]
    assert found.figure.value == 9


def test_a_rate_is_given_slice_by_slice(desk: Desk) -> None:
    _villages(desk)
    for village, adoption in (("清一村", "采纳"), ("清一村", "留作参考"), ("清三村", "采纳")):
        factories.add(desk, "opinions", "日期=2014-03-05", f"村(组)={village}", f"采纳情况={adoption}")
    found = _down(desk, "O9.rate", "village")
    assert (_labels(found), found.adds_up) == ([("清一村", Decimal(50)), ("清三村", Decimal(100))], False)
    assert [one.text for one in found.slices] == ["50%", "100%"]


def test_quantities_of_different_units_never_meet(desk: Desk) -> None:
    rows = [{"内容": "植树", "计划数量": "2170亩"}, {"内容": "路灯", "计划数量": "60盏"}]
    factories.add(desk, "projects", "立项日期=2014-03-01", children={"quantities": rows})
    assert [one.text for one in _down(desk, "P5.planned", "village").slices] == ["2170亩", "60盏"]


def test_a_column_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有「颜色」这一栏") as caught:
        _down(desk, "O8.opinions", "颜色")
    assert caught.value.exit_code == Exit.USAGE


# ---- the lens --------------------------------------------------------------------------------------------------------


def _seen(desk: Desk, code: str, **lens: str) -> object:
    found = desk.read(lambda unit: figures.all_figures(unit, lens=Lens(LAST_DAY, **lens)))
    return next(one for one in found if one.code == code).value


def test_a_village_holds_its_groups_and_its_aliases(desk: Desk) -> None:
    _villages(desk)
    _opinions(desk)
    assert [_seen(desk, "O8.opinions", place=name) for name in ("清一", "清一村", "清三村", "")] == [2, 2, 1, 5]


def test_what_says_no_village_gives_no_figure_for_one(desk: Desk) -> None:
    _villages(desk)
    assert _seen(desk, "G1.kinds", place="清一村") == 0
    found = desk.read(lambda unit: figures.all_figures(unit, lens=Lens(LAST_DAY, place="清一村")))
    by_code = {one.code: one for one in found}
    assert (by_code["X3.incidents"].value, by_code["X3.incidents"].text) == (None, "—")


def test_a_unit_has_the_rows_it_answers_for(desk: Desk) -> None:
    factories.add(desk, "organisations", "名称=村镇建设办公室", "简称=村建办")
    for office in ("村建办", "民政所"):
        factories.add(desk, "rectifications", "登记日期=2014-03-01", f"责任单位={office}", "问题描述=" + office)
    assert _seen(desk, "R1.total", organisation="村建办") == 1


def test_a_stage_runs_from_its_first_day_to_its_last(desk: Desk) -> None:
    stages = [
        {"环节名称": "学习教育、听取意见", "开始日期": "2014-02-24", "结束日期": "2014-03-10"},
        {"环节名称": "查摆问题、开展批评", "开始日期": "2014-03-11"},
    ]
    factories.add(desk, "campaigns", "名称=试点活动", "开始日期=2014-02-24", children={"stages": stages})
    for day in ("2014-02-20", "2014-03-01", "2014-03-20"):
        factories.add(desk, "opinions", f"日期={day}", "所属活动=试点活动")
    got = [_seen(desk, "O8.opinions", campaign="试点活动", stage=name) for name in ("学习教育", "查摆问题", "")]
    assert got == [1, 1, 3]


def test_a_special_action_has_what_it_took_up(desk: Desk) -> None:
    action = factories.add(desk, "special_actions", "名称=还利于民", "开始日期=2014-02-01")
    owned = factories.add(desk, "debts", "登记日期=2014-03-01", "事由=修路", "本金=2万元")
    factories.add(desk, "debts", "登记日期=2014-03-01", "事由=修桥", "本金=1万元")
    ends = {"start": ("debts", owned.ids[0]), "end": ("special_actions", action.ids[0])}
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="owned", **ends))
    assert _seen(desk, "G3.entries", action="还利于民") == 1
    assert value(desk, "G3.entries") == 2


@pytest.mark.parametrize("field", ["campaign", "stage", "action", "place", "organisation"])
def test_a_name_that_is_not_there_is_refused(desk: Desk, field: str) -> None:
    with pytest.raises(Refused, match="没有叫「没有的」") as caught:
        _seen(desk, "L1", **{field: "没有的"})
    assert (caught.value.field, caught.value.exit_code) == (field, Exit.USAGE)
