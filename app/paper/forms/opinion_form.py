"""征求意见表: one numbered sheet of paper for one voice, without a name, a ruled field for each kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Band, Label, Lines, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet, by_hand

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "征求意见表"
KINDS = ("党员", "群众", "两代表一委员", "老干部", "企业", "服务对象")
FIELDS = ("形式主义", "官僚主义", "享乐主义", "奢靡之风")
OTHERS, IDENTITY = 26, 11
TWO_ROWS = 32
"""A field at least so high, in millimetres, has a row for the problem and one for what to do about it."""
MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class OpinionForm(FormContent):
    """The round the sheet belongs to; `fields` are the kinds of problem the campaign asks for."""

    title: str = ""
    organisation: str = ""
    audience: str = ""
    issued_on: str = ""
    return_by: str = ""
    fields: tuple[str, ...] = FIELDS


def draw(content: OpinionForm, writer: PageWriter) -> None:
    """Draw the address to the reader, the ticks of who he is, and the fields that share the sheet."""
    sheet = Sheet(writer, content, TITLE)
    title = content.title or TITLE
    sheet.title(title if content.office in title else f"{content.office}{title}", after=2 * MM)
    batch = f"批次：{content.number}　发放对象：{content.audience}" if content.audience else f"批次：{content.number}"
    sheet.info(batch, f"发放日期：{content.issued_on or '　　　年　　月　　日'}")
    sheet.note(
        "　　请您对照下列方面，直截了当写出存在的问题和改进的建议，一事一条，写明时间、地点和具体事例。本表不署名，"
        "不做记号；填好后投入意见箱或者交回发放人。",
        role=Role.KAI,
        size=12.0,
    )
    sheet.top -= 2 * MM
    ticks = "　".join(f"□{kind}" for kind in KINDS)
    rows: list[Band | Row] = [Row(IDENTITY, (Label("您的身份", 22), Text(ticks)))]
    names = content.fields[:MOST_FIELDS] or FIELDS
    each = (sheet.room / MM - 10 - IDENTITY - OTHERS) / len(names)
    rows += [_field(name, each) for name in names]
    rows.append(Row(OTHERS, (Label("其他意见\n和建议", 22), Lines())))
    draw_grid(sheet, rows, keep=10 * MM)
    sheet.top -= 1.5 * MM
    sheet.note(f"收回单位：{by_hand(content.organisation, 8)}　收回截止：{by_hand(content.return_by, 8)}")
    sheet.finish()


def _field(name: str, high: float) -> Band:
    if high < TWO_ROWS:
        return Band((Row(high, (Lines(),)),), name, 22)
    asked = (Row(high * 0.58, (Label("问题", 12), Lines())), Row(high * 0.42, (Label("建议", 12), Lines())))
    return Band(asked, name, 10)
