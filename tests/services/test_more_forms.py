from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app import bootstrap
from app.rules.refusal import Refused
from app.services import all_checks, checking, forms, joining, papers, printing
from app.services.listing import Ask
from tests import desks, factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk

TODAY = date(2014, 3, 31)


@pytest.fixture(autouse=True)
def today(desk: Desk) -> None:
    desk.store.clock.fixed = TODAY


def read(desk: Desk, form: str, number: str, folder: Path, **more: object) -> str:
    """The text of a printed form, without spaces."""
    out = folder / "表.pdf"
    forms.print_form(desk, form=form, number=number, out=out, **more)  # type: ignore[arg-type]
    return said(out)


def said(out: Path) -> str:
    done = subprocess.run(["pdftotext", "-raw", out, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def lacking(text: str, *wanted: str) -> list[str]:
    return [words for words in wanted if words not in text]


def petition(desk: Desk, *more: str) -> Changes:
    return factories.add(
        desk, "petitions", "来访时间=2014-03-04", "信访人姓名=张文祥", "联系电话=13800001234", "住址=宫三村东街5号",
        "反映的主要问题=张文祥反映宅基地边界与邻居争执", "责任单位=国土所", *more,
    )  # fmt: skip


# ---- reception -------------------------------------------------------------------------------------------------------


def test_the_notice_ticks_the_way_the_petition_goes(desk: Desk, tmp_path: Path) -> None:
    own = petition(desk, "问题类别=申诉求决")
    text = read(desk, "信访事项告知书", own.number, tmp_path)
    assert lacking(text, "√属于本机关职权范围，由国土所审查", "《信访条例》第二十二条", "张文祥：") == []
    sent = petition(desk, "问题类别=申诉求决", "办理方式=转送")
    do(desk, sent, "forward", "转送日期=2014-03-06", "转送去向=县国土局")
    text = read(desk, "信访事项告知书", sent.number, tmp_path)
    assert "√属于县国土局职权范围，本机关已于2014年3月6日转送" in text


def test_a_petition_of_today_is_told_by_todays_rules(desk: Desk, tmp_path: Path) -> None:
    desk.store.clock.fixed = date(2024, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2024-03-04", "信访人姓名=张文祥", "问题类别=申诉求决")
    assert "《信访工作条例》第二十三条第二款" in read(desk, "信访事项告知书", made.number, tmp_path)


def test_whoever_cannot_be_told_gets_no_notice(desk: Desk, tmp_path: Path) -> None:
    made = petition(desk, "免予告知原因=姓名住址不清")
    with pytest.raises(Refused, match="免予告知"):
        read(desk, "信访事项告知书", made.number, tmp_path)


def test_an_accusation_is_sent_on_without_who_made_it(desk: Desk, tmp_path: Path) -> None:
    made = petition(desk, "问题类别=检举控告", "办理方式=转纪检")
    text = read(desk, "转办单", made.number, tmp_path)
    assert [secret for secret in ("张文祥", "13800001234", "东街5号") if secret in text] == []
    assert lacking(text, "√转纪检", "不得透露", "宅基地边界", "《信访条例》第二十一条") == []


def test_what_is_handed_to_an_own_unit_is_not_sent_on_nor_the_other_way(desk: Desk, tmp_path: Path) -> None:
    given, sent = petition(desk, "办理方式=交办"), petition(desk, "办理方式=转送")
    with pytest.raises(Refused, match="请打印交办单"):
        read(desk, "转办单", given.number, tmp_path)
    with pytest.raises(Refused, match="请打印转办单"):
        read(desk, "交办单", sent.number, tmp_path)


def test_a_petition_is_never_sent_to_the_unit_complained_of(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "petitions", "信访人姓名=张文祥", "被反映单位=县国土局",
        children={"转交办": [{"去向": "县国土局", "办理方式": "转送", "转交办时间": "2014-03-06"}]},
    )  # fmt: skip
    with pytest.raises(Refused, match="不能转给被反映的单位"):
        read(desk, "转办单", made.number, tmp_path)


def test_the_day_sheet_tells_who_came_or_that_nobody_came(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "duty_rota", "日期=2014-03-12", "带班领导=陈志远", "职务=镇长", "代班=冯建业", "原因=外出开会")
    kept = factories.add(
        desk, "reception_logs", "日期=2014-03-12", "值班领导=冯建业", "来访批次=1", "人次=2", "来访人=杨万顺",
        "反映问题=机动地发包价格", "答复意见=先查合同", "转办单位=经管站", "记录人=吕佳",
    )  # fmt: skip
    text = read(desk, "接访日志", kept.number, tmp_path)
    assert lacking(text, "星期三", "冯建业", "杨万顺", "机动地发包价格", "√转经管站", "来访1批次2人次") == []
    quiet = factories.add(desk, "reception_logs", "日期=2014-03-13", "值班领导=陈志远", "来访批次=0", "人次=0")
    assert "当日无来访" in read(desk, "接访日志", quiet.number, tmp_path)


def test_the_wall_table_is_of_the_month_asked_for_or_of_the_line(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "duty_rota", "日期=2014-03-03", "带班领导=许静", "职务=组织委员", "接访地点=信访接待室")
    factories.add(desk, "duty_rota", "日期=2014-04-01", "带班领导=马文山")
    march = read(desk, "接访排班表", made.number, tmp_path)
    assert lacking(march, "2014年3月领导干部接访安排表", "许静", "组织委员", "信访接待室") == []
    assert "马文山" not in march
    april = read(desk, "接访排班表", "2014-04", tmp_path, paper="A3")
    assert lacking(april, "2014年4月", "马文山") == []
    with pytest.raises(Refused, match="2014年6月没有登记"):
        read(desk, "接访排班表", "2014-06", tmp_path)
    with pytest.raises(Refused, match="没有A3的"):
        read(desk, "接访日志", "1", tmp_path, paper="A3")


def test_the_wall_table_names_who_stands_in_and_for_whom(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "duty_rota", "日期=2014-03-12", "带班领导=陈志远", "职务=镇长", "代班=冯建业", "代班原因=外出开会"
    )
    assert "冯建业代陈志远（镇长）" in read(desk, "接访排班表", made.number, tmp_path)


def test_the_deadline_slip_has_a_line_for_each_clock_with_its_sentence(desk: Desk, tmp_path: Path) -> None:
    made = petition(desk, "问题类别=申诉求决")
    do(desk, made, "accept", "受理日期=2014-03-10")
    text = read(desk, "时限计算单", made.number, tmp_path)
    assert lacking(text, "办结", "《信访条例》第三十三条", "2014年5月9日", "2014年3月10日起60日（起始日不计）") == []
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)
    item = factories.add(desk, "rectifications", "登记日期=2014-03-01", "整改时限=2014-03-20")
    assert lacking(read(desk, "时限计算单", item.number, tmp_path), "2014年3月20日", "逾期", "整改台账登记的时限") == []


# ---- inspections and notices -----------------------------------------------------------------------------------------


def test_each_unit_found_wanting_has_its_own_order(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "inspections", "对象=各站所", "日期=2014-03-19", "组=镇督导二组", "方式=明察暗访",
        children={"发现问题": [
            {"问题": "空岗一人", "所在单位": "林业站"}, {"问题": "值班记录补填", "所在单位": "经管站"},
        ]},
    )  # fmt: skip
    text = read(desk, "整改通知单", made.number, tmp_path)
    assert lacking(text, "林业站：", "经管站：", "空岗一人", "值班记录补填", "镇督导二组采取明察暗访方式") == []
    assert text.count("整改通知单回执") == 2


def test_an_item_has_its_order_with_its_day(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk,
        "rectifications",
        "登记日期=2014-03-01",
        "责任单位=村建办",
        "整改目标=亮灯率百分之百",
        "整改时限=2014-04-20",
    )
    text = read(desk, "整改通知单", made.number, tmp_path)
    assert lacking(text, "村建办：", "村西路灯不亮", "亮灯率百分之百", "2014年4月20日") == []


def test_a_public_notice_is_masked_whatever_is_asked(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "households", "户主=高兰香")
    made = factories.add(
        desk, "welfare_cases", "户=高兰香", "种类=低保", "申请原因=独居腿疾", "核查情况=口粮田出租",
        "评议结果=一致同意",
        "公示=2014-03-07", "公示结束=2014-03-13", "公示地点=清一公示牌", "标准=160元", "联系电话=13800001234",
        "申请日=2014-02-25",
    )  # fmt: skip
    text = read(desk, "公示", made.number, tmp_path)
    assert lacking(text, "低保审核公示", "高*香", "一致同意", "2014年3月7日至2014年3月13日", "有异议的") == []
    assert [secret for secret in ("高兰香", "腿疾", "口粮田", "13800001234") if secret in text] == []


def test_commitments_projects_and_items_have_a_notice(desk: Desk, tmp_path: Path) -> None:
    promised = factories.add(
        desk, "commitments", "承诺日期=2014-03-03", "承诺人=潘卫东", "内容=拆掉旧垃圾池", "公示开始=2014-03-03",
        "公示结束=2014-03-09",
    )  # fmt: skip
    project = factories.add(desk, "projects", "计划投资=3.4万元", "立项日期=2014-03-01")
    exact = factories.add(desk, "projects", "计划投资=34567.89", "立项日期=2014-03-01")
    assert "34567.89元" in read(desk, "公示", exact.number, tmp_path)
    item = factories.add(desk, "rectifications", "登记日期=2014-03-01")
    assert lacking(read(desk, "公示", promised.number, tmp_path), "承诺事项公示", "潘卫东", "拆掉旧垃圾池") == []
    assert lacking(read(desk, "公示", project.number, tmp_path), "惠民实事项目公示", "村内道路硬化", "3.4万元") == []
    assert lacking(read(desk, "公示", item.number, tmp_path), "整改事项销号公示", "村西路灯不亮") == []


def test_the_board_names_the_project_its_money_and_its_place(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "projects", "建设内容及规模=硬化三公里", "建设地点=宫三村", "计划投资=12097万元", "责任单位=村建办",
        "责任人=潘卫东", "计划竣工=2014-10-31", "受益户=120",
        children={"资金": [{"资金来源": "县", "计划": "12000万元"}]},
    )  # fmt: skip
    text = read(desk, "项目公示牌", made.number, tmp_path)
    assert (
        lacking(text, "村内道路硬化", "硬化三公里", "宫三村", "12097万元", "县", "潘卫东", "2014年10月31日", "120户")
        == []
    )


def test_the_survey_and_the_receipts_of_a_month(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "welfare_cases", "户=高兰香", "种类=危房", "申请日=2014-03-01", "核查情况=墙体开裂")
    assert lacking(read(desk, "入户核查表", made.number, tmp_path), "高兰香", "√危房", "墙体开裂") == []
    factories.add(desk, "aid_records", "日期=2014-02-28", "户=孙满仓", "款额=100元")
    given = factories.add(desk, "aid_records", "日期=2014-03-05", "户=高兰香", "款额=200元", "慰问人=方惠")
    factories.add(desk, "aid_records", "日期=2014-03-06", "户=田大力", "款额=3000元", "物资=化肥两袋", "物资折款=240元")
    factories.add(desk, "aid_records", "日期=2014-03-22", "户=宋长江", "服务时数=3")
    march = read(desk, "慰问签收表", given.number, tmp_path)
    wanted = ("2014年3月慰问款物签收表", "高兰香", "田大力", "2户次", "3,000", "3,200", "物资折款240元")
    assert lacking(march, *wanted) == []
    assert "孙满仓" not in march
    assert "宋长江" not in march
    assert "孙满仓" in read(desk, "慰问签收表", "2014-02", tmp_path)


# ---- study and opinions ----------------------------------------------------------------------------------------------


@pytest.fixture
def sitting(desk: Desk) -> Changes:
    factories.add(desk, "people", "姓名=王小明", "职务=主任")
    return factories.add(
        desk, "learning_sessions", "日期=2014-03-28", "课时=1.5",
        children={"签到": [
            {"姓名": "李四"},
            {"姓名": "王小明", "单位": "村建办", "到会情况": "请假", "请假原因": "住院", "补学日期": "2014-03-30"},
        ]},
    )  # fmt: skip


def test_only_who_was_away_makes_up(desk: Desk, sitting: Changes, tmp_path: Path) -> None:
    text = read(desk, "补学记录", sitting.number, tmp_path)
    assert lacking(text, "学习党章", "王小明", "住院", "2014年3月30日", "应补1人") == []
    assert "李四" not in text


def test_a_persons_file_adds_up_his_study(desk: Desk, sitting: Changes, tmp_path: Path) -> None:
    factories.add(desk, "study_outputs", "姓名=王小明", "种类=心得", "题目=把心放在村里", "交稿日=2014-03-30")
    text = read(desk, "个人学习档案", "王小明", tmp_path)
    assert lacking(text, "学习党章", "请假", "把心放在村里", "主任") == []
    assert "应学次数实到次数课时补学次数心得篇数101.511" in text
    factories.add(desk, "people", "姓名=赵大勇")
    with pytest.raises(Refused, match="没有参学记录"):
        read(desk, "个人学习档案", "赵大勇", tmp_path)


def test_a_persons_file_goes_by_the_person_under_whatever_name(desk: Desk, sitting: Changes, tmp_path: Path) -> None:
    (kept,) = factories.add(desk, "people", "姓名=王晓明").ids
    (other,) = desk.read(lambda unit: [one.id for one in checking.standing(unit, "people") if one.id != kept])
    desk.write(lambda unit: joining.join(unit, actor=desk.actor, ledger="people", keep=kept, other=other))
    text = read(desk, "个人学习档案", "王晓明", tmp_path)
    assert lacking(text, "学习党章", "应学次数实到次数课时补学次数心得篇数101.510") == []


def test_everyone_signs_for_his_material(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "material_issues", "日期=2014-02-26", "资料=应知应会折页", "数量=2", "单位=张", "领取支部=机关党支部",
        children={"领取签收": [{"领取人": "王小明", "数量": "1"}, {"领取人": "李四", "数量": "1"}]},
    )  # fmt: skip
    assert lacking(read(desk, "资料发放签收表", made.number, tmp_path), "应知应会折页", "2张", "王小明", "李四") == []


def test_the_opinion_form_asks_in_the_words_of_the_campaign(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "form_issues", "种类=征求意见表", "名称=作风征求意见表", "发放日期=2014-03-05")
    text = read(desk, "征求意见表", made.number, tmp_path)
    assert lacking(text, "作风征求意见表", "2014年3月5日", "不署名") == []
    other = factories.add(desk, "form_issues", "种类=调查问卷", "名称=群众问卷", "发放日期=2014-03-05")
    with pytest.raises(Refused, match="不是征求意见表"):
        read(desk, "征求意见表", other.number, tmp_path)


def test_the_questionnaire_prints_questions_and_never_answers(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "questionnaires", "问卷名称=干部作风问卷", "发放日期=2014-03-10",
        children={"题目选项": [
            {"题号": "1", "题目": "总体评价如何", "题型": "单选", "选项": "好", "票数": "218"},
            {"题号": "1", "题目": "总体评价如何", "题型": "单选", "选项": "差", "票数": "13"},
            {"题号": "2", "题目": "最盼哪几件事", "题型": "多选", "选项": "修路", "票数": "301"},
        ]},
    )  # fmt: skip
    text = read(desk, "调查问卷", made.number, tmp_path)
    assert (
        lacking(text, "1．总体评价如何", "A．好", "B．差", "2．最盼哪几件事（可多选）", "A．修路", "3．您还有什么")
        == []
    )
    assert [number for number in ("218", "301") if number in text] == []


def test_the_ballot_has_every_item_of_the_vote_and_no_result(desk: Desk, tmp_path: Path) -> None:
    for item in ("总体", "形式主义"):
        made = factories.add(
            desk, "appraisals", "日期=2014-03-27", "评议活动=班子评议", "对象=党政班子", f"评议项目={item}",
            "发出票=97", "收回票=97", "有效票=97", "好=97",
        )  # fmt: skip
    text = read(desk, "民主评议票", made.number, tmp_path)
    assert (text.count("评议对象：党政班子"), text.count("形式主义"), text.count("总体")) == (4, 4, 4)
    assert "97" not in text


def test_each_voice_of_a_symposium_has_its_line(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "consultations", "日期=2014-02-27", "方式=座谈会", "主题=代表座谈", "主持人=梁国栋", "参加人次=24",
        children={"参加人": [{"姓名": "何家骏", "身份职业": "小学教师", "发言要点": "检查多、要材料多"}]},
    )  # fmt: skip
    assert (
        lacking(read(desk, "座谈会记录", made.number, tmp_path), "何家骏", "小学教师", "检查多、要材料多", "24人次")
        == []
    )
    other = factories.add(desk, "consultations", "日期=2014-02-27", "方式=意见箱", "主题=意见箱")
    with pytest.raises(Refused, match="没有座谈会记录"):
        read(desk, "座谈会记录", other.number, tmp_path)


# ---- office ----------------------------------------------------------------------------------------------------------


def test_the_roster_of_one_body_or_of_a_year(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "teams", "名称=领导小组", "成立日期=2014-02-24",
        children={"成员": [
            {"姓名": "许静", "角色": "成员"}, {"姓名": "梁国栋", "角色": "组长", "电话": "15400000991"},
        ]},
    )  # fmt: skip
    factories.add(desk, "teams", "名称=督导一组", "成立日期=2014-02-25", "组长=于海燕", "副组长=苏文娟、罗小军")
    one = read(desk, "机构名册", made.number, tmp_path)
    assert one.index("梁国栋") < one.index("许静")
    assert "督导一组" not in one
    assert (
        lacking(read(desk, "机构名册", "2014", tmp_path), "1．领导小组", "2．督导一组", "于海燕", "苏文娟", "罗小军")
        == []
    )


def test_the_archive_list_of_a_year_by_retention(desk: Desk, tmp_path: Path) -> None:
    for day, title, number, kept in (
        ("2014-03-01", "实施方案", "2014-永-0012", "永久"), ("2014-03-02", "零报告通知", "2014-30-0021", "30年"),
        ("2013-12-01", "去年的通知", "2013-永-0001", "永久"), ("2014-03-03", "没归档的", "", ""),
    ):  # fmt: skip
        factories.add(
            desk, "documents", f"收发日期={day}", "收/发=发文", f"题名={title}", f"归档号={number}", f"保管期限={kept}"
        )
    text = read(desk, "归档文件目录", "2014", tmp_path)
    assert lacking(text, "2014年度归档文件目录", "实施方案", "2014-30-0021", "清河镇") == []
    assert [other for other in ("去年的通知", "没归档的") if other in text] == []
    assert text.index("实施方案") < text.index("零报告通知")
    assert "序号" in text
    assert "件号" not in text  # that is in the 档号: 0012


def test_talks_meetings_and_what_was_criticised(desk: Desk, tmp_path: Path) -> None:
    talk = factories.add(
        desk,
        "self_examinations",
        "种类=谈心谈话",
        "日期=2014-03-24",
        "人=梁国栋",
        "对象=陈志远",
        "内容=会议偏多",
        "结果=各两条",
    )
    assert lacking(read(desk, "谈心谈话记录", talk.number, tmp_path), "梁国栋", "陈志远", "会议偏多", "各两条") == []
    meeting = factories.add(
        desk, "self_examinations", "种类=民主生活会", "日期=2014-03-28", "人=宋连城", "主持=许静",
        children={"批评意见": [
            {"批评人": "何玉堂", "被批评人": "宋连城", "批评意见": "微信群没人管", "态度": "说明"},
            {"批评人": "宋连城", "被批评人": "宋连城", "自我批评": "是", "批评意见": "把支部会往后拖"},
        ]},
    )  # fmt: skip
    text = read(desk, "民主生活会记录", meeting.number, tmp_path)
    assert text.index("把支部会往后拖") < text.index("微信群没人管")
    summed = read(desk, "批评意见汇总表", "2014", tmp_path)
    assert lacking(summed, "微信群没人管", "把支部会往后拖（自我批评）", "共2条，其中自我批评1条；宋连城2条。") == []
    with pytest.raises(Refused, match="不是民主生活会"):
        read(desk, "民主生活会记录", talk.number, tmp_path)
    with pytest.raises(Refused, match="没有登记批评意见"):
        read(desk, "批评意见汇总表", talk.number, tmp_path)


def test_a_talk_shows_the_posts_of_its_day(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "people", "姓名=梁国栋", "类别=干部", "职务=党委书记")
    factories.add(desk, "people", "姓名=曹丽娟", "类别=干部", "职务=副镇长")
    for title, started, ended in (("党委副书记", "2012-02-01", "2014-03-10"), ("党委书记", "2014-03-10", "")):
        end = (f"免职日期={ended}",) if ended else ()
        factories.add(desk, "posts", "姓名=梁国栋", f"职务={title}", f"任职日期={started}", *end)

    def talk(day: str) -> str:
        made = factories.add(
            desk, "self_examinations", "种类=谈心谈话", f"日期={day}", "人=梁国栋", "对象=曹丽娟", "内容=会议偏多"
        )
        return read(desk, "谈心谈话记录", made.number, tmp_path)

    before, on_the_day, without = talk("2014-03-09"), talk("2014-03-10"), talk("2011-03-09")
    assert lacking(before, "党委副书记", "副镇长") == []
    assert "党委副书记" not in on_the_day
    assert "党委书记" in on_the_day
    assert "书记" not in without


# ---- numbered sheets -------------------------------------------------------------------------------------------------


def not_back(desk: Desk) -> list[tuple[str, ...]]:
    [found] = desk.read(lambda unit: all_checks.find(unit, name="papers_not_back"))
    return [row.names for row in found.rows]


def test_a_numbered_sheet_is_out_until_it_comes_back(desk: Desk, tmp_path: Path) -> None:
    item = factories.add(desk, "rectifications", "登记日期=2014-03-01")
    out = tmp_path / "销号.pdf"
    made = papers.print_numbered(desk, form="销号申请(审核)表", number=item.number, out=out)
    assert made.numbers == ("表〔2014〕1号",)
    assert "单据号：表〔2014〕1号" in said(out)
    assert not_back(desk) == [("表〔2014〕1号", "销号申请(审核)表 整改〔2014〕1号", "应回 2014-04-05")]
    paper = factories.read(desk, "issued_papers", 1)
    assert (paper.values["kind"], paper.values["record_no"]) == ("签字表", "整改〔2014〕1号")
    from app.services import records

    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="issued_papers", record_id=1, version=paper.version,
            values={"returned_on": TODAY},
        )
    )  # fmt: skip
    assert not_back(desk) == []


