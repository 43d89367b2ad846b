from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services import coverage
from app.services.report_lists import BY_NAME
from app.services.report_source import Source, Terms
from db.values import Money
from tests import factories
from tests.figures.looking import all_of, figure, rows, value
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.desk import Desk


def test_group_study_is_counted_apart_from_its_hours(desk: Desk) -> None:
    for day, hours in (("2014-03-02", "1"), ("2014-03-05", "2.5"), ("2014-03-08", "1.5")):
        factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", f"课时={hours}", "实到=30")
    factories.add(desk, "learning_sessions", "日期=2014-03-09", "学习形式=专题党课", "课时=2", "实到=10")
    found = all_of(desk)
    texts = [found[code].text for code in ("L1", "L2", "L2.total", "L3.party_lectures", "L4.attendances")]
    assert texts == ["3次", "5个课时", "7个课时", "1场", "100人次"]


def test_attendance_gives_persons_make_ups_and_those_not_yet_trained(desk: Desk) -> None:
    for name in ("梁国栋", "陈志远", "马文山", "孙立新"):
        factories.add(desk, "people", f"姓名={name}", "列入参学名单=是")
    first = [
        {"姓名": "梁国栋", "到会情况": "到"},
        {"姓名": "陈志远", "到会情况": "请假", "补学日期": "2014-03-10"},
        {"姓名": "马文山", "到会情况": "缺席"},
    ]
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", children={"attendance": first})
    again = [{"姓名": "梁国栋", "到会情况": "到"}, {"姓名": "来听课的人", "到会情况": "到"}]
    factories.add(desk, "learning_sessions", "日期=2014-03-06", "学习形式=集中学习", children={"attendance": again})
    found = all_of(desk)
    assert (found["L4.attendances"].value, found["L4.persons"].value, found["L9"].value) == (3, 2, 1)
    assert (found["L5"].value, found["L5"].detail) == (
        Decimal(25),
        "名单内参学1人÷参学名单4人；基数只有4人，比例仅供参考",
    )
    assert found["L5.untrained"].value == 2
    assert value(desk, "L9", date(2014, 3, 9)) == 0


def test_a_name_borne_by_two_people_trains_neither(desk: Desk) -> None:
    for _ in range(2):
        factories.add(desk, "people", "姓名=王军", "列入参学名单=是")
    row = [{"姓名": "王军", "到会情况": "到"}]
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", children={"attendance": row})
    assert (value(desk, "L4.persons"), value(desk, "L5.untrained")) == (1, 2)


def test_the_essay_list_names_those_on_the_study_roster_who_still_owe_one(desk: Desk) -> None:
    for name, on_roster in (("梁国栋", "是"), ("陈志远", "是"), ("马文山", "是"), ("罗小军", "否")):
        factories.add(desk, "people", f"姓名={name}", f"列入参学名单={on_roster}")
    factories.add(desk, "people", "姓名=老书记", "列入参学名单=是", "离任或离开日期=2014-01-10")
    factories.add(desk, "study_outputs", "交稿日=2014-03-10", "姓名=梁国栋", "种类=心得")
    factories.add(desk, "study_outputs", "交稿日=2014-03-10", "姓名=陈志远", "种类=笔记")
    found = figure(desk, "L6.owed")
    assert (found.text, found.ledger) == ("2人", "people")
    assert rows(desk, "L6.owed").ids == (2, 3)


def test_every_member_with_a_copy_is_one_hundred_per_cent(desk: Desk) -> None:
    factories.add(desk, "people", "姓名=梁国栋", "党员=是")
    factories.add(desk, "people", "姓名=陈志远", "党员=是")
    issue = ("日期=2014-03-01", "领取支部=机关党支部")
    factories.add(desk, "material_issues", *issue, "资料=读本", "数量=1", children={"receipts": [{"领取人": "梁国栋"}]})
    assert value(desk, "L7.coverage") == Decimal(50)
    factories.add(desk, "material_issues", *issue, "资料=笔记本", "数量=1", "领取人=陈志远")
    found = all_of(desk)
    assert (found["L7.coverage"].text, found["L7.without"].value, found["L7"].detail) == (
        "100%",
        0,
        "笔记本1册、读本1册",
    )


