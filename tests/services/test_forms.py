from __future__ import annotations

import json
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app import bootstrap
from app.rules.refusal import Exit, Refused
from app.services import attachments, forms, handover, history, rechecks, records, settings
from tests import factories
from tests.services.test_close_out import SHEET, do
from tests.services.test_rechecks import close

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk

TODAY = date(2014, 3, 31)


@pytest.fixture(autouse=True)
def today(desk: Desk) -> None:
    desk.store.clock.fixed = TODAY


@pytest.fixture
def petition(desk: Desk) -> Changes:
    """A petition of March 2014 by 张文祥, who lives at 东街5号."""
    return factories.add(
        desk, "petitions", "来访时间=2014-03-04", "信访人姓名=张文祥", "联系电话=13800001234",
        "身份证号=110105196003071234", "住址=宫三村东街5号", "问题类别=申诉求决", "诉求=量清边界",
        "反映的主要问题=张文祥反映宅基地边界与邻居争执", "责任单位=国土所",
    )  # fmt: skip


def read(desk: Desk, form: str, number: str, folder: Path, **more: object) -> str:
    """The text of a printed form, without spaces."""
    out = folder / "表.pdf"
    forms.print_form(desk, form=form, number=number, out=out, **more)  # type: ignore[arg-type]
    done = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def test_the_close_out_sheet_holds_the_round_and_leaves_the_opinions_blank(desk: Desk, tmp_path: Path) -> None:
    made = close(desk_of_one(desk), "村西路灯不亮")
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png", data=b"x",
            mark="整改前",
        )
    )  # fmt: skip
    text = read(desk, "销号申请(审核)表", made.number, tmp_path)
    wanted = (
        "整改〔2014〕1号",
        "村西路灯不亮",
        "换灯",
        "已换新",
        "2014年2月28日",
        "销〔2014〕1号",
        "图片打不开：路灯.png",
    )
    assert [words for words in wanted if words not in text] == []
    assert text.count("签字：") == 4


def desk_of_one(desk: Desk) -> Desk:
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    return desk


def test_no_signature_is_drawn_by_the_program(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "rectifications", "登记日期=2014-02-20", "整改时限=2014-03-20", "整改措施=换灯", "责任单位=村建办",
        "佐证材料=2014年第1卷第3页",
    )  # fmt: skip
    do(desk, made, "apply-close", "完成情况=已换新", "完成日期=2014-02-28")
    do(desk, made, "check", "审核意见=情况属实", *SHEET)
    do(desk, made, "close")
    text = read(desk, "销号申请(审核)表", made.number, tmp_path)
    assert "销〔2014〕1号" in text
    assert [words for words in ("王镇长", "情况属实") if words in text] == []


def test_a_resolved_case_that_was_never_handed_over_has_no_sheet(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "backlog_cases", "案件名称=砖厂案", "信访人=郑双喜", "包案领导=冯建业", "化解结果=已化解",
        "排查日期=2014-03-01", "化解日期=2014-03-20", "结案说法=案结事了", "销案审批人=王镇长",
    )  # fmt: skip
    with pytest.raises(Refused, match="没有移交单可打"):
        read(desk, "包案移交单", made.number, tmp_path)


def test_printing_is_a_row_of_the_history(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "rectifications", "登记日期=2014-03-01")
    read(desk, "close_out_request", made.number, tmp_path)
    assert "打印 销号申请(审核)表 整改〔2014〕1号" in desk.read(lambda unit: history.recent(unit))[0]


def test_the_notice_of_acceptance_cites_the_rules_of_its_day(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    text = read(desk, "受理告知书", petition.number, tmp_path)
    wanted = (
        "信访〔2014〕1号",
        "张文祥：",
        "《信访条例》第二十二条",
        "2014年3月10日起予以受理",
        "2014年5月9日前",
        "国土所承办",
    )
    assert [words for words in wanted if words not in text] == []


@pytest.mark.parametrize(("told", "dated"), [("2014-03-06", "2014年3月10日"), ("2014-03-11", "2014年3月11日")])
def test_the_notice_of_acceptance_is_not_older_than_the_acceptance(
    desk: Desk, tmp_path: Path, told: str, dated: str
) -> None:
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-04", "信访人姓名=张文祥", "问题类别=申诉求决", f"告知日期={told}"
    )
    do(desk, made, "accept", "受理日期=2014-03-10")
    assert f"清河镇{dated}（盖章）" in read(desk, "受理告知书", made.number, tmp_path)


