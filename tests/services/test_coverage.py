from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.services import coverage, records
from db.values import FuzzyDate, Reference
from tests import factories
from tests.figures.looking import all_of, figure

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork


def rows(desk: Desk, name: str, as_of: date | None = None) -> list[tuple[str, ...]]:
    found = desk.read(lambda unit: coverage.found(unit, as_of=as_of))
    (check,) = [one for one in found if one.name == name]
    assert check.count == len(check.rows)
    return [row.names for row in check.rows]


def village(desk: Desk) -> None:
    """Qingyi: group one with Zhao and Qian, group two with Sun, group three with nobody; Qinger: Li."""
    for texts in (
        ("名称=清一", "种类=村", "户数=3"),
        ("名称=清一一组", "种类=组", "上级=清一"),
        ("名称=清一二组", "种类=组", "上级=清一"),
        ("名称=清一三组", "种类=组", "上级=清一"),
        ("名称=清二", "种类=村", "户数=2"),
    ):
        factories.add(desk, "places", *texts)
    for place, head in (("清一一组", "赵大"), ("清一一组", "钱二"), ("清一二组", "孙三"), ("清二", "李四")):
        factories.add(desk, "households", f"村(组)={place}", f"户主={head}")


def visit(desk: Desk, on: str, head: str, place: str = "清一") -> None:
    factories.add(
        desk, "visits", f"走访时间={on}", f"村(组)={place}", f"走访对象={head}", "走访内容=说路灯", "走访人员=周干部"
    )


def sweep(desk: Desk, on: str, *states: tuple[str, str]) -> None:
    results = [{"户主": head, "结果": state} for head, state in states]
    factories.add(desk, "visits", f"走访时间={on}", "村(组)=清一", "走访内容=逐户走访", children={"results": results})


def test_households_stand_in_the_matrix_by_village_and_group(day: Desk) -> None:
    village(day)
    visit(day, "2014-03-05", "赵大")
    sweep(day, "2014-03-06", ("钱二", "外出"), ("孙三", "拒访"), ("赵大", "外出"))
    lines = day.read(lambda unit: coverage.matrix(unit))
    assert [(line.village, line.group, [(one.name, one.state) for one in line.households]) for line in lines] == [
        ("清一", "清一一组", [("赵大", "已走到"), ("钱二", "外出")]),
        ("清一", "清一二组", [("孙三", "拒访")]),
        ("清一", "清一三组", []),
        ("清二", "", [("李四", "未走到")]),
    ]
    assert rows(day, "households_away") == [("清一", "清一一组", "钱二")]
    assert rows(day, "households_refused") == [("清一", "清一二组", "孙三")]
    assert rows(day, "households_not_reached") == [("清二", "", "李四")]
    assert rows(day, "groups_not_reached") == [("清一", "清一二组"), ("清一", "清一三组"), ("清二", "")]


def test_a_later_visit_after_away_reaches_the_household(day: Desk) -> None:
    village(day)
    sweep(day, "2014-03-06", ("钱二", "外出"))
    visit(day, "2014-03-10", "钱二")
    assert rows(day, "households_away") == []
    assert rows(day, "households_away", date(2014, 3, 9)) == [("清一", "清一一组", "钱二")]


def test_a_register_short_of_households_is_named(day: Desk) -> None:
    village(day)
    assert rows(day, "households_unregistered") == [("清二", "应有2户", "登记了1户")]


def test_branches_need_a_team_and_a_report_each_half_year(day: Desk) -> None:
    for name in ("清一支部", "清二支部"):
        factories.add(day, "organisations", f"名称={name}", "种类=党支部")
    factories.add(day, "teams", "名称=收集组", "种类=收集意见小组", "负责单位=清一支部", "成立日期=2014-02-10")
    factories.add(day, "self_examinations", "种类=述职", "日期=2013-12-30", "人=甲", "单位=清一支部")
    factories.add(day, "self_examinations", "种类=述职", "日期=2014-01-15", "人=乙", "单位=清二支部")
    assert rows(day, "branches_without_team") == [("清二支部",)]
    assert rows(day, "branches_without_team", date(2014, 2, 9)) == [("清一支部",), ("清二支部",)]
    assert rows(day, "branches_without_report") == [("清一支部",)]


def test_full_coverage_of_contact_points_is_an_empty_list(day: Desk) -> None:
    village(day)
    factories.add(day, "contact_points", "领导=王镇长", "联系点=清一", "开始日期=2014-01-01", "结束日期=2014-03-15")
    factories.add(day, "contact_points", "领导=李书记", "联系点=清二", "开始日期=2014-01-01")
    assert rows(day, "contact_points_uncovered") == [("村", "清一")]
    assert rows(day, "contact_points_uncovered", date(2014, 3, 14)) == []


