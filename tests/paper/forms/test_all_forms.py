from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.paper.forms.meeting_minutes import AgendaItem
from app.paper.forms.recheck_visit import VisitedItem
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
}

LONG = {
    "销号": "completion", "督办": "matter", "受理": "matter", "不予受理": "matter", "延期": "reason",
    "意见": "findings", "来访": "matter", "交办": "matter", "一案一策": "facts", "日记": "words",
    "移交": "reason", "会议": "resolution_text",
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
    assert form in ("联系卡", "周一") or NUMBER in read
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
    for data in (handed, tasks, spoken, visited):
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
    return [word for stream in streams if stream for word in stream.get_data().decode("latin-1").split()]
