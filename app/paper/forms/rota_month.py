"""领导干部接访安排: the month as a calendar for the wall, across A4 or A3, a square a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.paper.canvas import A4_ACROSS, MM
from app.paper.fonts import Role
from app.paper.forms.sheet import FormContent, Sheet, baseline

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter, Pen

TITLE = "领导干部接访安排表"
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
DAYS = len(WEEKDAYS)
FOOT = 16 * MM
BOTTOM = 13 * MM
FULL = 66
"""Points a square needs for its four lines in full size."""


@dataclass(frozen=True, slots=True)
class RotaDay:
    """A day of the month: whose it is and his post, who stands in for him, who is with him, and 休 on a rest day."""

    day: int
    leader: str = ""
    title: str = ""
    substitute: str = ""
    staff: str = ""
    mode: str = ""
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class RotaMonth(FormContent):
    """The month (0: left for the pen) with its days; `notice_on` is the day it was made public."""

    year: int = 0
    month: int = 0
    days: tuple[RotaDay, ...] = ()
    venue: str = ""
    phone: str = ""
    notice_on: str = ""


def draw(content: RotaMonth, writer: PageWriter) -> None:
    """Draw the calendar so that it fills the sheet, whatever its size, in type that grows with it."""
    sheet = Sheet.across(writer, content, TITLE)
    scale = writer.height / A4_ACROSS[1]
    when = f"{content.year}年{content.month}月" if content.month else "　　　　年　　月"
    sheet.title(f"{content.office}{when}{TITLE}", after=2 * MM)
    sheet.info(f"接访地点：{content.venue}", f"公示日期：{content.notice_on or '　　　年　　月　　日'}")
    sheet.bottom = BOTTOM
    first, count = _shape(content)
    weeks = -(-(first + count) // DAYS)
    wide, high = sheet.width / DAYS, (sheet.room - FOOT - 9 * MM) / weeks
    scale = min(scale, high / FULL)
    _draw_frame(sheet, weeks, (wide, high), scale)
    days = {one.day: one for one in content.days}
    for day in range(1, count + 1):
        week, column = divmod(first + day - 1, DAYS)
        corner = (sheet.left + column * wide, sheet.top - 9 * MM - week * high)
        number = str(day) if content.month else ""
        _draw_day(sheet, days.get(day, RotaDay(day)), number, (*corner, wide, high), scale)
    sheet.top -= 9 * MM + weeks * high + 3 * MM
    _draw_foot(sheet, content)
    sheet.finish()


def _shape(content: RotaMonth) -> tuple[int, int]:
    """On which weekday the month begins and how many days it has; five whole weeks for the pen."""
    if not content.month:
        return 0, 5 * DAYS
    return date(content.year, content.month, 1).weekday(), monthrange(content.year, content.month)[1]


def _draw_frame(sheet: Sheet, weeks: int, size: tuple[float, float], scale: float) -> None:
    wide, high = size
    head = sheet.pen(Role.HEI_BOLD, round(12 * scale, 1))
    top, bottom = sheet.top, sheet.top - 9 * MM - weeks * high
    for column, name in enumerate(WEEKDAYS):
        x = sheet.left + (column + 0.5) * wide
        sheet.writer.centred(head, x, baseline(head, top - (9 * MM - head.leading) / 2), name)
    upright = [(sheet.left + column * wide, top, sheet.left + column * wide, bottom) for column in range(1, DAYS)]
    level = [top - 9 * MM - week * high for week in range(weeks)]
    sheet.writer.rules(0.7, [*upright, *((sheet.left, y, sheet.right, y) for y in level)])
    sheet.writer.box(1.5, sheet.left, bottom, sheet.width, top - bottom)


def _draw_day(sheet: Sheet, one: RotaDay, number: str, box: tuple[float, float, float, float], scale: float) -> None:
    """The day at the upper left, who receives large in the middle; his post, or for whom he stands in, and who is with
    him below.
    """
    x, top, wide, high = box
    small, name = sheet.pen(Role.SONG, round(9 * scale, 1)), sheet.pen(Role.HEI_BOLD, round(14 * scale, 1))
    sheet.writer.write(small, [(x + 1.5 * MM, baseline(small, top - 1 * MM), number)])
    note = "休" if one.is_rest and not one.leader else one.mode
    sheet.writer.flush_right(small, x + wide - 1.5 * MM, baseline(small, top - 1 * MM), small.tidy(note))
    stands_for = f"代{one.leader}（{one.title}）" if one.title else f"代{one.leader}"
    lines = [
        (name, one.substitute or one.leader),
        (small, stands_for if one.substitute else one.title),
        (small, one.staff and f"陪同：{one.staff}"),
    ]
    shown = [(pen, words) for pen, words in lines if words]
    y = top - small.leading - 1 * MM
    y -= max(high - small.leading - 2 * MM - sum(pen.leading for pen, _ in shown), 0) / 2
    for pen, words in shown:
        _write(sheet, pen, words, (x, y, wide))
        y -= pen.leading


def _write(sheet: Sheet, pen: Pen, words: str, place: tuple[float, float, float]) -> None:
    """One line in the middle of the square, narrowed when it is wider."""
    x, y, wide = place
    text, room = " ".join(pen.tidy(words).split("\n")), wide - 3 * MM
    if pen.width(text) > room:
        sheet.writer.squeezed(pen, x + 1.5 * MM, baseline(pen, y), text, room)
    else:
        sheet.writer.centred(pen, x + wide / 2, baseline(pen, y), text)


def _draw_foot(sheet: Sheet, content: RotaMonth) -> None:
    phone = content.phone or "________________"
    sheet.note(
        f"接访时间：________________。值班电话：{phone}。值班领导因公不能到岗的，由代班领导接访，"
        "并在当日接访日志中注明原因。多人来访反映同一事项的，请推选代表，代表不超过5人。",
        size=10.5,
    )