def test_one_cadre_has_five_households(day: Desk) -> None:
    factories.add(day, "people", "姓名=周干部", "类别=干部")
    factories.add(day, "people", "姓名=吴干部", "类别=干部")
    factories.add(day, "people", "姓名=郑支书", "类别=干部", "职级=村干部")
    for head in "一二三四五":
        factories.add(day, "household_links", "联系干部=吴干部", f"户主=张{head}", "结对日期=2014-02-01")
    factories.add(day, "household_links", "联系干部=冯干部", "户主=陈六", "结对日期=2014-02-01", "首次见面=2014-03-01")
    assert rows(day, "cadre_ratio") == [("周干部", "联系0户", "应联系5户"), ("冯干部", "联系1户", "应联系5户")]
    assert rows(day, "first_visits") == [("吴干部", "", f"张{head}") for head in "一二三四五"]
    assert len(rows(day, "first_visits", date(2014, 2, 28))) == 6


def roster(desk: Desk) -> None:
    for name, branch in (("周一", "机关支部"), ("吴二", "机关支部"), ("郑三", "清一支部")):
        factories.add(desk, "people", f"姓名={name}", "类别=党员", f"党支部={branch}", "列入参学名单=是")
    factories.add(desk, "people", "姓名=路人", "类别=群众")


def test_everyone_not_yet_trained_is_listed(day: Desk) -> None:
    roster(day)
    came = [
        {"姓名": "周一", "到会情况": "到"},
        {"姓名": "吴二", "到会情况": "请假", "补学日期": "2014-03-20"},
        {"姓名": "郑三", "到会情况": "缺席"},
    ]
    factories.add(day, "learning_sessions", "日期=2014-03-12", children={"attendance": came})
    assert rows(day, "not_trained") == [("清一支部", "郑三")]
    assert rows(day, "not_trained", date(2014, 3, 19)) == [("机关支部", "吴二"), ("清一支部", "郑三")]
    assert len(rows(day, "not_trained", date(2014, 3, 11))) == 3


def test_essays_and_notes_are_owed_apart(day: Desk) -> None:
    roster(day)
    factories.add(day, "study_outputs", "姓名=周一", "种类=心得", "交稿日=2014-03-20")
    factories.add(day, "study_outputs", "姓名=吴二", "种类=笔记", "交稿日=2014-03-20")
    assert [names[1] for names in rows(day, "essays_owed")] == ["吴二", "郑三"]
    assert [names[1] for names in rows(day, "notes_owed")] == ["周一", "郑三"]


def test_materials_reach_everyone_or_the_list_says_who(day: Desk) -> None:
    roster(day)
    factories.add(day, "material_issues", "资料=论述摘编", "日期=2014-03-01", "数量=2", "领取支部=机关支部")
    factories.add(day, "material_issues", "资料=笔记本", "日期=2014-03-01", "数量=1", "领取人=郑三")
    factories.add(day, "material_issues", "资料=明白纸", "日期=2014-03-01", "数量=1200", "领取人=村民代表")
    assert rows(day, "materials_missing") == [
        ("清一支部", "郑三", "论述摘编"),
        ("机关支部", "周一", "笔记本"),
        ("机关支部", "吴二", "笔记本"),
    ]


def test_too_few_copies_for_a_branch_reach_nobody_by_name(day: Desk) -> None:
    roster(day)
    factories.add(day, "material_issues", "资料=论述摘编", "日期=2014-03-01", "数量=1", "领取支部=机关支部")
    factories.add(day, "material_issues", "资料=论述摘编", "日期=2014-03-01", "数量=1", "领取支部=清一支部")
    assert [names[1] for names in rows(day, "materials_missing")] == ["周一", "吴二"]


def test_committee_members_talk_each_with_each(day: Desk) -> None:
    for name in ("王", "李", "赵"):
        factories.add(day, "posts", f"姓名={name}某", "单位=清河镇党委", "班子成员=是", "任职日期=2012年")
    factories.add(day, "self_examinations", "种类=谈心谈话", "日期=2014-03-10", "人=李某", "对象=王某")
    assert rows(day, "pairs_not_talked") == [("清河镇党委", "王某", "赵某"), ("清河镇党委", "李某", "赵某")]