def test_what_is_counted_in_different_units_is_told_apart(desk: Desk) -> None:
    for item, number, counter in (("卡尔·马克思传", 30, "册"), ("读本", 20, "册"), ("折页", 100, "张")):
        issue = ("日期=2014-03-01", "领取支部=机关党支部", f"资料={item}", f"数量={number}", f"单位={counter}")
        factories.add(desk, "material_issues", *issue)
    found = all_of(desk)
    assert (found["L7"].text, found["L7"].detail) == ("100张、50册", "折页100张、卡尔·马克思传30册、读本20册")
    group = found["L7.卡尔·马克思传·册"]
    assert (group.text, group.counter, rows(desk, group.code).ids) == ("30册", "册", (1,))


def test_a_film_shown_twice_is_one_film(desk: Desk) -> None:
    for title in ("《雷锋在1959》", "雷锋在1959", "《焦裕禄》"):
        factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=观看影片", f"影片名称={title}")
    found = all_of(desk)
    assert (found["L8.films"].text, found["L8.showings"].text) == ("2部", "3场")
    assert len(rows(desk, "L8").ids) == 2


def test_units_that_have_not_handed_in_a_plan(desk: Desk) -> None:
    for name in ("清一村委会", "清三村委会"):
        factories.add(desk, "organisations", f"名称={name}", "报数单位=是")
    factories.add(desk, "study_plans", "单位=清一村委会", "名称=学习计划", "开始日期=2014-04-01", "报送日期=2014-03-01")
    found = all_of(desk)
    assert [found[f"L10.{part}"].value for part in ("due", "submitted", "missing")] == [2, 1, 1]


def test_a_plan_that_had_ended_is_none_of_the_period(desk: Desk) -> None:
    factories.add(desk, "campaigns", "名称=作风整顿", "开始日期=2014-03-01")
    for name, last in (("清一村委会", "2014-03-20"), ("清三村委会", "2013-12-31"), ("郑庄村委会", "2014-06-30")):
        factories.add(desk, "organisations", f"名称={name}", "报数单位=是")
        days = ("开始日期=2013-09-01", f"结束日期={last}", "报送日期=2014-03-01", "所属活动=作风整顿")
        factories.add(desk, "study_plans", f"单位={name}", "名称=学习计划", *days)

    def submitted(on: date, campaign: str = "") -> tuple[object, object]:
        return value(desk, "L10.submitted", on, campaign), value(desk, "L10.missing", on, campaign)

    assert [submitted(date(2014, 3, day)) for day in (20, 21)] == [(2, 1), (1, 2)]
    assert submitted(date(2014, 12, 31)) == (0, 3)
    missing = desk.read(lambda unit: coverage.found(unit, as_of=date(2014, 3, 21)))
    (check,) = [one for one in missing if one.name == "plans_missing"]
    assert [row.names for row in check.rows] == [("清一村委会",), ("清三村委会",)]
    assert submitted(date(2014, 12, 31), "作风整顿") == (2, 1)


def test_visits_households_and_visitors_stay_apart(desk: Desk) -> None:
    for name in ("杨德昌", "杨春生"):
        factories.add(desk, "households", f"户主={name}")
    for name in ("杨德昌", "杨德昌", "杨春生"):
        factories.add(desk, "visits", "走访时间=2014-03-05", "走访内容=问冷暖", f"走访对象={name}", "走访人次=2")
    results = [
        {"户主": "杨德昌", "结果": "已走到"},
        {"户主": "王桂香", "结果": "已走到"},
        {"户主": "李四", "结果": "外出"},
    ]
    factories.add(desk, "visits", "走访时间=2014-03-06", "走访内容=逐户走访", children={"results": results})
    factories.add(desk, "visits", "走访时间=2014-03-06", "走访内容=住村记事")
    found = all_of(desk)
    texts = [found[f"O3.{part}"].text for part in ("households", "visits", "person_times", "swept", "unreached")]
    assert texts == ["3户", "5户次", "6人次", "2户", "1户次"]
    assert rows(desk, "O3").ids == (1, 3, 4)


def test_adoption_and_its_rate(desk: Desk) -> None:
    for adoption in ("采纳", "部分采纳", "不采纳", "留作参考", ""):
        factories.add(desk, "opinions", "日期=2014-03-05", *((f"采纳情况={adoption}",) if adoption else ()))
    found = all_of(desk)
    assert (found["O9"].value, found["O9.rate"].text) == (2, "50%")