def test_blank_sheets_have_a_number_each(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "日记.pdf"
    made = papers.print_numbered(desk, form="走访日记", number="", out=out, copies=3, blank=True)
    text = said(out)
    assert [text.count(number) for number in made.numbers] == [1, 1, 1]
    assert "共3页" not in text
    assert len(not_back(desk)) == 3


def test_ballots_are_counted_and_never_traced(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "票.pdf"
    papers.print_numbered(desk, form="民主评议票", number="", out=out, copies=30, blank=True)
    text = said(out)
    assert all(text.count(f"编号：表〔2014〕{place}号") == 1 for place in range(1, 31))
    assert not_back(desk) == [("表〔2014〕1号至30号", "民主评议票 空白（30份）", "应回 2014-04-05")]


def test_what_could_not_be_printed_is_not_out(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="写不进"):
        papers.print_numbered(desk, form="走访日记", number="", out=tmp_path / "没有" / "表.pdf", blank=True)
    assert not_back(desk) == []
    made = papers.print_numbered(desk, form="走访日记", number="", out=tmp_path / "表.pdf", blank=True)
    assert made.numbers == ("表〔2014〕1号",)
    with pytest.raises(Refused, match="1到2000份"):
        papers.print_numbered(desk, form="走访日记", number="", out=tmp_path / "表.pdf", copies=0, blank=True)


def test_the_command_line_prints_a_month_on_a3_and_numbers_blanks(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    factories.add(desk, "duty_rota", "日期=2014-03-03", "带班领导=许静")
    out = tmp_path / "表.pdf"
    file = ("--json", "--file", desks.place(desk))
    assert bootstrap.main([*file, "form", "接访排班表", "2014-03", str(out), "--paper", "A3"]) == 0
    assert "许静" in said(out)
    assert json.loads(capsys.readouterr().out)["pages"] == 1
    assert bootstrap.main([*file, "form", "调查问卷", "", str(out), "--blank", "--copies", "2"]) == 0
    numbers = json.loads(capsys.readouterr().out)["numbers"]
    assert [number.rpartition("〕")[2] for number in numbers] == ["1号", "2号"]
    assert [said(out).count(f"单据号：{number}") for number in numbers] == [1, 1]


def test_a_session_of_several_days_says_so_on_paper(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "people", "姓名=王小明")
    made = factories.add(
        desk, "learning_sessions", "日期=2014-03-15", "结束日期=2014-03-17", "课时=24",
        children={"签到": [{"姓名": "王小明", "到会情况": "请假", "补学日期": "2014-03-20"}]},
    )  # fmt: skip
    for form, number in (("签到表", made.number), ("补学记录", made.number), ("个人学习档案", "王小明")):
        assert "2014年3月15日至17日" in read(desk, form, number, tmp_path)
    printing.print_ledger(desk, ask=Ask("learning_sessions"), out=tmp_path / "台账.pdf")
    assert "2014.3.15至2014.3.17" in said(tmp_path / "台账.pdf")
