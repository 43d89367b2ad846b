"""时限计算单: every clock of a matter on a strip of its own, with the sentence that shows how its day was reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import CONTINUED, FormContent, Sheet, baseline
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "时限计算单"
STRIP = 23 * MM
BLANK_STRIPS = 6
MOST_LINES = 12
SIGNING = 36 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A clock: its name and article, start, last day, last day after rest days, how it was reckoned, how it stands."""

    label: str = ""
    citation: str = ""
    start: str = ""
    due_on: str = ""
    rolled: str = ""
    sentence: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineSlip(FormContent):
    """The matter, the day the slip is of, its clocks, and a word when a year's holidays are not known."""

    matter: str = ""
    responsible: str = ""
    rules: str = ""
    as_of: str = ""
    lines: tuple[Reckoned, ...] = ()
    warning: str = ""


def draw(content: DeadlineSlip, writer: PageWriter) -> None:
    """Draw the matter, a strip for each clock, the rule of counting, and who reckoned and checked it."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"事项编号：{content.number}", f"计算日期：{content.as_of or '　　　年　　月　　日'}")
    head = [
        Row(13, (Label("事项", 20), Text(content.matter)), grows=True),
        Row(10.5, (Label("责任单位", 20), Text(content.responsible, 62), Label("适用规定", 20), Text(content.rules))),
    ]
    draw_grid(sheet, head, keep=sheet.room / 2, fills=False)
    sheet.top -= 4 * MM
    for place, line in enumerate(content.lines or (Reckoned(),) * BLANK_STRIPS, start=1):
        _draw_strip(sheet, place, line)
    sheet.top -= 1 * MM
    sheet.note(
        "计算方法：起始日不计入，从次日起算；最后一日是法定休假日的，以休假日的次日为最后一日"
        "。催办以计划日为准，是否逾期以顺延后的日期为准。" + content.warning
    )
    _sign(sheet)
    sheet.finish()


def _draw_strip(sheet: Sheet, place: int, line: Reckoned) -> None:
    """The clock's name in the left field, three days in the middle, its sentence under them."""
    pen = sheet.pen(Role.SONG, 10.5)
    words = pen.lines(pen.tidy(line.sentence), sheet.width - 46 * MM) if line.sentence else []
    if len(words) > MOST_LINES:
        sheet.rest.append((f"{line.label}的计算", "\n".join(words[MOST_LINES:])))
        words = [*words[:MOST_LINES], CONTINUED]
    high = max(STRIP, 13 * MM + len(words) * pen.leading)
    if sheet.room < high + 3 * MM:
        sheet.turn()
    name = "\n".join(filter(None, (f"{place}．{line.label}" if line.label else "", line.citation)))
    top = sheet.top
    days = (
        Text(name, 42), Label("起算日", 14), Text(line.start, 30, MIDDLE), Label("计划日", 14),
        Text(line.due_on, 30, MIDDLE),
        Text(line.state, align=MIDDLE),
    )  # fmt: skip
    draw_grid(sheet, [Row(11, days)], keep=high - 11 * MM, fills=False)
    high = max(high, top - sheet.top + 2 * MM + len(words) * pen.leading)
    y = sheet.top - 1 * MM
    for index, text in enumerate(words):
        sheet.writer.write(pen, [(sheet.left + 44 * MM, baseline(pen, y - index * pen.leading), text)])
    rolled = f"最迟：{line.rolled}" if line.rolled else "最迟："
    sheet.writer.write(pen, [(sheet.left + 2 * MM, baseline(pen, y), pen.tidy(rolled))])
    sheet.writer.box(1.0, sheet.left, top - high, sheet.width, high)
    sheet.top = top - high - 2.5 * MM


def _sign(sheet: Sheet) -> None:
    if sheet.room < SIGNING:
        sheet.turn()
    sheet.top -= 3 * MM
    cells = (Label("计算人", 20), Opinion("签字：", width=62.5), Label("核对人", 20), Opinion("签字："))
    draw_grid(sheet, [Row(27, cells)], fills=False)