def test_an_interview_without_a_number_is_one_person(desk: Desk) -> None:
    factories.add(desk, "consultations", "日期=2014-03-05", "方式=个别访谈", "主题=访谈", "参加人次=3")
    factories.add(desk, "consultations", "日期=2014-03-06", "方式=个别访谈", "主题=访谈老党员")
    assert value(desk, "O10") == 4


def test_branches_without_a_collecting_team(desk: Desk) -> None:
    for name in ("清一党支部", "清三党支部"):
        factories.add(desk, "organisations", f"名称={name}", "种类=党支部")
    team = ("种类=收集意见小组", "成立日期=2014-03-01")
    factories.add(desk, "teams", "名称=清一收集意见小组", *team, "负责单位=清一党支部")
    assert (value(desk, "O16.without"), value(desk, "O16.branches"), value(desk, "O16.teams")) == (1, 2, 1)
    factories.add(desk, "teams", "名称=清三收集意见小组", *team, "负责单位=清三党支部", "撤销日期=2014-03-20")
    assert value(desk, "O16.without", date(2014, 3, 19)) == 0
    assert value(desk, "O16.without") == 1


def test_full_coverage_of_contact_points_needs_an_empty_list(desk: Desk) -> None:
    for name in ("清一", "清三"):
        factories.add(desk, "places", f"名称={name}", "种类=村")
    factories.add(desk, "contact_points", "领导=梁国栋", "职级=乡科级正职", "联系点=清一", "开始日期=2014-03-01")
    found = all_of(desk)
    assert (found["O14.village_rate"].text, found["O14.village_uncovered"].value) == ("50%", 1)
    assert found["O14.holders.乡科级正职"].text == "1名"


def test_debts_repaid_by_the_day_leave_nothing(desk: Desk) -> None:
    for amount, day in (("2.1万元", "2014-03-10"), ("1.3万元", "2014-03-20")):
        repaid = (f"偿还日={day}", f"偿还额={amount}", "领款人签收=已签收", "凭证号=12号")
        factories.add(desk, "debts", "登记日期=2014-03-01", "事由=欠款", f"本金={amount}", *repaid)
    found = all_of(desk)
    assert (found["G3.entries"].text, found["G3.amount"].text, found["G3.outstanding"].text) == (
        "2笔",
        "3.4万元",
        "0元",
    )
    assert value(desk, "G3.outstanding", date(2014, 3, 15)) == Money(1_300_000)


def test_a_debt_paid_in_part_is_not_repaid(desk: Desk) -> None:
    for amount, paid in (("2万元", "1.5万元"), ("1万元", "1万元")):
        repaid = ("偿还日=2014-03-10", f"偿还额={paid}", "领款人签收=已签收")
        factories.add(desk, "debts", "登记日期=2014-03-01", "欠款单位=清一", "事由=欠款", f"本金={amount}", *repaid)
    assert (value(desk, "G3.repaid"), value(desk, "G3.outstanding")) == (1, Money(500_000))
    assert (value(desk, "G3.repaid", date(2014, 3, 9)), value(desk, "G3.repaid_amount")) == (0, Money(2_500_000))
    source = desk.read(lambda unit: "".join(
        part if isinstance(part, str) else part.text
        for part in BY_NAME["欠账明细"].tell(Source(unit, Terms(date(2014, 3, 31))))
    ))  # fmt: skip
    assert source == "清一形成的欠款2万元（3月10日还了一部分，尚欠5000元），清一形成的欠款1万元（3月10日还清）"


def test_an_allowance_is_counted_on_the_days_it_was_had(desk: Desk) -> None:
    for head, status, approved, ended in (
        ("赵一", "已享受", "2014-01-25", ""),
        ("钱二", "已享受", "2014-01-25", "2014-03-15"),
        ("孙三", "已停止", "2014-01-25", "2014-03-20"),
        ("李四", "已完成", "2014-01-25", "2014-03-25"),
        ("周五", "已享受", "2014-03-18", ""),
        ("吴六", "已停止", "2014-01-25", ""),
    ):
        steps = ("申请日=2014-01-10", "公示=2014-01-12", "公示结束=2014-01-19", "公示地点=村务公开栏")
        texts = (f"户={head}", "种类=低保", f"状态={status}", f"审批={approved}", "审批意见=同意", f"保障结束={ended}")
        factories.add(desk, "welfare_cases", *texts, *steps)
    days = (date(2014, 3, 14), date(2014, 3, 19), date(2014, 3, 31))
    assert [value(desk, "P7.granted", day) for day in days] == [3, 3, 3]
    assert [value(desk, "P7", day) for day in days] == [6, 6, 6]


