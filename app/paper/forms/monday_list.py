"""周一工作清单: what one person has on his hands this week, due first standing first, with a column for the pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet, baseline
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "周一工作清单"
COLUMNS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("事项编号", 36, Align.CENTER),
    TableColumn("要办的事", 56),
    TableColumn("时限", 32, Align.CENTER),
    TableColumn("状态", 14, Align.CENTER),
    TableColumn("本周办理情况（手填）", 32),
)
BLANK_ROWS = 3
EMPTY_ROWS = 18
FOOT = 22 * MM


@dataclass(frozen=True, slots=True)
class MondayList(FormContent):
    """Whose list it is, of which week, how the tasks stand in numbers, and the tasks: number, words, day, state."""

    person: str = ""
    organisation: str = ""
    week: str = ""
    summary: str = ""
    tasks: tuple[tuple[str, str, str, str], ...] = ()


def draw(content: MondayList, writer: PageWriter) -> None:
    """Draw the name tag, the tasks with rows for what comes up, and the line both sides sign."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    _draw_tag(sheet, content)
    rows = [(str(place), *task, "") for place, task in enumerate(content.tasks, start=1)]
    draw_list(sheet, COLUMNS, rows, keep=FOOT, blanks=BLANK_ROWS if rows else EMPTY_ROWS)
    sheet.top -= 8 * MM
    pen = sheet.pen(Role.SONG, 10.5)
    places = enumerate(("领单人签字：", "交单人签字：", "周五核对："))
    y = baseline(pen, sheet.top)
    sheet.writer.write(pen, [(sheet.left + place * sheet.width / 3, y, words) for place, words in places])
    sheet.top -= pen.leading
    sheet.finish()


def _draw_tag(sheet: Sheet, content: MondayList) -> None:
    """Name and unit large at the left, the week and the numbers at the right, over a double rule."""
    name = sheet.pen(Role.HEI_BOLD, 16.0)
    small = sheet.pen(Role.SONG, 10.5)
    words = name.tidy(f"{content.person}　{content.organisation}" if content.person else "姓名：　　　　　　单位：")
    week = small.tidy(content.week or "　　　年　　月　　日至　　月　　日")
    fits = name.width(words) + small.width(week) + 4 * MM <= sheet.width
    if fits:
        sheet.writer.flush_right(small, sheet.right, baseline(small, sheet.top), week)
    sheet.put(name, name.lines(words, sheet.width))
    sheet.top -= 1 * MM
    summary = small.lines(small.tidy(content.summary if fits else f"{content.week}　{content.summary}"), sheet.width)
    sheet.put(small, summary)
    for y in (sheet.top - 1 * MM, sheet.top - 2 * MM):
        sheet.writer.rules(0.8, [(sheet.left, y, sheet.right, y)])
    sheet.top -= 4 * MM
