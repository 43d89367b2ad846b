"""复核回访表: one page for each drawn item, what was said to be done, and room for what the visitor sees and hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "销号事项“回头看”复核回访表"


@dataclass(frozen=True, slots=True)
class VisitedItem:
    """A drawn item as it was closed."""

    number: str = ""
    close_out_no: str = ""
    closed_on: str = ""
    place: str = ""
    source: str = ""
    responsible: str = ""
    description: str = ""
    measures: str = ""
    completion: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RecheckVisit(FormContent):
    """The drawing the sheets belong to, and its items; a blank one is a single empty sheet."""

    team: str = ""
    drawn_on: str = ""
    items: tuple[VisitedItem, ...] = ()


def draw(content: RecheckVisit, writer: PageWriter) -> None:
    """Draw a page for every item, and after them what did not fit its boxes."""
    sheet = Sheet(writer, content, TITLE)
    items = content.items or (VisitedItem(),)
    for place, item in enumerate(items, start=1):
        sheet.title(f"{content.office}{TITLE}", after=3 * MM)
        drawn = f"（{content.drawn_on}抽取，第{place}件，共{len(items)}件）" if content.items else ""
        sheet.info(f"抽查批次：{content.number}{drawn}", f"复核组：{content.team or '　　　　　　　　'}")
        draw_grid(sheet, [_closed(item), _seen(), _signed()])
        if place < len(items):
            sheet.turn()
    sheet.finish()


def _closed(item: VisitedItem) -> Band:
    rows = (
        Row(
            10.5,
            (
                Label("问题编号", 22), Text(item.number, 52, Align.CENTER),
                Label("销号编号", 22), Text(item.close_out_no, align=Align.CENTER),
            ),
        ),
        Row(
            10.5,
            (
                Label("地点", 22), Text(item.place, 52, Align.CENTER),
                Label("销号日期", 22), Text(item.closed_on, align=Align.CENTER),
            ),
        ),
        Row(
            10.5,
            (
                Label("责任", 22), Text(item.responsible, 52, Align.CENTER),
                Label("问题来源", 22), Text(item.source, align=Align.CENTER),
            ),
        ),
        Row(14, (Label("问题内容", 22), Text(item.description)), grows=True),
        Row(12, (Label("整改措施", 22), Text(item.measures)), grows=True),
        Row(12, (Label("完成情况", 22), Text(item.completion)), grows=True),
        Row(10.5, (Label("佐证材料", 22), Text(item.evidence)), grows=True),
    )  # fmt: skip
    return Band(rows, "销号时情况")


def _seen() -> Band:
    middle = Align.CENTER
    rows = (
        Row(34, (Label("现场查看", 22), Text("")), grows=True),
        Row(
            10.5,
            (
                Label("受访群众", 22), Text("", 30), Label("住址", 14), Text("", 45),
                Label("电话", 14), Text(""),
            ),
        ),
        Row(28, (Label("群众怎么说", 22), Text("")), grows=True),
        Row(10.5, (Label("群众评价", 22), Text("□ 满意　　□ 基本满意　　□ 不满意　　□ 不知情", align=middle))),
    )  # fmt: skip
    return Band(rows, "回访情况")


def _signed() -> Band:
    result = Text("□ 整改到位，维持销号　　　□ 问题反弹，重新整改（建议时限：____月____日）", align=Align.CENTER)
    rows = (
        Row(11, (result,)),
        Row(27, (Label("回访人", 16), Opinion("签字：", width=59), Label("受访群众或村委会", 18), Opinion("签字："))),
    )
    return Band(rows, "结论")
