"""归档文件目录: the filed papers of a year by retention, item by item, under the fields of the archive stamp."""

from __future__ import annotations

from dataclasses import dataclass
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
    TableColumn("件号", 10, Align.CENTER),
    TableColumn("档号", 27, Align.CENTER),
    TableColumn("文号", 28, Align.CENTER),
    TableColumn("责任者", 26),
    TableColumn("题名", 46),
    TableColumn("日期", 21, Align.CENTER),
    TableColumn("密级", 10, Align.CENTER),
    TableColumn("页数", 10, Align.CENTER),
    TableColumn("备注", 14),
)
EMPTY_ROWS = 20
FOOT = 14 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class ArchiveList(FormContent):
    """The year and its items, grouped by how long they are kept; an item in the order of COLUMNS without its number."""

    year: str = ""
    fonds: str = ""
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()


def draw(content: ArchiveList, writer: PageWriter) -> None:
    """Draw the six fields of the archive stamp, then a list for each term, numbered anew in each."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{content.year and content.year + '年度'}{TITLE}", after=3 * MM)
    groups = content.groups or (("", ()),)
    for place, (retention, items) in enumerate(groups):
        if place and sheet.room < 75 * MM:
            sheet.turn()
        _draw_stamp(sheet, content, retention, str(len(items)) if items else "")
        rows = [(str(number), *item) for number, item in enumerate(items, start=1)]
        draw_list(sheet, COLUMNS, rows, keep=FOOT, blanks=0 if rows else EMPTY_ROWS)
        sheet.top -= 6 * MM
    if sheet.room < FOOT:
        sheet.turn()
    sheet.info("整理人：　　　　　　　检查人：", "移交日期：　　　年　　月　　日")
    sheet.finish()


def _draw_stamp(sheet: Sheet, content: ArchiveList, retention: str, count: str) -> None:
    names = ("全宗号", "年度", "保管期限", "机构（问题）", "件数", "页数")
    filled = (content.fonds, content.year, retention, "", count, "")
    rows = [
        Row(8, tuple(Label(name, 27.5) for name in names)),
        Row(9, tuple(Text(text, 27.5, MIDDLE) for text in filled)),
    ]
    draw_grid(sheet, rows, fills=False)
    sheet.top -= 2 * MM
