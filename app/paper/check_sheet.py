"""The sheet of a self-check: a title, where and when, and a table of what was found, on A4 upright."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.paper.canvas import A4_UPRIGHT, ASCENT, MM, PageWriter
from app.paper.fonts import Role
from app.paper.table import LaidRow, Table
from app.paper.tree import Printed, RowKind, TableColumn, TableRow

if TYPE_CHECKING:
    from datetime import date

MARGIN = 20 * MM
TITLE_SIZE, INFO_SIZE, NOTE_SIZE = 20.0, 10.5, 9.0
COLUMNS = (TableColumn("项目", 28), TableColumn("结果", 22), TableColumn("说明和办法", 120))
TABLE_TOP = A4_UPRIGHT[1] - MARGIN - 24 * MM
NOTE = "本单不含群众和操作人的姓名，可以传真、拍照或念给技术人员听。"


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """What stands on the sheet; a row is (what, result, words), the advice serves all that are not well."""

    title: str
    office: str
    made_at: str
    made_on: date
    anchor: str
    rows: tuple[tuple[str, str, str], ...]
    advice: str = ""
    moment: str = "检查时间"
    """What the hour on it is the hour of."""
    note: str = NOTE


def draw_check_sheet(sheet: CheckSheet, out: BinaryIO) -> Printed:
    """Draw the sheet; with many faults it goes on on a second page."""
    writer = PageWriter(out, title=sheet.title, author=sheet.office, size=A4_UPRIGHT, made_on=sheet.made_on)
    table = Table(writer, COLUMNS, MARGIN, writer.width - MARGIN)
    waiting: list[LaidRow] = []
    top = _draw_head(sheet, writer)
    room = top - MARGIN - table.head.height
    for cells in sheet.rows:
        row = table.lay(TableRow(cells), RowKind.BODY)
        if sum(one.height for one in waiting) + row.height > room and waiting:
            table.draw(top, waiting)
            writer.end_page()
            top, waiting = writer.height - MARGIN, []
            room = top - MARGIN - table.head.height
        waiting.append(row)
    bottom = table.draw(top, waiting)
    pen = writer.pen(Role.SONG, NOTE_SIZE)
    notes = [note for note in (sheet.advice, sheet.note) if note]
    writer.write(pen, [(MARGIN, bottom - (i + 1.5) * pen.leading, pen.tidy(note)) for i, note in enumerate(notes)])
    writer.end_page()
    writer.close(lambda page, pages: _draw_foot(writer, page, pages))
    return Printed(writer.pages, writer.faces, tuple(writer.missing))


def _draw_head(sheet: CheckSheet, writer: PageWriter) -> float:
    title, info = writer.pen(Role.TITLE, TITLE_SIZE), writer.pen(Role.FANG, INFO_SIZE)
    y = writer.height - MARGIN - TITLE_SIZE * ASCENT
    writer.centred(title, writer.width / 2, y, title.tidy(sheet.title))
    y = TABLE_TOP + INFO_SIZE * 0.6
    writer.write(info, [(MARGIN, y + info.leading, info.tidy(f"单位：{sheet.office}"))])
    writer.write(info, [(MARGIN, y, info.tidy(f"历史记录：{sheet.anchor}"))])
    writer.flush_right(info, writer.width - MARGIN, y, info.tidy(f"{sheet.moment}：{sheet.made_at}"))
    return TABLE_TOP


def _draw_foot(writer: PageWriter, page: int, pages: int) -> None:
    words = ("第", str(page), "页", "共", str(pages), "页")
    writer.spaced(writer.pen(Role.SONG, NOTE_SIZE), writer.width / 2, 10 * MM, words)
