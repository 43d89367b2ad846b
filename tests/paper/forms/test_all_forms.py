from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.paper.forms.deadline_slip import Reckoned
from app.paper.forms.life_meeting import Examined
from app.paper.forms.meeting_minutes import AgendaItem
from app.paper.forms.questionnaire import Question
from app.paper.forms.reception_day import Visit
from app.paper.forms.recheck_visit import VisitedItem
from app.paper.forms.rectification_order import Finding, Order
from app.paper.forms.team_roster import Team
from tests.paper.forms.sheets import DRAWN, NUMBER, OFFICE, pdf, text
from tests.paper.pages import poppler

LABELS = {
    "销号": ("问题内容", "整改措施", "责任单位意见", "主要领导意见", "群众满意度", "销号编号", "（盖章）"),
    "督办": ("蓝色（临期提醒）", "黄色（进展缓慢）", "红色（逾期未办）", "领导批示", "督办单回执", "签收人"),
    "受理": ("受理告知书", "承办", "（盖章）", "受送达人签名"),
    "不予受理": ("不予受理告知书", "签收人"),
    "延期": ("延期办理告知书", "原办结时限", "延长后办结时限", "受送达人签名"),
    "意见": ("处理意见书", "一、信访请求", "三、处理意见", "四、救济途径"),
    "来访": ("来访登记表", "身份证号", "越级访", "来访人签名", "领导批示"),
    "交办": ("交办单", "反映的主要问题", "经办人", "接收回执"),
    "一案一策": ("一案一策", "基本案情", "包案领导", "稳控责任人", "销案审批"),
    "移交": ("移交领导", "接收领导", "目前进展", "移交人", "接收人", "监交人"),
    "回访": ("复核回访表", "现场查看", "群众怎么说", "维持销号", "问题反弹"),
    "周一": ("周一工作清单", "要办的事", "领单人签字"),
    "日记": ("民情日记", "走访对象", "诉求与建议", "后续计划", "走访人签名"),
    "签到": ("签到表", "签名", "应到", "签到负责人"),
    "联系卡": ("干部联户联系卡", "联系电话", "联系户"),
    "会议": ("会议记录", "主持人", "议定事项", "主持人签字"),
    "告知": ("信访事项告知书", "处理途径", "送达回证", "收件人签名", "（盖章）"),
    "转办": ("转办单", "□转纪检", "随转材料", "转办单回执", "异议理由"),
    "时限": ("时限计算单", "起算日", "计划日", "最迟：", "计算人", "核对人"),
    "接访": ("接访日志", "反映问题", "答复意见", "□当场办结", "值班领导签字"),
    "排班": ("领导干部接访安排表", "星期一", "星期日", "公示日期"),
    "整改通知": ("整改通知单", "存在问题", "整改时限", "整改通知单回执", "（盖章）"),
    "补学": ("补学记录", "缺课原因", "补学人签名", "核查人签名"),
    "资料签收": ("学习资料发放签收表", "签名", "监发人", "剩余退回"),
    "学习档案": ("个人学习档案", "应学次数", "一、参学情况", "检查人"),
    "意见表": ("征求意见表", "形式主义", "奢靡之风", "不署名", "□党员"),
    "问卷": ("调查问卷", "1．", "您还有什么意见和建议"),
    "评议票": ("民主评议票", "总体评价", "较好", "不署名"),
    "座谈": ("座谈会记录", "发言人", "反馈计划", "记录人"),
    "核查": ("入户核查表", "家庭成员", "核查结论", "签字按印"),
    "公示": ("公示", "公示时间", "有异议的", "公示结果"),
    "公示牌": ("惠民实事项目公示牌", "建设内容", "监督电话"),
    "名册": ("机构名册", "成立文号", "负责范围", "填报人"),
    "归档": ("归档文件目录", "全宗号", "档号", "保管期限", "整理人"),
    "谈心": ("谈心谈话记录", "互相指出的问题", "达成共识", "谈话对象"),
    "生活会": ("民主生活会记录", "自我批评", "批评人", "主持人"),
    "批评汇总": ("批评意见汇总表", "被批评人", "整改承诺", "汇总人"),
    "慰问签收": ("慰问款物签收表", "慰问金（元）", "签名或指印", "合计"),
}
UNNUMBERED = ("联系卡", "周一", "排班", "名册", "归档", "评议票")
"""Forms of a month, a year or many that show no number of a record."""

LONG = {
    "销号": "completion", "督办": "matter", "受理": "matter", "不予受理": "matter", "延期": "reason",
    "意见": "findings", "来访": "matter", "交办": "matter", "一案一策": "facts", "日记": "words",
    "移交": "reason", "会议": "resolution_text", "告知": "matter", "转办": "matter", "时限": "matter", "补学": "topic",
    "座谈": "course", "核查": "findings", "公示": "reason", "公示牌": "scope", "谈心": "matter", "生活会": "course",
    "接访": "result", "资料签收": "item",
}  # fmt: skip
"""The column of a form that may be long."""

