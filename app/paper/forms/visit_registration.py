"""来访登记表: who came, what they say, who received them, and what the leaders wrote on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "群众来访登记表"
FLAGS = ("初访", "重复访", "集体访", "越级访")


@dataclass(frozen=True, slots=True)
class VisitRegistration(FormContent):
    """What is written on the sheet; `flags` are those of the visit, ticked among all of them."""

    received_on: str = ""
    channel: str = ""
    petitioner: str = ""
    sex: str = ""
    age: str = ""
    ethnicity: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    visitor_count: str = ""
    representative_count: str = ""
    companions: str = ""
    flags: tuple[str, ...] = ()
    category: str = ""
    event_place: str = ""
    matter: str = ""
    claim: str = ""
    receiver: str = ""
    responsible_org: str = ""
    result: str = ""


def draw(content: VisitRegistration, writer: PageWriter) -> None:
    """Draw the sheet: the visitor's band, the matter's band, and the opinions."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}")
    sheet.info(f"编号：{content.number}", f"来访时间：{content.received_on or '　　　年　　月　　日　　时'}")
    draw_grid(sheet, [_visitor(content), _matter(content), *_handling(content)], keep=9 * MM)
    sheet.top -= 1.5 * MM
    sheet.note("注：口头提出的，如实记录并向来访人宣读，由来访人签名；多人来访的，推选代表不超过5人。")
    sheet.finish()


def _visitor(content: VisitRegistration) -> Band:
    ticks = "　".join(f"{'√' if flag in content.flags else '□'} {flag}" for flag in FLAGS)
    middle = Align.CENTER
    rows = (
        Row(
            10.5,
            (
                Label("姓名", 20), Text(content.petitioner, 41, middle),
                Label("性别", 14), Text(content.sex, 14, middle), Label("年龄", 14), Text(content.age, 16, middle),
                Label("民族", 14), Text(content.ethnicity, align=middle),
            ),
        ),
        Row(
            10.5,
            (Label("身份证号", 20), Text(content.id_number, 55), Label("联系电话", 28), Text(content.phone)),
        ),
        Row(10.5, (Label("住址", 20), Text(content.address, 69), Label("信访形式", 20), Text(content.channel))),
        Row(
            10.5,
            (
                Label("来访人数", 20), Text(content.visitor_count, 20, middle),
                Label("代表人数", 20), Text(content.representative_count, 20, middle), Text(ticks),
            ),
        ),
        Row(10.5, (Label("同访代表", 20), Text(content.companions)), grows=True),
    )  # fmt: skip
    return Band(rows, "来访人", 10)


def _matter(content: VisitRegistration) -> Band:
    rows = (
        Row(10.5, (Label("问题类别", 20), Text(content.category, 50), Label("发生地", 20), Text(content.event_place))),
        Row(42, (Label("主要问题", 20), Text(content.matter)), grows=True),
        Row(16, (Label("具体诉求", 20), Text(content.claim)), grows=True),
        Row(10.5, (Label("来访人签名", 26), Text("", 51), Label("接待人签名", 26), Text(""))),
    )
    return Band(rows, "反映问题", 10)


def _handling(content: VisitRegistration) -> list[Row]:
    return [
        Row(10.5, (Label("接待人"), Text(content.receiver, 58), Label("承办单位"), Text(content.responsible_org))),
        Row(27, (Label("信访办拟办意见"), Opinion("签字："), Label("领导批示"), Opinion("签字："))),
        Row(14, (Label("办理结果"), Text(content.result)), grows=True),
    ]