def test_what_is_completed_was_started(desk: Desk) -> None:
    factories.add(desk, "projects", "立项日期=2014-03-01", "开工日期=2014-03-05")
    factories.add(
        desk, "projects", "立项日期=2014-03-01", "实际竣工=2014-03-20", "状态=完成", "完成比例=100", "形象进度=竣工",
        children={"quantities": [{"内容": "路面", "完成数量": "2公里"}]},
    )  # fmt: skip
    assert (value(desk, "P3.started"), value(desk, "P3.completed")) == (2, 1)


def test_a_member_who_is_still_to_come_is_none_yet(desk: Desk) -> None:
    members = [{"姓名": "周一", "开始日期": "2014-03-01"}, {"姓名": "吴二", "开始日期": "2014-05-01"}, {"姓名": "郑三"}]
    team = ("名称=监督员队伍", "种类=义务监督员", "成立日期=2014-02-01")
    factories.add(desk, "teams", *team, children={"members": members})
    assert value(desk, "G2") == 2


def test_links_teams_and_first_meetings(desk: Desk) -> None:
    for household, team, met in (
        ("杨甲", "第一组", "2014-03-10"),
        ("杨乙", "第一组", "2014-03-30"),
        ("杨丙", "第二组", ""),
    ):
        texts = (f"户主={household}", "联系干部=梁国栋", f"联户小组={team}", "结对日期=2014-03-01")
        factories.add(desk, "household_links", *texts, *((f"首次见面={met}",) if met else ()))
    found = all_of(desk)
    codes = ("teams", "cadres", "households", "met", "unmet", "unmet_cadres")
    assert [found[f"H2.{code}"].value for code in codes] == [2, 1, 3, 2, 1, 1]
    assert value(desk, "H2.met", date(2014, 3, 15)) == 1


def test_petitions_batches_persons_and_settled(desk: Desk) -> None:
    visits = [{"来访日期": "2014-03-05", "人数": "6"}, {"来访日期": "2014-03-12", "人数": "2"}]
    base = ("来访时间=2014-03-05", "信访形式=来访", "信访人姓名=杨某")
    factories.add(desk, "petitions", *base, children={"petition_visits": visits})
    factories.add(desk, "petitions", *base, "人数=3")
    factories.add(desk, "petitions", "来访时间=2014-03-05", "信访形式=来信", "匿名=是", "人数=9")
    found = all_of(desk)
    texts = [found[f"X1.{part}"].text for part in ("received", "batches", "person_times", "finished", "settled")]
    assert texts == ["3件", "3批次", "11人次", "0件", "0起"]
    assert value(desk, "X1.batches", date(2014, 3, 6)) == 2


def test_a_backlog_case_lacking_one_of_four_is_a_fault(desk: Desk) -> None:
    whole = ("包案领导=梁国栋", "责任单位=信访办", "责任人=高福来", "化解措施=一案一策")
    ended = ("化解日期=2014-03-10", "销案审批人=梁国栋")
    factories.add(desk, "backlog_cases", "排查日期=2014-03-01", "案件名称=甲案", *whole, "化解结果=已化解", *ended)
    factories.add(desk, "backlog_cases", "排查日期=2014-03-01", "案件名称=乙案", *whole[:3])
    found = all_of(desk)
    assert [found[f"X2.{part}"].value for part in ("listed", "settled", "lacking")] == [2, 1, 1]
    assert found["X2.rate"].text == "50%"


def test_funding_by_rate_units_and_years(desk: Desk) -> None:
    lines = [
        {
            "资金来源": "县",
            "补助标准": "5000",
            "补助数量": "2",
            "补助年数": "1",
            "到位": "10000",
            "到位日期": "2014-04-02",
        },
        {"资金来源": "镇", "计划": "3000", "到位": "3000"},
    ]
    factories.add(desk, "projects", "立项日期=2014-03-05", "计划投资=1", children={"fundings": lines})
    factories.add(desk, "projects", "立项日期=2014-03-05", "计划投资=5万元")
    found = all_of(desk)
    assert (found["P2.planned"].text, found["P2.received"].text) == ("6.3万元", "3000元")