FIVE_THOUSAND = "".join(chr(0x4E00 + 2 * place) for place in range(5000))
"""Five thousand characters, all different."""


@pytest.mark.parametrize("form", DRAWN)
def test_a_blank_form_has_its_labels_and_its_number(form: str) -> None:
    data, printed = pdf(form)
    read = text(data)
    assert all(label in read for label in LABELS[form])
    assert OFFICE in read
    assert form in UNNUMBERED or NUMBER in read
    assert printed.pages == (2 if form == "意见" else 1)


@pytest.mark.parametrize("form", DRAWN)
def test_all_faces_are_embedded(form: str) -> None:
    rows = poppler("pdffonts", pdf(form)[0]).splitlines()[2:]
    assert rows
    assert all(line.split()[-5] == "yes" for line in rows)


@pytest.mark.parametrize("form", LONG)
def test_five_thousand_characters_go_on_with_nothing_lost(form: str) -> None:
    data, printed = pdf(form, **{LONG[form]: FIVE_THOUSAND})
    assert printed.missing == ()
    assert set(FIVE_THOUSAND) <= set(text(data))
    assert printed.pages > 1


def test_long_rows_of_lists_go_on_with_nothing_lost() -> None:
    halves = FIVE_THOUSAND[:2500], FIVE_THOUSAND[2500:]
    handed, _ = pdf("移交", cases=(("积案〔2014〕1号", halves[0], "", "", "", halves[1]),))
    tasks, _ = pdf("周一", tasks=(("整改〔2014〕1号", FIVE_THOUSAND, "", ""),))
    spoken, _ = pdf("会议", agenda=(AgendaItem(halves[0], "", halves[1]),))
    visited, _ = pdf("回访", items=(VisitedItem(description=halves[0], measures=halves[1]),))
    came, _ = pdf("接访", visits=(Visit(halves[0], "", halves[1]),))
    found, _ = pdf("整改通知", orders=(Order("村建办", (Finding(halves[0], halves[1]),)),))
    given, _ = pdf("慰问签收", gifts=(("户主", halves[0], "", "", halves[1]),))
    voiced, _ = pdf("座谈", voices=(("何家骏", halves[0], "", halves[1]),))
    blamed, _ = pdf("生活会", members=(Examined("宋连城", halves[0], (("何玉堂", halves[1], ""),)),))
    summed, _ = pdf("批评汇总", rows=(("宋连城", FIVE_THOUSAND, "", "", ""),))
    asked, _ = pdf("问卷", questions=(Question(halves[0], options=(halves[1], "好")),))
    counted, _ = pdf("时限", lines=(Reckoned("办结", sentence=FIVE_THOUSAND),))
    listed, _ = pdf("归档", groups=(("永久", (("", "", "", FIVE_THOUSAND, "", "", "", ""),)),))
    told, _ = pdf("公示", rows=((halves[0], halves[1]),))
    standing, _ = pdf("名册", teams=(Team(halves[0], charge=halves[1]),))
    voted, _ = pdf("评议票", items=(FIVE_THOUSAND, "总体"))
    more = (came, found, given, voiced, blamed, summed, asked, counted, listed, told, standing, voted)
    for data in (handed, tasks, spoken, visited, *more):
        assert set(FIVE_THOUSAND) <= set(text(data))


@pytest.mark.parametrize("form", DRAWN)
def test_equal_content_gives_equal_bytes(form: str) -> None:
    assert pdf(form)[0] == pdf(form)[0]


@pytest.mark.parametrize("form", DRAWN)
def test_only_black_is_drawn(form: str) -> None:
    data, _ = pdf(form)
    assert not {"rg", "RG", "k", "K"} & set(_operators(data))


def _operators(data: bytes) -> list[str]:
    streams = (page.get_contents() for page in PdfReader(BytesIO(data)).pages)
    return [word for stream in streams if stream is not None for word in stream.get_data().decode("latin-1").split()]


def test_a_list_that_goes_on_says_whose_it_is_on_each_further_page() -> None:
    members = tuple(("义务监督员", f"监督员{place}", "", "", "") for place in range(1, 71))
    data, _ = pdf("名册", teams=(Team("督导组"), Team("义务监督员队伍", members=members)))
    first, *further = poppler("pdftotext", data, "-layout").split("\f")[:-1]
    assert "（续）" not in first
    assert further
    for page in further:
        assert page.index("2．义务监督员队伍（续）") < page.index("机构内职务")