def test_a_petition_of_today_cites_todays_rules(desk: Desk, tmp_path: Path) -> None:
    desk.store.clock.fixed = date(2024, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2024-03-04", "信访人姓名=张文祥", "问题类别=申诉求决")
    do(desk, made, "accept", "受理日期=2024-03-10")
    text = read(desk, "受理告知书", made.number, tmp_path)
    assert "《信访工作条例》第二十三条" in text
    assert "《信访工作条例》第三十四条" in text


def test_no_notice_says_what_did_not_happen(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    for form in ("受理告知书", "延期告知书", "处理意见书"):
        with pytest.raises(Refused, match="还没有受理"):
            read(desk, form, petition.number, tmp_path)
    with pytest.raises(Refused, match="没有登记不予受理"):
        read(desk, "不予受理告知书", petition.number, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_declined_petition_has_its_reason_ticked(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    do(desk, petition, "decline", "不予受理日期=2014-03-10", "不予受理理由=已复核终结")
    text = read(desk, "不予受理告知书", petition.number, tmp_path)
    assert "（√）2．已复核终结" in text
    assert "《信访条例》第三十五条" in text


def test_the_extension_shows_three_days(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "extend", "延期天数=30", "延期批准人=王镇长", "延期理由=等待测绘", "延期告知日期=2014-03-31")
    text = read(desk, "延期告知书", petition.number, tmp_path)
    wanted = ("等待测绘", "2014年5月9日", "30日", "2014年6月8日", "王镇长", "《信访条例》第三十三条")
    assert [words for words in wanted if words not in text] == []
    assert "60日内办结，即2014年5月9日前" in read(desk, "受理告知书", petition.number, tmp_path)


def test_the_extension_shows_the_day_the_office_reckons_from(desk: Desk, tmp_path: Path) -> None:
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"finish_clock_start": "登记之日"}))
    made = factories.add(desk, "petitions", "来访时间=2014-03-01", "登记日期=2014-03-03", "信访人姓名=张文祥")
    do(desk, made, "accept", "受理日期=2014-03-10")
    assert "2014年5月2日" in read(desk, "延期告知书", made.number, tmp_path)


def test_a_suggestion_is_not_told_of_sixty_days(desk: Desk, tmp_path: Path) -> None:
    desk.store.clock.fixed = date(2024, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2024-03-04", "信访人姓名=张文祥", "问题类别=建议意见")
    do(desk, made, "accept", "受理日期=2024-03-10")
    text = read(desk, "受理告知书", made.number, tmp_path)
    assert ("第二十三条" in text, "60日" in text, "第三十四条" in text) == (True, False, False)
    with pytest.raises(Refused, match="没有60日的办结时限"):
        read(desk, "延期告知书", made.number, tmp_path)


def test_the_handling_opinion_tells_request_decision_and_the_way_to_a_review(
    desk: Desk, petition: Changes, tmp_path: Path
) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "reply", "答复日期=2014-03-20", "办理结果=按证面积量清", "处理意见类型=支持")
    text = read(desk, "处理意见书", petition.number, tmp_path)
    wanted = ("量清边界", "按证面积量清", "：支持。", "30日内", "《信访条例》第三十四条", "2014年3月20日")
    assert [words for words in wanted if words not in text] == []


def test_the_registration_sheet_knows_the_visitor(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    text = read(desk, "来访登记表", petition.number, tmp_path)
    assert all(words in text for words in ("张文祥", "110105196003071234", "宫三村东街5号", "宅基地边界", "国土所"))


def test_public_paper_masks_the_visitor(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    text = read(desk, "来访登记表", petition.number, tmp_path, profile="public")
    assert "公示版" in text
    assert "张*祥" in text
    assert not any(secret in text for secret in ("张文祥", "13800001234", "196003071234", "东街5号"))


def test_an_accusation_is_handed_on_without_who_made_it(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-04", "信访人姓名=张文祥", "联系电话=13800001234", "住址=东街5号",
        "身份证号=110105196003071234", "问题类别=检举控告", "责任单位=镇纪委",
        "反映的主要问题=张文祥（东街5号，电话13800001234）反映村干部多占宅基地，李四作证",
        children={"同访人": [{"姓名": "李四", "联系电话": "13900005678", "住址": "西街2号"}]},
    )  # fmt: skip
    text = read(desk, "交办单", made.number, tmp_path)
    secrets = ("张文祥", "文祥", "13800001234", "110105196003071234", "东街5号", "李四", "13900005678", "西街2号")
    assert [secret for secret in secrets if secret in text] == []
    assert "反映村干部多占宅基地" in text
    assert "镇纪委：" in text


def test_where_it_happened_stays_on_the_slip_of_an_accusation(desk: Desk, tmp_path: Path) -> None:
    told = (
        "信访人姓名=张文祥",
        "问题类别=检举控告",
        "责任单位=镇纪委",
        "村(组)=宫三村",
        "反映的主要问题=宫三村干部多占宅基地",
    )
    same = factories.add(desk, "petitions", *told, "问题发生地=宫三村")
    other = factories.add(desk, "petitions", *told)
    assert "宫三村干部多占" in read(desk, "交办单", same.number, tmp_path)
    assert "宫三村" not in read(desk, "交办单", other.number, tmp_path)


def test_a_petition_is_never_handed_to_the_unit_complained_of(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "petitions", "信访人姓名=张文祥", "责任单位=国土所", "被反映单位=国土所")
    with pytest.raises(Refused, match="不能交给被反映的单位"):
        read(desk, "交办单", made.number, tmp_path)


def test_other_petitions_are_handed_on_with_the_petitioner(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    text = read(desk, "交办单", petition.number, tmp_path)
    assert all(words in text for words in ("张文祥", "13800001234", "宫三村东街5号"))


def test_a_slip_names_its_matter_and_its_answer_day(desk: Desk, tmp_path: Path) -> None:
    item = factories.add(desk, "rectifications", "责任领导=王镇长", "问题描述=村西路灯不亮", "登记日期=2014-03-01")
    paper = factories.add(
        desk, "issued_papers", "种类=督办单", "单据号=督〔2014〕3号", "事由=村西路灯不亮：时限2014-03-20，已逾期11日",
        f"所涉编号={item.number}", "颜色=红", "送往单位=村建办", "应回日期=2014-04-05",
    )  # fmt: skip
    text = read(desk, "督办单", paper.number, tmp_path)
    wanted = ("红色督办", "督〔2014〕3号", "整改〔2014〕1号", "王镇长", "已逾期11日", "2014年4月5日前", "回执")
    assert [words for words in wanted if words not in text] == []


def test_a_notice_is_no_supervision_slip(desk: Desk, tmp_path: Path) -> None:
    paper = factories.add(desk, "issued_papers", "种类=告知书", "事由=受理告知", "单据号=告〔2014〕1号")
    with pytest.raises(Refused, match="不是督办单"):
        read(desk, "督办单", paper.number, tmp_path)


def test_a_case_plan_and_its_hand_over(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(
        desk, "backlog_cases", "案件名称=砖厂占地补偿案", "信访人=郑双喜", "包案领导=冯建业", "化解措施=复垦归还",
        "责任单位=郑庄村委会", "化解时限=2014-05-20",
    )  # fmt: skip
    plan = read(desk, "一案一策表", made.number, tmp_path)
    assert all(words in plan for words in ("砖厂占地补偿案", "郑双喜", "冯建业", "复垦归还", "2014年5月20日"))
    desk.write(
        lambda unit: handover.hand_over(
            unit, actor=desk.actor, from_leader="冯建业", to_leader="马文山", reason="工作调动"
        )
    )
    handed = read(desk, "包案移交单", made.number, tmp_path)
    wanted = ("冯建业", "马文山", "工作调动", "砖厂占地补偿案", "2014年3月31日", "共1件")
    assert [words for words in wanted if words not in handed] == []


def test_each_drawn_item_gets_a_visit_sheet(desk: Desk, tmp_path: Path) -> None:
    desk.store.clock.fixed = date(2014, 3, 1)
    desk_of_one(desk)
    close(desk, "村西路灯不亮")
    desk.store.clock.fixed = TODAY
    drawn = desk.write(lambda unit: rechecks.draw(unit, actor=desk.actor, seed=7, team="第一组"))
    text = read(desk, "复核回访表", drawn.number, tmp_path)
    wanted = ("整改〔2014〕1号", "销〔2014〕1号", "村西路灯不亮", "已换新", "第一组", "□维持销号", "□整改到位")
    assert [words for words in wanted[:5] if words not in text] == []


def test_an_inspection_without_a_sample_has_no_visit_sheet(desk: Desk, tmp_path: Path) -> None:
    made = factories.add(desk, "inspections", "对象=八个村", "日期=2014-03-01")
    with pytest.raises(Refused, match="没有抽取"):
        read(desk, "复核回访表", made.number, tmp_path)


def test_a_person_gets_his_monday_list_by_name(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "people", "姓名=潘卫东")
    factories.add(desk, "rectifications", "责任人=潘卫东", "整改时限=2014-03-20", "登记日期=2014-03-01")
    text = read(desk, "周一工作清单", "潘卫东", tmp_path)
    wanted = ("潘卫东", "2014年3月31日至2014年4月4日", "共1件：逾期1件", "村西路灯不亮", "2014年3月20日")
    assert [words for words in wanted if words not in text] == []


def test_a_monday_list_says_when_a_project_is_to_be_completed(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "people", "姓名=任长河")
    factories.add(desk, "projects", "项目名称=土地整理", "立项日期=2014-02-26", "计划竣工=2014-11-30", "责任人=任长河")
    text = read(desk, "周一工作清单", "任长河", tmp_path)
    assert "2014年11月30日" in text
    assert "长期" not in text


def test_diary_attendance_cards_and_minutes(desk: Desk, tmp_path: Path) -> None:
    visit = factories.add(
        desk, "visits", "走访时间=2014-03-30", "走访人员=郭振强", "走访内容=便道该垫垫", "体会=一户不落"
    )
    assert all(
        words in read(desk, "走访日记", visit.number, tmp_path) for words in ("郭振强", "便道该垫垫", "一户不落")
    )
    session = factories.add(
        desk, "learning_sessions", "日期=2014-03-28",
        children={"签到": [{"姓名": "王小明", "单位": "村建办"}, {"姓名": "赵大勇", "到会情况": "请假"}]},
    )  # fmt: skip
    roster = read(desk, "签到表", session.number, tmp_path)
    assert all(words in roster for words in ("学习党章", "王小明", "赵大勇", "（请假）", "2人"))
    link = factories.add(
        desk, "household_links", "联系干部=尹桂芝", "电话=13700001111", "户主=武克俭", "结对日期=2014-02-25"
    )
    cards = read(desk, "联系卡", link.number, tmp_path)
    assert (cards.count("尹桂芝"), cards.count("武克俭"), cards.count("13700001111")) == (10, 1, 10)
    meeting = factories.add(
        desk, "meetings", "议题=部署整改", "日期=2014-03-29", "种类=党委会", "主持=梁国栋",
        children={"议定事项": [{"事项": "三日内上墙", "责任人": "许静"}]},
    )  # fmt: skip
    minutes = read(desk, "会议记录", meeting.number, tmp_path)
    assert all(words in minutes for words in ("党委会会议记录", "梁国栋", "部署整改", "三日内上墙", "许静"))


@pytest.mark.parametrize("name", forms.FORMS)
def test_every_form_is_printed_blank(desk: Desk, tmp_path: Path, name: str) -> None:
    assert "清河镇" in read(desk, name, "", tmp_path, blank=True)


def test_a_voided_record_is_not_printed(desk: Desk, petition: Changes, tmp_path: Path) -> None:
    desk.write(
        lambda unit: records.void(
            unit, actor=desk.actor, ledger="petitions", record_id=petition.ids[0], reason="重复登记"
        )
    )
    with pytest.raises(Refused, match="已经作废"):
        read(desk, "来访登记表", petition.number, tmp_path)


def test_no_two_forms_share_a_layout() -> None:
    assert len({form.draw for form in forms.FORMS.values()}) == len(forms.FORMS) == 38


def test_a_form_is_whole_or_not_there(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="写不进"):
        forms.print_form(desk, form="会议记录", number="", out=tmp_path / "没有" / "表.pdf", blank=True)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = bootstrap.main(["--json", *words])
    return code, json.loads(capsys.readouterr().out)


def test_the_command_line_prints_and_lists(
    desk: Desk, tmp_path: Path, ledger_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = factories.add(desk, "rectifications", "登记日期=2014-03-01")
    out = tmp_path / "销号.pdf"
    file = ("--file", str(ledger_file))
    assert run(capsys, *file, "form", "销号申请(审核)表", made.number, str(out)) == (
        0, {"path": str(out), "pages": 1, "missing": []},
    )  # fmt: skip
    assert out.read_bytes().startswith(b"%PDF")
    listed: list[dict[str, str]] = run(capsys, "forms", "整改台账")[1]["forms"]  # type: ignore[assignment]
    assert listed[0] == {"name": "close_out_request", "label": "销号申请(审核)表", "ledger": "rectifications"}
    assert [form["label"] for form in listed[1:]] == ["时限计算单", "整改通知单", "公示"]
    assert len(run(capsys, "forms")[1]["forms"]) == 38  # type: ignore[arg-type]
    code, answer = run(capsys, *file, "form", "没有的表", made.number, str(out))
    assert code == Exit.USAGE
    assert "没有叫「没有的表」的表单" in str(answer["refused"])