def test_a_talk_is_found_under_a_former_name_too(day: Desk) -> None:
    ids = [factories.add(day, "people", f"姓名={name}").ids[0] for name in ("王某", "李某")]
    for name in ("王某", "李某"):
        factories.add(day, "posts", f"姓名={name}", "单位=清河镇党委", "班子成员=是", "任职日期=2012年")
    factories.add(day, "self_examinations", "种类=谈心谈话", "日期=2014-03-10", "人=李某", "对象=王某")

    def rename(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="people", record_id=ids[1])
        values = {"name": "李晓某"}
        return records.edit(
            unit, actor=day.actor, ledger="people", record_id=old.id, version=old.version, values=values
        )

    day.write(rename)
    factories.add(day, "posts", "姓名=李晓某", "单位=清河镇党委", "班子成员=是", "任职日期=2014年")
    assert rows(day, "pairs_not_talked") == []


def test_units_that_did_not_report_are_listed_per_indicator(day: Desk) -> None:
    for name in ("清一村", "清二村"):
        factories.add(day, "organisations", f"名称={name}", "种类=村", "报数单位=是")
    assert rows(day, "units_silent") == [("清一村",), ("清二村",)]
    factories.add(day, "unit_reports", "单位=清一村", "指标=走访户数", "截至日=2014-03-20", "数值=40")
    factories.add(day, "unit_reports", "单位=清二村", "指标=走访户数", "截至日=2014-03-10", "数值=35")
    factories.add(day, "study_plans", "单位=清一村", "名称=学习计划", "开始日期=2014-02-01", "结束日期=2014-06-30")
    assert rows(day, "units_silent") == [("清二村", "走访户数", "2014-03-20")]
    assert rows(day, "units_silent", date(2014, 3, 15)) == [("清一村", "走访户数", "2014-03-10")]
    assert rows(day, "plans_missing") == [("清二村",)]
    for name, called in (("清一村", "H1"), ("清二村", "党员结对")):
        factories.add(day, "unit_reports", f"单位={name}", f"指标={called}", "截至日=2014-03-25", "数值=3")
    assert rows(day, "units_silent") == [("清二村", "走访户数", "2014-03-20")]


def test_a_zero_report_counts_when_it_is_confirmed(day: Desk) -> None:
    factories.add(day, "organisations", "名称=清一村", "种类=村", "报数单位=是")
    factories.add(day, "sensitive_periods", "名称=两会", "开始日期=2014-03-03", "结束日期=2014-03-05")
    for on, confirmed in (("2014-03-03", "是"), ("2014-03-04", "否")):
        factories.add(day, "zero_reports", "敏感期=两会", "单位=清一村", f"日期={on}", f"确认={confirmed}", "报告人=甲")
    assert rows(day, "zero_reports_missing") == [
        ("两会", "2014-03-04", "清一村", "未确认"),
        ("两会", "2014-03-05", "清一村", "未报"),
    ]
    assert rows(day, "zero_reports_missing", date(2014, 3, 3)) == []


def test_a_town_that_reports_as_a_whole_misses_only_its_own_days(day: Desk) -> None:
    factories.add(day, "organisations", "名称=清一村", "种类=村", "报数单位=是")
    factories.add(day, "sensitive_periods", "名称=两会", "开始日期=2014-03-03", "结束日期=2014-03-04")
    assert [names[1:] for names in rows(day, "zero_reports_missing")] == [
        ("2014-03-03", "清一村", "未报"),
        ("2014-03-04", "清一村", "未报"),
    ]
    line = ("敏感期=两会", "单位=清河镇", "确认=是")
    factories.add(day, "zero_reports", *line, "日期=2014-03-03")
    assert rows(day, "zero_reports_missing") == [("两会", "2014-03-04", "清河镇", "未报")]
    assert figure(day, "X3.incidents").text == "有1天未报"
    factories.add(day, "zero_reports", *line, "日期=2014-03-04")
    assert (rows(day, "zero_reports_missing"), figure(day, "X3.incidents").text) == ([], "未发生")


@pytest.mark.parametrize("is_reporting", ["是", "否"])
def test_a_unit_that_was_renamed_keeps_its_zero_reports(day: Desk, is_reporting: str) -> None:
    (unit_id,) = factories.add(day, "organisations", "名称=司法所", "种类=站所", f"报数单位={is_reporting}").ids
    factories.add(day, "sensitive_periods", "名称=两会", "开始日期=2014-03-03", "结束日期=2014-03-04")
    factories.add(day, "zero_reports", "敏感期=两会", "单位=司法所", "确认=是", "日期=2014-03-03")

    def rename(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="organisations", record_id=unit_id)
        return records.edit(
            unit, actor=day.actor, ledger="organisations", record_id=old.id, version=old.version,
            values={"name": "清河司法所"},
        )  # fmt: skip

    day.write(rename)
    factories.add(day, "zero_reports", "敏感期=两会", "单位=清河司法所", "确认=是", "日期=2014-03-04")
    assert (rows(day, "zero_reports_missing"), figure(day, "X3.incidents").text) == ([], "未发生")


