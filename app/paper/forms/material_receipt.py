"""学习资料发放签收表: what was handed out to a branch, and a signature from each who got it, two columns a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "学习资料发放签收表"
ROW = 11.0
EMPTY_ROWS = 26
FOOT = 48 * MM
MIDDLE = Align.CENTER
HEADS = (Label("序号", 10), Label("姓名", 22), Label("数量", 13), Label("签名", 37.5))


@dataclass(frozen=True, slots=True)
class MaterialReceipt(FormContent):
    """The material and the people; a receipt is (name, how many)."""

    item: str = ""
    kind: str = ""
    issued_on: str = ""
    branch: str = ""
    recipient: str = ""
    quantity: str = ""
    unit: str = ""
    people: tuple[tuple[str, str], ...] = ()


def draw(content: MaterialReceipt, writer: PageWriter) -> None:
    """Draw the head, the people side by side over as many pages as they need, the total and three signatures."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"发放日期：{content.issued_on or '　　　年　　月　　日'}")
    _draw_head(sheet, content)
    people = list(content.people) or [("", "")] * EMPTY_ROWS
    number = 1
    while people:
        # The head of the list is a row as well; the foot must fit under the last rows.
        most = max(1, int(sheet.room / (ROW * MM)) - 1)
        fitting = max(1, int((sheet.room - FOOT) / (ROW * MM)) - 1)
        half = -(-len(people) // 2)
        # Rows are left over for the next page rather than that the foot stands there alone.
        rows = half if half <= fitting else fitting if half <= most else most
        here, people = people[: 2 * rows], people[2 * rows :]
        draw_grid(sheet, _page(content, here, rows, number), fills=False)
        number += len(here)
        if people or sheet.room < FOOT:
            sheet.turn()
    _draw_foot(sheet, content)
    sheet.finish()


def _draw_head(sheet: Sheet, content: MaterialReceipt) -> None:
    total = f"{content.quantity}{content.unit}" if content.quantity else ""
    head = [
        Row(12, (Label("资料名称", 22), Text(content.item, 91), Label("种类", 16), Text(content.kind, align=MIDDLE))),
        Row(
            10.5,
            (
                Label("领取支部", 22), Text(content.branch, 91), Label("发放数量", 22), Text(total, align=MIDDLE),
            ),
        ),
    ]  # fmt: skip
    draw_grid(sheet, head, fills=False)
    sheet.top -= 3 * MM


def _page(content: MaterialReceipt, people: list[tuple[str, str]], rows: int, start: int) -> list[Row]:
    lines = [Row(ROW, (*HEADS, *HEADS))]
    for index in range(rows):
        cells = (*_cells(content, people, index, start), *_cells(content, people, index + rows, start))
        lines.append(Row(ROW, cells))
    return lines


def _cells(content: MaterialReceipt, people: list[tuple[str, str]], index: int, start: int) -> tuple[Text, ...]:
    name, count = people[index] if index < len(people) else ("", "")
    place = str(start + index) if index < len(people) else ""
    shown = f"{count}{content.unit}" if count else ""
    return Text(place, 10, MIDDLE), Text(name, 22, MIDDLE), Text(shown, 13, MIDDLE), Text("", 37.5)


def _draw_foot(sheet: Sheet, content: MaterialReceipt) -> None:
    sheet.top -= 3 * MM
    sheet.info("合计实发________　剩余退回________", "签收须本人签名，代领的注明代领人姓名。")
    recipient = f"领取人：{content.recipient}" if content.recipient else "领取人："
    cells = (
        Label("发放人", 12), Opinion("签字：", width=43), Label("领取人", 12), Opinion(recipient, width=43),
        Label("监发人", 12), Opinion("签字："),
    )  # fmt: skip
    draw_grid(sheet, [Row(27, cells)], fills=False)
