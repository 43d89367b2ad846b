from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services import records
from db.values import FuzzyCount, Money, Quantity
from tests import factories
from tests.figures.looking import all_of, figure, rows, value

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk


def _void(desk: Desk, made: Changes) -> None:
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], reason="重复登记")
    )


def test_a_figure_goes_by_the_day_of_the_event(desk: Desk) -> None:
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习")
    factories.add(desk, "learning_sessions", "日期=2014-03-06", "学习形式=集中学习")
    assert value(desk, "L1", date(2014, 3, 5)) == 1
    assert value(desk, "L1", date(2014, 3, 6)) == 2


def test_a_voided_record_counts_nowhere(desk: Desk) -> None:
    made = factories.add(desk, "opinions", "日期=2014-03-05", "主题=环境卫生")
    _void(desk, made)
    found = all_of(desk)
    assert (found["O8.opinions"].value, rows(desk, "O8").ids) == (0, ())
    assert "O12.环境卫生" not in found


def test_a_sum_that_holds_a_floor_is_a_floor(desk: Desk) -> None:
    factories.add(desk, "consultations", "日期=2014-03-05", "方式=座谈会", "主题=听意见", "参加人次=100余")
    factories.add(desk, "consultations", "日期=2014-03-06", "方式=座谈会", "主题=再听意见", "参加人次=23")
    found = figure(desk, "O7")
    assert (found.value, found.text) == (FuzzyCount(123, is_floor=True), "123多人次")


def test_a_floor_makes_no_rate(desk: Desk) -> None:
    form = ("发放日期=2014-03-05", "种类=征求意见表", "名称=征求意见表", "发放对象=党员群众")
    factories.add(desk, "form_issues", *form, "发放数=500", "回收数=300余")
    found = figure(desk, "O5.return_rate")
    assert (found.value, found.text) == (None, "—")
    assert "含约数" in found.detail


def test_a_rate_is_rounded_half_up_and_names_its_base(desk: Desk) -> None:
    form = ("发放日期=2014-03-05", "种类=调查问卷", "名称=问卷", "发放对象=群众", "发放数=2000")
    factories.add(desk, "form_issues", *form, "回收数=1289")
    found = figure(desk, "O5.return_rate")
    assert (found.value, found.text) == (Decimal("64.5"), "64.5%")
    assert found.detail == "问卷、意见表回收1289份÷问卷、意见表发放2000份"


def test_no_base_is_a_dash(desk: Desk) -> None:
    found = figure(desk, "P3.start_rate")
    assert (found.value, found.text) == (None, "—")


def test_an_explicit_zero_is_told_from_no_data(desk: Desk) -> None:
    assert figure(desk, "X4.person_times").text == "—"
    factories.add(desk, "reception_logs", "日期=2014-03-05", "值班领导=梁国栋", "来访批次=0", "人次=0")
    found = all_of(desk)
    assert (found["X4.person_times"].value, found["X4.person_times"].text) == (0, "0人次")
    assert found["X4.days"].value == 1


def test_an_empty_ledger_says_so(desk: Desk) -> None:
    assert figure(desk, "R1.total").detail == "整改台账截至这一天没有记录"
    factories.add(desk, "rectifications", "登记日期=2014-03-05", "时限类型=限期")
    found = figure(desk, "R2")
    assert (found.value, found.detail) == (0, "")


def test_rows_that_do_not_say_are_named_beside_the_sum(desk: Desk) -> None:
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "课时=1.5")
    factories.add(desk, "learning_sessions", "日期=2014-03-06", "学习形式=集中学习")
    found = figure(desk, "L2")
    assert (found.value, found.text, found.detail) == (Decimal("1.5"), "1.5个课时", "另有1条没有填课时")
    assert len(rows(desk, "L2").ids) == 1


def test_groups_add_up_and_show_what_lacks_the_word(desk: Desk) -> None:
    for topic in ("环境卫生", "环境卫生", "村街面貌", ""):
        factories.add(desk, "opinions", "日期=2014-03-05", *((f"主题={topic}",) if topic else ()))
    found = all_of(desk)
    assert found["O12"].value == 4
    assert found["O12"].detail == "环境卫生2条、村街面貌1条、未填1条"
    assert (found["O12.环境卫生"].value, found["O12.村街面貌"].value, found["O12.未填"].value) == (2, 1, 1)
    assert (len(rows(desk, "O12.环境卫生").ids), len(rows(desk, "O12.未填").ids)) == (2, 1)


def test_quantities_are_added_within_one_kind_of_work_only(desk: Desk) -> None:
    belts = [{"内容": "植树", "计划数量": "2170亩"}, {"内容": "围村林", "计划数量": "600亩"}]
    factories.add(desk, "projects", "立项日期=2014-03-05", children={"quantities": belts})
    factories.add(
        desk, "projects", "立项日期=2014-03-06", children={"quantities": [{"内容": "植树", "计划数量": "30亩"}]}
    )
    found = all_of(desk)
    assert (found["P5.planned"].value, found["P5.planned"].detail) == (None, "植树2200亩、围村林600亩")
    assert found["P5.planned.植树·亩"].value == Quantity(Decimal(2200), "亩")
    assert rows(desk, "P5.planned.植树·亩").amounts == (Quantity(Decimal(2170), "亩"), Quantity(Decimal(30), "亩"))


