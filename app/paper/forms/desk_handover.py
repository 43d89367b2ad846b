"""台账工作交接清单: what is open, where everything lies, and the places where both and a witness sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Row, Text, draw_grid, handed_over
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "台账工作交接清单"
OPEN_COLUMNS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("编号", 36, Align.CENTER),
    TableColumn("事项", 58),
    TableColumn("状态", 18, Align.CENTER),
    TableColumn("时限", 22, Align.CENTER),
    TableColumn("责任人（单位）", 26),
)
PLACE_COLUMNS = (TableColumn("项目", 30, Align.CENTER), TableColumn("在哪里、怎么接手", 139))
SIGNING = 40 * MM
HEAD_ROOM = 36 * MM
"""A heading stands on a page with the head of its list and a row."""


@dataclass(frozen=True, slots=True)
class DeskHandover(FormContent):
    """Who hands over to whom and when; what is open as (ledger with its count, rows without number), and what lies
    where.
    """

    from_clerk: str = ""
    to_clerk: str = ""
    handed_on: str = ""
    summary: str = ""
    open_lists: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    places: tuple[tuple[str, str], ...] = ()


def draw(content: DeskHandover, writer: PageWriter) -> None:
    """Draw the head, each ledger's open matters, the places, and the signatures."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=3 * MM)
    head = Row(
        10.5,
        (
            Label("移交人", 18), Text(content.from_clerk, 38, Align.CENTER),
            Label("接收人", 18), Text(content.to_clerk, 38, Align.CENTER),
            Label("交接日期", 20), Text(content.handed_on, align=Align.CENTER),
        ),
    )  # fmt: skip
    draw_grid(sheet, [head], fills=False)
    sheet.top -= 3 * MM
    _heading(sheet, f"一、没有办完的事项：{content.summary}")
    if not content.open_lists:
        sheet.note("没有未办结的事项。", size=10.5)
    for label, rows in content.open_lists:
        _subheading(sheet, label)
        draw_list(sheet, OPEN_COLUMNS, [(str(place), *row) for place, row in enumerate(rows, start=1)], goes_on=label)
        sheet.top -= 3 * MM
    _heading(sheet, "二、东西放在哪里")
    draw_list(sheet, PLACE_COLUMNS, content.places, keep=SIGNING)
    sheet.top -= 3 * MM
    sheet.note("以上事项和材料当面点清。", size=10.5)
    sheet.top -= 1 * MM
    draw_grid(sheet, [handed_over(26)], fills=False)
    sheet.finish()


def _heading(sheet: Sheet, words: str) -> None:
    if sheet.room < HEAD_ROOM:
        sheet.turn()
    sheet.note(words, role=Role.HEI, size=12.0)
    sheet.top -= 1.5 * MM


def _subheading(sheet: Sheet, words: str) -> None:
    if sheet.room < HEAD_ROOM:
        sheet.turn()
    sheet.note(words, role=Role.KAI, size=11.0)
    sheet.top -= 1 * MM
