"""民主评议票: secret ballots, four an A4 page with cut marks, a square to tick for each grade, and no name on any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.sheet import FOOT_SIZE, FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "民主评议票"
GRADES = ("好", "较好", "一般", "差")
ITEMS = ("总体评价", "形式主义", "官僚主义", "享乐主义", "奢靡之风")
ACROSS, DOWN = 2, 2
INSET = 9 * MM
MOST_ITEMS = 9
"""So many rows a quarter of a page holds; more items take half a page, or a whole one."""
MARK = 6 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Ballot(FormContent):
    """What is voted on; `papers` are the numbers of the ballots, one each."""

    title: str = ""
    subject: str = ""
    held_on: str = ""
    items: tuple[str, ...] = ITEMS
    grades: tuple[str, ...] = GRADES
    papers: tuple[str, ...] = ()


def draw(content: Ballot, writer: PageWriter) -> None:
    """Draw pages full of ballots; without numbers one page of ballots whose number is left for the pen."""
    across, down = (ACROSS, DOWN) if len(content.items) <= MOST_ITEMS else (1, 1)
    each = across * down
    papers = content.papers or ("",) * each
    writer.is_cut_up = each > 1
    page = Sheet(writer, replace(content, paper_no="", profile_note=""), NAME)  # each ballot bears its own
    for start in range(0, len(papers), each):
        for index, number in enumerate(papers[start : start + each]):
            row, column = divmod(index, across)
            wide, high = writer.width / across, writer.height / down
            rest = _draw_ballot(content, writer, number, (column * wide, writer.height - row * high, wide, high))
            page.rest = page.rest or rest
        if each > 1:
            _draw_marks(page)
        if start + each < len(papers):
            page.turn()
    page.content = replace(content, paper_no="") if page.rest else page.content
    page.finish()


def _draw_ballot(
    content: Ballot, writer: PageWriter, number: str, box: tuple[float, float, float, float]
) -> list[tuple[str, str]]:
    """Draw one ballot; what its boxes could not hold is returned and stands once behind all of them."""
    x, top, wide, high = box
    sheet = Sheet(writer, content, NAME, x + INSET, x + wide - INSET, top - INSET - 2 * MM, top - high + INSET)
    if content.profile_note:
        bold = sheet.pen(Role.HEI_BOLD, FOOT_SIZE)
        writer.flush_right(bold, sheet.right, sheet.top + 2 * MM, bold.tidy(content.profile_note))
    pen = sheet.pen(Role.TITLE, 15.0)
    title = content.title or f"{content.office}{NAME}"
    lines = pen.even_lines(pen.tidy(title if "票" in title else f"{title}票"), sheet.width)
    for index, line in enumerate(lines):
        sheet.writer.centred(pen, (sheet.left + sheet.right) / 2, sheet.top - (index + 0.8) * pen.leading, line)
    sheet.top -= len(lines) * pen.leading + 2 * MM
    small = sheet.pen(Role.SONG, 9.0)
    sheet.put(small, small.lines(small.tidy(f"评议对象：{content.subject or '＿' * 12}"), sheet.width))
    when = f"日期：{content.held_on or '　　　年　　月　　日'}"
    sheet.put(small, small.lines(small.tidy(f"编号：{number or '________'}　　{when}"), sheet.width))
    sheet.top -= 1.5 * MM
    name = sheet.width / MM - 12.5 * len(content.grades)
    head = Row(9, (Label("评议项目", name), *(Label(grade, 12.5) for grade in content.grades)))
    room = (sheet.room / MM - 9 - 13) / len(content.items)
    rows = [
        Row(min(room, 16), (Text(item, name), *(Text("□", 12.5, MIDDLE) for _ in content.grades)))
        for item in content.items
    ]
    draw_grid(sheet, [head, *rows], fills=False)
    sheet.top -= 1.5 * MM
    sheet.note(
        "每项只在一个□内打√，不打为弃权，多打该项无效。本票不署名、不做记号，投入票箱；编号只用于核对发出和收回的票数。",
        size=8.0,
    )
    return sheet.rest


def _draw_marks(sheet: Sheet) -> None:
    """Broken lines where the page is cut, and short marks at its edges."""
    writer = sheet.writer
    middle, level = writer.width / 2, writer.height / 2
    sheet.dashes(level, MARK, writer.width - MARK)
    upright = []
    y = MARK
    while y < writer.height - MARK:
        upright.append((middle, y, middle, min(y + 3 * MM, writer.height - MARK)))
        y += 5 * MM
    writer.rules(0.6, upright)
