"""归档文件目录: the filed papers of a year by retention, item by item, under the fields of the archive stamp."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "归档文件目录"
COLUMNS = (
    TableColumn("件号", 9, Align.CENTER),
    TableColumn("档号", 37, Align.CENTER),
    TableColumn("文号", 26, Align.CENTER),
    TableColumn("责任者", 22),
    TableColumn("题名", 48),
    TableColumn("日期", 20, Align.CENTER),
    TableColumn("密级", 9, Align.CENTER),
    TableColumn("页数", 9, Align.CENTER),
    TableColumn("备注", 12),
)
EMPTY_ROWS = 20
PAGES = 6
"""Where an item has its pages."""
FOOT = 14 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class ArchiveList(FormContent):
    """The year and its items, grouped by how long they are kept; an item in the order of COLUMNS without its number."""

    year: str = ""
    fonds: str = ""
    unit: str = ""
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    numbers: tuple[tuple[str, ...], ...] = ()
    """The 件号 of the items, group by group, where they have their own; else each group is numbered from one."""


def draw(content: ArchiveList, writer: PageWriter) -> None:
    """Draw the six fields of the archive stamp, then a list for each term, each with its own numbers."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{content.year and content.year + '年度'}{TITLE}", after=3 * MM)
    groups = content.groups or (("", ()),)
    for place, (retention, items) in enumerate(groups):
        if place and sheet.room < 75 * MM:
            sheet.turn()
        pages = sum(int(item[PAGES]) for item in items if item[PAGES].isdigit())
        _draw_stamp(sheet, content, retention, (str(len(items) or ""), str(pages or "")))
        # A place in the list is no 件号: that stands in the 档号 (0011).
        counted = "件号" if content.numbers else "序号"
        numbers = content.numbers[place] if content.numbers else [str(one) for one in range(1, len(items) + 1)]
        rows = [(number, *item) for number, item in zip(numbers, items, strict=True)]
        draw_list(
            sheet, (replace(COLUMNS[0], label=counted), *COLUMNS[1:]), rows, keep=FOOT, blanks=0 if rows else EMPTY_ROWS
        )
        sheet.top -= 6 * MM
    if sheet.room < FOOT:
        sheet.turn()
    sheet.info("整理人：　　　　　　　检查人：", "移交日期：　　　年　　月　　日")
    sheet.finish()


def _draw_stamp(sheet: Sheet, content: ArchiveList, retention: str, counts: tuple[str, str]) -> None:
    names = ("全宗号", "年度", "保管期限", "机构（问题）", "件数", "页数")
    filled = (content.fonds, content.year, retention, content.unit, *counts)
    rows = [
        Row(8, tuple(Label(name, 27.5) for name in names)),
        Row(9, tuple(Text(text, 27.5, MIDDLE) for text in filled)),
    ]
    draw_grid(sheet, rows, fills=False)
    sheet.top -= 2 * MM