def test_a_plan_is_handed_in_before_it_begins(day: Desk) -> None:
    factories.add(day, "organisations", "名称=清一村", "种类=村", "报数单位=是")
    factories.add(
        day, "study_plans", "单位=清一村", "名称=学习计划", "开始日期=2014-04-01", "结束日期=2014-06-30",
        "报送日期=2014-03-20",
    )  # fmt: skip
    assert rows(day, "plans_missing") == []
    assert rows(day, "plans_missing", date(2014, 3, 19)) == [("清一村",)]


def test_on_the_day_it_ends_a_contact_no_longer_covers_as_the_figure_says(day: Desk) -> None:
    factories.add(day, "places", "名称=清一", "种类=村")
    factories.add(day, "contact_points", "联系点=清一", "领导=王镇长", "开始日期=2014-02-01", "结束日期=2014-03-31")
    for on in (date(2014, 3, 30), date(2014, 3, 31)):
        assert len(rows(day, "contact_points_uncovered", on)) == figure(day, "O14.village_uncovered", on).value
    assert rows(day, "contact_points_uncovered") == [("村", "清一")]


def test_a_name_borne_by_two_names_neither_as_the_figure_says(day: Desk) -> None:
    for unit in ("村建办", "财政所"):
        factories.add(day, "people", "姓名=张伟", f"单位={unit}", "列入参学名单=是")
    factories.add(day, "learning_sessions", "日期=2014-03-10", children={"attendance": [{"姓名": "张伟"}]})
    assert [names[:2] for names in rows(day, "not_trained")] == [("村建办", "张伟"), ("财政所", "张伟")]
    assert figure(day, "L5.untrained").value == 2


@pytest.mark.parametrize("ended", ["2014-03-20", "2014年3月"])
@pytest.mark.parametrize("on", [date(2014, 2, 28), date(2014, 3, 19), date(2014, 3, 20), date(2014, 3, 21)])
def test_the_lists_and_the_figures_agree_on_the_day_something_ends(day: Desk, ended: str, on: date) -> None:
    (village_id,) = factories.add(day, "places", "名称=清一", "种类=村").ids
    factories.add(day, "contact_points", "领导=王镇长", "联系点=清一", "开始日期=2014-01-01", f"结束日期={ended}")
    factories.add(day, "household_links", "联系干部=吴干部", "户主=张一", "结对日期=2014-01-01", f"解除日期={ended}")
    factories.add(day, "organisations", "名称=清一支部", "种类=党支部")
    team = ("名称=收集组", "种类=收集意见小组", "负责单位=清一支部", "成立日期=2014-01-10", f"撤销日期={ended}")
    factories.add(day, "teams", *team)
    left = ("离任或离开日期=2014-03-20",) if ended == "2014-03-20" else ()
    factories.add(day, "people", "姓名=周一", "类别=党员", "列入参学名单=是", *left)
    found = all_of(day, on)
    assert village_id
    for check, code in (
        ("contact_points_uncovered", "O14.village_uncovered"), ("first_visits", "H2.unmet"),
        ("branches_without_team", "O16.without"), ("not_trained", "L5.untrained"), ("essays_owed", "L6.owed"),
    ):  # fmt: skip
        assert (check, len(rows(day, check, on))) == (check, found[code].value)


def test_a_village_is_checked_for_every_item_of_its_standard(day: Desk) -> None:
    (first,) = factories.add(day, "places", "名称=清一", "种类=村").ids
    factories.add(day, "places", "名称=清二", "种类=村", "撤并日期=2014-03-25")
    for place, item, on in (
        ("清一", "有一处办公场所", "2014-03-10"),
        ("清一", "提供便民代办", "2014-03-20"),
        ("清二", "提供便民代办", "2014-03-12"),
    ):
        factories.add(day, "checklists", "标准=五有四服务", f"村={place}", f"项目={item}", "结果=已", f"日期={on}")
    factories.add(day, "checklists", "标准=回头看", "对象=党政班子", "项目=学习教育", "结果=已", "日期=2014-03-12")
    _renamed(day, "places", first, name="清一新村")
    assert rows(day, "items_unchecked", date(2014, 3, 12)) == [
        ("五有四服务", "清一", "提供便民代办"), ("五有四服务", "清二", "有一处办公场所"),
    ]  # fmt: skip
    factories.add(day, "checklists", "标准=五有四服务", "村=清一新村", "项目=便民大厅", "结果=未", "日期=2014-03-12")
    assert rows(day, "items_unchecked") == []


