"""签到表: the roster in two columns a page, a box for each signature, and the count to be filled in at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "签到表"
ROW = 10.5
EMPTY_NAMES = 34


@dataclass(frozen=True, slots=True)
class AttendanceSheet(FormContent):
    """The sitting, and who is expected: (name, unit, remark) in order."""

    topic: str = ""
    kind: str = ""
    held_on: str = ""
    venue: str = ""
    host: str = ""
    expected: str = ""
    people: tuple[tuple[str, str, str], ...] = ()


def draw(content: AttendanceSheet, writer: PageWriter) -> None:
    """Draw as many pages as the roster needs; names run down the left column, then the right one."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{content.kind}{TITLE}", after=3 * MM)
    _draw_head(sheet, content)
    people = list(content.people) or [("", "", "")] * EMPTY_NAMES
    start = 1
    while people:
        rows = max(1, min(int((sheet.room - 16 * MM) / (ROW * MM)) - 1, -(-len(people) // 2)))
        here, people = people[: 2 * rows], people[2 * rows :]
        draw_grid(sheet, _page(here, rows, start), fills=False)
        start += len(here)
        if people:
            sheet.turn()
    sheet.top -= 3 * MM
    sheet.info("实到______人　请假______人　缺席______人", "签到负责人：　　　　　　　　")
    sheet.finish()


def _draw_head(sheet: Sheet, content: AttendanceSheet) -> None:
    middle = Align.CENTER
    head = [
        Row(
            11,
            (
                Label("内容", 18), Text(content.topic, 62), Label("主持", 14), Text(content.host, 24, middle),
                Label("编号", 14), Text(content.number, align=middle),
            ),
        ),
        Row(
            10.5,
            (
                Label("时间", 18), Text(content.held_on, 52, middle),
                Label("地点", 18), Text(content.venue, 33, middle),
                Label("应到", 14), Text(content.expected and f"{content.expected}人", align=middle),
            ),
        ),
    ]  # fmt: skip
    draw_grid(sheet, head, fills=False)
    sheet.top -= 3 * MM


def _page(people: list[tuple[str, str, str]], rows: int, start: int) -> list[Row]:
    heads = (Label("序号", 10), Label("姓名", 19), Label("单位", 29), Label("签名", 24.5))
    lines = [Row(ROW, (*heads, *heads))]
    for index in range(rows):
        left = _cells(people, index, start)
        lines.append(Row(ROW, (*left, *_cells(people, index + rows, start))))
    return lines


def _cells(people: list[tuple[str, str, str]], index: int, start: int) -> tuple[Text, Text, Text, Text]:
    """A person's four boxes; the signature box stays empty, but for the word that he is on leave."""
    name, unit, remark = people[index] if index < len(people) else ("", "", "")
    place = str(start + index) if index < len(people) else ""
    middle = Align.CENTER
    return Text(place, 10, middle), Text(name, 19, middle), Text(unit, 29, middle), Text(remark, 24.5, Align.RIGHT)
