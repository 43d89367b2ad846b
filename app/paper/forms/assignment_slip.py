"""信访事项交办单: a matter handed to a unit with its deadline; who complained is named only where he may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet, by_hand
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "信访事项交办单"
WITHHELD = "（检举控告件，信访人信息不随单移交，不得向被反映人和被反映单位透露）"
RECEIPT = 50 * MM


@dataclass(frozen=True, slots=True)
class AssignmentSlip(FormContent):
    """What goes to the unit; with `is_withheld` the petitioner's boxes are not drawn at all."""

    destination: str = ""
    issued_on: str = ""
    petitioner: str = ""
    phone: str = ""
    address: str = ""
    is_withheld: bool = False
    category: str = ""
    matter: str = ""
    claim: str = ""
    route_opinion: str = ""
    due_on: str = ""


def draw(content: AssignmentSlip, writer: PageWriter) -> None:
    """Draw the slip with its request, the leader's box, and the receipt below the cut line."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"交办日期：{content.issued_on or DATE_BY_HAND}")
    sheet.note(f"{by_hand(content.destination)}：", role=Role.KAI, size=14.0)
    sheet.note("　　现将下列信访事项转你单位办理，请按要求办结，并将办理结果书面报送本机关。", role=Role.KAI, size=14.0)
    sheet.top -= 2 * MM
    draw_grid(sheet, [*_petitioner(content), *_matter(content)], keep=RECEIPT)
    sheet.cut_line("接收回执（沿此线剪下，三日内交回）")
    _draw_receipt(sheet, content)
    sheet.finish()


def _petitioner(content: AssignmentSlip) -> list[Row]:
    if content.is_withheld:
        return [Row(10.5, (Label("信访人"), Text(WITHHELD)))]
    return [
        Row(10.5, (Label("信访人"), Text(content.petitioner, 50), Label("联系电话"), Text(content.phone))),
        Row(10.5, (Label("住址"), Text(content.address))),
    ]


def _matter(content: AssignmentSlip) -> list[Row]:
    opinion = content.route_opinion or "□ 自收到之日起按期办结　□ 直接答复信访人　□ 报送办理结果"
    return [
        Row(
            10.5,
            (
                Label("问题类别"),
                Text(content.category, 50),
                Label("办结时限"),
                Text(content.due_on, align=Align.CENTER),
            ),
        ),
        Row(36, (Label("反映的主要问题"), Text(content.matter)), grows=True),
        Row(14, (Label("诉求"), Text(content.claim)), grows=True),
        Row(14, (Label("办理要求"), Text(opinion))),
        Row(46, (Label("领导批示"), Opinion("签字：", width=58), Label("交办机关"), Opinion("经办人：", "（盖章）"))),
    ]


def _draw_receipt(sheet: Sheet, content: AssignmentSlip) -> None:
    words = f"{by_hand(content.destination)} 已收到 {content.number} 交办单及所附材料____件。"
    sheet.note(words, role=Role.HEI, size=10.5)
    sheet.top -= 1.5 * MM
    seal = Opinion("接收人：", "（盖章）")
    draw_grid(sheet, [Row(27, (Label("受理意见"), Text("□ 受理　□ 提出异议", 62), Label("接收单位"), seal))])