def test_a_dissolved_village_is_asked_for_no_households(day: Desk) -> None:
    factories.add(day, "places", "名称=清二", "种类=村", "户数=2", "撤并日期=2014-03-10")
    assert rows(day, "households_unregistered") == []
    assert rows(day, "households_unregistered", date(2014, 3, 9)) == [("清二", "应有2户", "登记了0户")]


def _renamed(desk: Desk, ledger: str, record_id: int, **values: str) -> None:
    old = factories.read(desk, ledger, record_id)
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=ledger, record_id=record_id, version=old.version, values=values
        )
    )


def test_a_cadre_whose_name_was_mended_keeps_his_households(day: Desk) -> None:
    (cadre,) = factories.add(day, "people", "姓名=吴干部", "类别=干部").ids
    for head in "一二三四五":
        factories.add(day, "household_links", "联系干部=吴干部", f"户主=张{head}", "结对日期=2014-02-01")
    _renamed(day, "people", cadre, name="吴建国")
    assert rows(day, "cadre_ratio") == []
    factories.add(day, "household_links", "联系干部=吴建国", "户主=张一", "结对日期=2014-02-02")
    assert rows(day, "cadre_ratio") == []
    factories.add(day, "household_links", "联系干部=吴建国", "户主=张六", "结对日期=2014-02-02")
    assert rows(day, "cadre_ratio") == [("吴建国", "联系6户", "应联系5户")]


def test_two_cadres_of_one_name_have_their_own_households(day: Desk) -> None:
    cadres = [factories.add(day, "people", "姓名=吴干部", "类别=干部", f"职务={post}").ids[0] for post in ("甲", "乙")]
    for cadre in cadres:
        for head in "一二三四五":
            values = {"cadre": Reference("吴干部", cadre), "household": Reference(f"张{head}{cadre}"),
                      "started_on": FuzzyDate(date(2014, 2, 1))}  # fmt: skip
            day.write(lambda unit, v=values: records.add(unit, actor=day.actor, ledger="household_links", values=v))
    assert rows(day, "cadre_ratio") == []


def test_talks_and_reports_are_known_by_the_entry_not_the_word(day: Desk) -> None:
    people = [factories.add(day, "people", f"姓名={name}某", "类别=干部").ids[0] for name in ("王", "李")]
    (unit,) = factories.add(day, "organisations", "名称=清一村", "种类=村", "报数单位=是").ids
    for name in ("王", "李"):
        factories.add(day, "posts", f"姓名={name}某", "单位=清河镇党委", "班子成员=是", "任职日期=2012年")
    factories.add(day, "sensitive_periods", "名称=两会", "开始日期=2014-03-03", "结束日期=2014-03-03")
    zero = ("敏感期=两会", "单位=清一村", "日期=2014-03-03", "确认=是", "报告人=甲")
    factories.add(day, "zero_reports", *zero)
    _renamed(day, "people", people[0], name="汪某")
    factories.add(day, "self_examinations", "种类=谈心谈话", "日期=2014-03-10", "人=李某", "对象=汪某")
    _renamed(day, "organisations", unit, name="清一新村")
    assert rows(day, "pairs_not_talked") == []
    assert rows(day, "zero_reports_missing") == []


def test_party_members_pair_one_to_one(day: Desk) -> None:
    ended = "解除日期=2014-03-01"
    for giver, taker, *end in (("甲一", "乙一"), ("甲一", "乙二"), ("甲二", "乙三"), ("甲三", "乙三", ended)):
        factories.add(day, "pair_links", f"甲={giver}", f"乙={taker}", "起=2014-02-01", *end)
    assert rows(day, "not_one_to_one") == [("甲一", "结了2对", "应结1对")]
    assert rows(day, "not_one_to_one", date(2014, 2, 28)) == [
        ("甲一", "结了2对", "应结1对"), ("乙三", "结了2对", "应结1对"),
    ]  # fmt: skip


def test_a_contact_of_a_name_that_two_places_bear_covers_neither_as_the_figure_says(day: Desk) -> None:
    factories.add(day, "places", "名称=兴旺庄", "种类=村")
    factories.add(day, "places", "名称=兴旺庄", "种类=社区", "上级=城区")
    factories.add(day, "contact_points", "联系点=兴旺庄", "领导=王镇长", "开始日期=2014-02-01")
    assert rows(day, "contact_points_uncovered") == [("村", "兴旺庄"), ("社区", "兴旺庄")]
    assert (figure(day, "O14.village_uncovered").value, figure(day, "O14.community_uncovered").value) == (1, 1)