def test_a_unit_with_detail_rows_has_its_summary_left_out(desk: Desk) -> None:
    base = ("方式=座谈会", "主题=听取意见")
    factories.add(desk, "consultations", "日期=2014-03-05", *base, "组织单位=清一村", "参加人次=20")
    factories.add(
        desk, "consultations", "日期=2014-03-20", *base, "填报单位=清一", "单位汇总=是", "场次=9", "参加人次=200"
    )
    own = factories.add(
        desk, "consultations", "日期=2014-03-20", *base, "填报单位=清三", "单位汇总=是", "场次=12", "参加人次=340"
    )
    found = all_of(desk)
    assert (found["O1"].value, found["O1"].detail) == (13, "含单位汇总12场次（清三）")
    assert found["O7"].value == 360
    behind = rows(desk, "O1")
    assert (len(behind.ids), [(one.id, one.amount) for one in behind.totals]) == (1, [(own.ids[0], FuzzyCount(12))])


def test_totals_alone_make_a_group_of_their_own(desk: Desk) -> None:
    factories.add(
        desk, "consultations", "日期=2014-03-20", "方式=座谈会", "主题=汇总", "填报单位=清三村", "单位汇总=是", "场次=3"
    )
    found = all_of(desk)
    assert found["O7.methods.单位汇总和报数"].value == found["O7.methods"].value == 3
    assert found["O7.methods"].detail == "含单位汇总3场次（清三村）"
    assert [one.amount.value for one in rows(desk, "O7.methods.单位汇总和报数").totals] == [3]


def test_a_unit_report_is_added_only_where_there_is_no_detail(desk: Desk) -> None:
    factories.add(desk, "pair_links", "甲=杨德昌", "乙=杨春生", "村(组)=清一", "起=2014-03-05")
    for unit, day, number in (
        ("清一村", "2014-03-20", "8"),
        ("清三村", "2014-03-20", "1980余"),
        ("清三村", "2014-03-25", "1987"),
    ):
        factories.add(desk, "unit_reports", f"单位={unit}", "指标=H1", f"截至日={day}", f"数值={number}")
    assert value(desk, "H1", date(2014, 3, 10)) == 1
    assert value(desk, "H1", date(2014, 3, 20)) == FuzzyCount(1981, is_floor=True)
    found = figure(desk, "H1")
    assert (found.value, found.text) == (1988, "1988对")
    assert found.detail == "含单位报数1987对（清三村）"


def test_a_report_is_matched_by_the_indicators_name_too(desk: Desk) -> None:
    factories.add(desk, "unit_reports", "单位=清三村", "指标=座谈会", "截至日=2014-03-20", "数值=4")
    assert value(desk, "O1") == 4


def test_a_summary_entry_goes_before_a_report_of_the_same_unit(desk: Desk) -> None:
    factories.add(
        desk,
        "consultations",
        "日期=2014-03-20",
        "方式=座谈会",
        "主题=听意见",
        "填报单位=清三",
        "单位汇总=是",
        "场次=12",
    )
    factories.add(desk, "unit_reports", "单位=清三村", "指标=O1", "截至日=2014-03-20", "数值=15")
    assert value(desk, "O1") == 12


def test_a_campaign_holds_its_own_records_and_those_of_its_days(desk: Desk) -> None:
    factories.add(desk, "campaigns", "活动名称=百日行动", "开始日期=2014-03-01")
    factories.add(desk, "campaigns", "活动名称=学雷锋", "开始日期=2014-03-01")
    factories.add(desk, "opinions", "日期=2014-02-28")
    factories.add(desk, "opinions", "日期=2014-03-01")
    factories.add(desk, "opinions", "日期=2014-02-20", "所属活动=百日行动")
    factories.add(desk, "opinions", "日期=2014-03-20", "所属活动=学雷锋")
    assert value(desk, "O8.opinions") == 4
    assert value(desk, "O8.opinions", campaign="百日行动") == 2
    assert len(rows(desk, "O8", campaign="百日行动").ids) == 2


def test_a_sub_campaign_belongs_to_its_campaign(desk: Desk) -> None:
    factories.add(desk, "campaigns", "活动名称=百日攻坚", "开始日期=2014-03-01", "上级活动=党的群众路线教育实践活动")
    factories.add(desk, "opinions", "日期=2014-03-05", "所属活动=百日攻坚")
    assert value(desk, "O8.opinions", campaign="群众路线") == 1


def test_benefit_that_overlaps_is_labelled(desk: Desk) -> None:
    factories.add(desk, "projects", "立项日期=2014-03-05", "受益人=1200")
    assert figure(desk, "P4.persons").detail == ""
    factories.add(desk, "projects", "立项日期=2014-03-06", "受益人=300", "受益有重叠=是")
    found = figure(desk, "P4.persons")
    assert (found.value, found.detail) == (1500, "有项目受益对象重叠，没有去重")


def test_a_year_alone_counts_from_its_first_day(desk: Desk) -> None:
    factories.add(desk, "debts", "登记日期=2014年", "事由=修路欠款", "本金=2万元")
    assert value(desk, "G3.amount") == Money(2_000_000)
