"""信访事项转办单: a petition sent on to the body that has the power, with the papers that go along and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Band, Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet, by_hand
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "信访事项转办单"
WAYS = ("转送", "转政法", "转纪检", "报请")
WITHHELD = (
    "检举控告件：信访人的姓名、住址、电话不随本单转出；检举、揭发的材料和有关情况"
    "不得透露、转给被检举控告的人员或者单位。"
)
STUB = 56 * MM


@dataclass(frozen=True, slots=True)
class ForwardSlip(FormContent):
    """What is sent on; with `is_withheld` nothing of the petitioner is printed. `papers` are (name, copies)."""

    way: str = ""
    destination: str = ""
    forwarded_on: str = ""
    article: str = ""
    tell_article: str = ""
    object_article: str = ""
    is_withheld: bool = False
    petitioner: str = ""
    phone: str = ""
    address: str = ""
    channel: str = ""
    received_on: str = ""
    category: str = ""
    matter: str = ""
    papers: tuple[tuple[str, str], ...] = ()


def draw(content: ForwardSlip, writer: PageWriter) -> None:
    """Draw the slip, the list of its papers beside the seal, and the answer below the cut line."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"转出日期：{content.forwarded_on or DATE_BY_HAND}")
    ticks = "　　".join(f"{'√' if way == content.way else '□'}{way}" for way in WAYS)
    rows: list[Band | Row] = [
        Row(10.5, (Label("收件机关"), Text(content.destination, 56), Text(ticks, align=Align.CENTER))),
        Row(10.5, (Label("转办依据"), Text(content.article))),
        *_petitioner(content),
        Row(30, (Label("反映的\n主要问题"), Text(content.matter)), grows=True),
        Row(46, (Label("随转材料"), Text(_papers(content), 70), Label("转出机关"), Opinion("经办人：", "（盖章）"))),
    ]
    draw_grid(sheet, rows, keep=STUB)
    sheet.cut_line("转办单回执（沿此线剪下，交回转出机关）")
    _draw_stub(sheet, content)
    sheet.finish()


def _petitioner(content: ForwardSlip) -> list[Band | Row]:
    head = Row(
        10.5,
        (
            Label("信访形式"), Text(content.channel, 26, Align.CENTER), Label("来访时间", 22),
            Text(content.received_on, 36, Align.CENTER), Label("问题类别", 22),
            Text(content.category, align=Align.CENTER),
        ),
    )  # fmt: skip
    if content.is_withheld:
        return [head, Row(14, (Label("保密要求"), Text(WITHHELD)))]
    named = (Label("信访人"), Text(content.petitioner, 48), Label("联系电话", 22), Text(content.phone))
    return [head, Row(10.5, named), Row(10.5, (Label("住址"), Text(content.address)))]


def _papers(content: ForwardSlip) -> str:
    listed = [f"{place}．{name}　{copies}" for place, (name, copies) in enumerate(content.papers, start=1)]
    return "\n".join(listed) or "1．信访件原件____页\n2．登记表____页\n3．________________\n共____件____页"


def _draw_stub(sheet: Sheet, content: ForwardSlip) -> None:
    words = (
        f"{by_hand(content.number)} 转办单及随转材料已于____月____日收到。□ 属本单位职权，收到之日起15日内书面告知"
        f"信访人（{by_hand(content.tell_article, 10)}）；□ 不属本单位职权，{_objection(content)}"
    )
    sheet.note(words, role=Role.SONG, size=10.5)
    sheet.top -= 1.5 * MM
    cells = (Label("异议理由", 18), Text("", 62), Label("收件机关", 18), Opinion("接收人：", "（盖章）"))
    draw_grid(sheet, [Row(30, cells)])


def _objection(content: ForwardSlip) -> str:
    """Five working days to object are a rule of 2022; the rules of 2005 name none."""
    if not content.object_article and content.article:
        return "提出异议，理由如下，材料随本回执退回。"
    return f"自收到之日起5个工作日内提出异议（{by_hand(content.object_article, 10)}），经同意后退回材料。"