def test_supervisors_by_kind(desk: Desk) -> None:
    members = [
        {"姓名": "王桂香", "角色": "义务监督员", "人员类别": "老党员"},
        {"姓名": "林茂森", "角色": "义务监督员", "人员类别": "人大代表"},
        {"姓名": "何宝山", "角色": "组长"},
    ]
    team = ("名称=监督小组", "种类=督导组", "成立日期=2014-03-01")
    factories.add(desk, "teams", *team, children={"members": members})
    found = all_of(desk)
    assert (found["G1.supervision"].value, found["G2"].value, found["G2.老党员"].value) == (1, 2, 1)


def test_findings_are_added_over_inspections(desk: Desk) -> None:
    findings = [{"问题": "笔记没有写"}, {"问题": "会议记录不全"}]
    base = ("日期=2014-03-05", "组=督导一组", "对象=清一党支部")
    factories.add(desk, "inspections", *base, children={"findings": findings})
    factories.add(desk, "inspections", *base, "问题数=3")
    found = all_of(desk)
    assert (found["R4.inspections"].text, found["R4.findings"].text) == ("2次", "5项")


def test_visits_tell_what_was_solved_on_the_spot_from_what_was_put_on_the_list(desk: Desk) -> None:
    for how in ("当场解决", "登记造册", "登记造册", "无诉求", ""):
        texts = [f"处理方式={how}"] * bool(how)
        factories.add(desk, "visits", "走访时间=2014-03-05", "走访内容=问冷暖", "走访对象=杨德昌", *texts)
    found = figure(desk, "O3.handled")
    assert (found.value, found.detail) == (3, "登记造册2次、当场解决1次")
    assert rows(desk, "O3.handled.登记造册").ids == (2, 3)


def test_a_ledger_whose_records_lack_such_lines_says_which(desk: Desk) -> None:
    factories.add(desk, "household_links", "户主=赵大", "联系干部=周干部", "结对日期=2014-03-01")
    assert figure(desk, "H11.joined").detail == "联户结对的帮扶成效截至这一天没有记录"


def test_a_service_without_a_promised_day_is_neither_in_time_nor_late(desk: Desk) -> None:
    for promised, finished in (
        ("2014-03-10", "2014-03-09"),
        ("2014-03-10", "2014-03-12"),
        ("", "2014-03-09"),
        ("", ""),
    ):
        texts = [f"承诺办结日={promised}"] * bool(promised) + [f"办结日={finished}"] * bool(finished)
        factories.add(desk, "agency_services", "日期=2014-03-03", "窗口=民政", "申请人=王五", "事项=换证", *texts)
    found = all_of(desk)
    assert [found[f"H10.{part}"].value for part in ("received", "finished", "promised", "in_time")] == [4, 3, 2, 1]
    assert found["H10.rate"].value == 50
    assert found["H10.rate"].detail.startswith("代办按期办结1件÷有承诺日的代办办结2件")


def test_a_petition_that_no_law_gave_a_day_is_neither_in_time_nor_late(desk: Desk) -> None:
    looked = desk.store.clock.fixed = date(2023, 4, 3)
    for kind in ("申诉求决", "建议意见"):
        texts = ("来访时间=2023-03-10", "信访人姓名=孟某", "责任单位=村建办", f"问题类别={kind}")
        made = factories.add(desk, "petitions", *texts)
        do(desk, made, "accept", "受理日期=2023-03-10")
        do(desk, made, "assign")
        do(desk, made, "reply", "答复日期=2023-03-20", "办理结果=已答复", "处理意见书文号=清信〔2023〕3号")
        do(desk, made, "serve", "送达日期=2023-03-21", "送达方式=当面")
        do(desk, made, "finish", "处理结局=已解决", "是否息访=是")
    found = all_of(desk, looked)
    codes = ("X1.finished", "X1.with_day", "X1.in_time", "X1.in_time_rate")
    assert [found[code].value for code in codes] == [2, 1, 1, 100]
