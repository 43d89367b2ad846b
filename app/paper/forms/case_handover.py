"""包案移交单: the cases handed from one leader to another, and the places where both and a witness sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Row, Text, draw_grid, handed_over
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "信访积案包案移交单"
COLUMNS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("编号", 36, Align.CENTER),
    TableColumn("案件或事项", 36),
    TableColumn("信访人", 17, Align.CENTER),
    TableColumn("责任单位及责任人", 25),
    TableColumn("办理时限", 32, Align.CENTER),
    TableColumn("目前进展", 40),
)
BLANK_ROWS = 12
SIGNING = 46 * MM


@dataclass(frozen=True, slots=True)
class CaseHandover(FormContent):
    """The list in the order of COLUMNS without the row number, and between whom it goes."""

    from_leader: str = ""
    to_leader: str = ""
    handed_on: str = ""
    reason: str = ""
    cases: tuple[tuple[str, ...], ...] = ()


def draw(content: CaseHandover, writer: PageWriter) -> None:
    """Draw the head, the list over as many pages as it takes, and the signatures under its last row."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=3 * MM)
    head = [
        Row(
            10.5,
            (
                Label("移交领导", 22), Text(content.from_leader, 33, Align.CENTER),
                Label("接收领导", 22), Text(content.to_leader, 33, Align.CENTER),
                Label("移交日期", 22), Text(content.handed_on, align=Align.CENTER),
            ),
        ),
        Row(10.5, (Label("移交原因", 22), Text(content.reason))),
    ]  # fmt: skip
    if not content.cases:
        sheet.info(right=f"编号：{content.number}")
    draw_grid(sheet, head, fills=False)
    sheet.top -= 3 * MM
    rows = [(str(place), *case) for place, case in enumerate(content.cases, start=1)]
    draw_list(sheet, COLUMNS, rows, keep=SIGNING, blanks=0 if rows else BLANK_ROWS)
    sheet.top -= 4 * MM
    count = len(rows) or "____"
    words = f"以上积案和信访事项共{count}件，卷宗材料一并点交；移交后由接收领导包案，原包案记录留存。"
    sheet.note(words, size=10.5)
    sheet.top -= 1 * MM
    draw_grid(sheet, [handed_over(30)], fills=False)
    sheet.finish()
